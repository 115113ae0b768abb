import { counted } from '../../../render/terminal/words.ts';

interface Gone {
  readonly lab: string;
  readonly removed: readonly string[];
  readonly keptRuns: number;
}

/** What was removed, and what was kept, a line for each lab. */
export function ranDown(
  labs: readonly Gone[],
  images: readonly string[],
  { images: hasAsked = false }: { readonly images?: boolean },
): string {
  const lines = labs.map((lab) => labLine(lab, hasAsked));
  if (hasAsked) lines.push(`${counted(images.length, 'image')} of services removed.`);
  return lines.map((line) => `${line}\n`).join('');
}

function labLine({ lab, removed, keptRuns }: Gone, hasAsked: boolean): string {
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
  const kept = [
    inContainers && !hasAsked && 'images (--images removes them)',
    keptRuns > 0 && `the ledger of ${counted(keptRuns, 'run')} (--volumes removes it)`,
  ].filter((thing) => thing !== false);
  const first = `Lab "${lab}" is gone: ${counted(components, 'component')} removed, with their ${listed(things)}.`;
  return kept.length === 0 ? first : `${first} Kept: ${listed(kept)}.`;
}

/** "a, b and c" */
function listed(things: readonly string[]): string {
  const [last = '', ...others] = things.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
}
