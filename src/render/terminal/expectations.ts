import type { Checked } from '../../analysis/expectations.ts';
import { tsvRows } from '../tsv.ts';
import { paint, verdict, type Screen } from './screen.ts';
import { paragraph } from './wrap.ts';

/** Each rule with its verdict, a paragraph each. */
export const expectationLines = (expectations: readonly Checked[], screen: Screen): string =>
  expectations
    .map(({ result, what, reason }) => {
      const sign = result === 'cannot-tell' ? '-' : verdict(result === 'holds', screen);
      return paragraph(`${what}: ${reason}`, screen, paint(screen).visible, '', `${sign} `);
    })
    .join('');

export const expectationRows = (expectations: readonly Checked[]): string =>
  tsvRows(
    'expectation',
    'result what reason traceIds',
    expectations.map((one) => ({ ...one, traceIds: one.traceIds.join(',') })),
  );
