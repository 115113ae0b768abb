import type { Claim, ClaimName } from '../../analysis/challenge.ts';
import { printable } from './printable.ts';
import { paint, type Screen } from './screen.ts';
import { wrapWords } from './wrap.ts';

interface Challenge {
  readonly claims: readonly Claim[];
  readonly artifacts: { readonly folder: string; readonly files: readonly string[] };
}

const TITLES: Readonly<Record<ClaimName, string>> = {
  answered: 'Every request was answered',
  verified: 'Every request left its complete trace',
  bottleneck: 'The bottleneck is found',
  compared: 'A slow trace differs from a normal one where it should',
  graph: 'The graph is the topology',
};

/** What was proved, and where to look it up. For a pipe: a row for each claim (holds or fails, name, evidence) and file. */
export function renderChallenge({ claims, artifacts }: Challenge, screen: Screen): string {
  const lines =
    screen.format === 'table' ? forPeople(claims, artifacts, screen) : forPipes(claims, artifacts);
  return lines.map((line) => `${line}\n`).join('');
}

function forPeople(
  claims: readonly Claim[],
  { folder, files }: Challenge['artifacts'],
  screen: Screen,
): string[] {
  const { bold, dim, green, red } = paint(screen);
  const [good, bad] = screen.unicode ? ['✔', '✖'] : ['ok', 'no'];
  const indented = (text: string): string[] =>
    wrapWords(printable(text), screen.columns - 2).map((line) => `  ${line}`);
  return [
    ...claims.flatMap(({ name, holds, evidence }) => [
      `${holds ? green(good) : red(bad)} ${bold(TITLES[name])}`,
      ...indented(evidence),
    ]),
    '',
    ...wrapWords(printable(`In ${folder}: ${files.join(', ')}`), screen.columns).map(dim),
  ];
}

const forPipes = (
  claims: readonly Claim[],
  { folder, files }: Challenge['artifacts'],
): string[] => [
  ...claims.map(({ name, holds, evidence }) =>
    [holds ? 'holds' : 'fails', name, printable(evidence)].join('\t'),
  ),
  ...files.map((file) => `file\t${printable(`${folder}/${file}`)}`),
];
