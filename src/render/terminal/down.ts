import { tsvRows } from '../tsv.ts';
import type { Screen } from './screen.ts';
import { counted } from '../../model/counted.ts';
import { paragraph } from './wrap.ts';

interface Down {
  readonly labs: readonly {
    readonly lab: string;
    readonly removed: readonly string[];
    readonly keptRuns: number;
    readonly keptData: readonly string[];
  }[];
  /** Undefined where they were not to be removed. */
  readonly images: readonly string[] | undefined;
}

/** What was removed, and what was kept, a paragraph for each lab. For a pipe: a row for each thing that was removed. */
export function renderDown({ labs, images }: Down, screen: Screen): string {
  const removed = [...labs.flatMap((one) => one.removed), ...(images ?? [])];
  if (screen.format === 'tsv')
    return tsvRows(
      'removed',
      'what',
      removed.map((what) => ({ what })),
    );
  const texts = labs.map((lab) => goneText(lab, images !== undefined));
  if (images) texts.push(`${counted(images.length, 'image')} of services removed.`);
  return texts.map((text) => paragraph(text, screen)).join('');
}

function goneText(
  { lab, removed, keptRuns, keptData }: Down['labs'][number],
  hasImages: boolean,
): string {
  if (removed.every((what) => what.startsWith('ledger ')))
    return `Lab "${lab}" was down already: its ${listed(removed)} is removed.`;
  const having = (start: string): boolean => removed.some((what) => what.startsWith(start));
  const components = removed.filter((what) => /^(container|process) /.test(what)).length;
  const inContainers = having('container ') || having('network ');
  const things = [
    inContainers ? 'network' : 'logs',
    having('state ') && 'state',
    having('ledger ') && 'ledger',
  ].filter((thing) => thing !== false);
  const kept = keptThings({ keptRuns, keptData, hasImages: inContainers && !hasImages });
  const gone = `Lab "${lab}" is gone: ${counted(components, 'component')} removed, with their ${listed(things)}.`;
  return kept.length === 0 ? gone : `${gone} Kept: ${listed(kept)}.`;
}

interface Kept extends Pick<Down['labs'][number], 'keptRuns' | 'keptData'> {
  readonly hasImages: boolean;
}

const keptThings = ({ keptRuns, keptData, hasImages }: Kept): string[] => [
  ...(hasImages ? ['images (--images removes them)'] : []),
  ...(keptData.length > 0 ? [`the traces in ${listed(keptData)} (--volumes removes them)`] : []),
  ...(keptRuns > 0 ? [`the ledger of ${counted(keptRuns, 'run')} (--volumes removes it)`] : []),
];

/** "a, b and c" */
function listed(things: readonly string[]): string {
  const [last = '', ...others] = things.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
}
