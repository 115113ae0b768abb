import type { OutageAnswer } from '../../../src/cli/commands/outage/answer.ts';
import type { OutageCase } from './cases.ts';

export const TABLE_HEAD = [
  '| stopped | away | requests/s | accepted - readable = lost, each time | lost of all | exact |',
  '| --- | --- | --- | --- | --- | --- |',
];

/** One row for the docs: all outages of a case, those that failed by their number. */
export function outageRow(
  { about, perSecond }: OutageCase,
  outages: readonly (OutageAnswer | string)[],
): string {
  const counted = outages.filter((outage) => typeof outage !== 'string');
  const downs = counted.map(({ downMs }) => downMs / 1000);
  const sum = (of: (outage: OutageAnswer) => number): number =>
    counted.reduce((total, outage) => total + of(outage), 0);
  const cells = [
    about,
    `${Math.min(...downs).toFixed(0)} to ${Math.max(...downs).toFixed(0)} s`,
    String(perSecond),
    counted.map(({ accepted, readable, lost }) => `${accepted} - ${readable} = ${lost}`).join(', '),
    `${sum(({ lost }) => lost)} of ${sum(({ accepted }) => accepted)}`,
    `${counted.filter(({ isExact }) => isExact).length} of ${outages.length}`,
  ];
  return `| ${cells.join(' | ')} |`;
}
