import type { Claim, ClaimName } from '../../analysis/challenge.ts';
import { type DelayShown, delayRows, delayText } from './load/delay.ts';
import { paint, verdict, type Screen } from './screen.ts';
import { tsvRows } from '../tsv.ts';
import { paragraph } from './wrap.ts';

interface Challenge {
  readonly claims: readonly Claim[];
  readonly artifacts: { readonly folder: string; readonly files: readonly string[] };
  readonly traces?: { readonly delay?: DelayShown | undefined } | undefined;
}

const TITLES: Readonly<Record<ClaimName, string>> = {
  answered: 'Every request was answered',
  verified: 'Every request left its complete trace',
  bottleneck: 'The bottleneck is found',
  compared: 'A slow trace differs from a normal one where it should',
  graph: 'The graph is the topology',
  survived: 'The traces outlive restarts of storage and Jaeger',
};

/** What was proved, and where to look it up. */
export function renderChallenge(challenge: Challenge, screen: Screen): string {
  return screen.format === 'table' ? forPeople(challenge, screen) : forPipes(challenge);
}

function forPeople(
  { claims, artifacts: { folder, files }, traces: { delay } = {} }: Challenge,
  screen: Screen,
): string {
  const { bold, dim, visible } = paint(screen);
  return [
    ...claims.flatMap(({ name, holds, evidence }) => [
      `${verdict(holds, screen)} ${bold(TITLES[name])}\n`,
      paragraph(evidence, screen, visible, '  '),
    ]),
    '\n',
    delay ? paragraph(`In the load ${delayText(delay)}`, screen, visible) : '',
    paragraph(`In ${folder}: ${files.join(', ')}`, screen, dim),
  ].join('');
}

const forPipes = ({ claims, artifacts: { folder, files }, traces }: Challenge): string =>
  [
    tsvRows('claim', 'holds name evidence', claims),
    delayRows(traces?.delay),
    tsvRows(
      'file',
      'path',
      files.map((file) => ({ path: `${folder}/${file}` })),
    ),
  ].join('');
