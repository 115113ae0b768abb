import type { ServiceFault } from '../../model/switched-fault.ts';
import { duration } from './duration.ts';
import { printable } from './printable.ts';
import { type Screen, paint } from './screen.ts';
import { tsvRows } from '../tsv.ts';
import { percent } from './words.ts';
import { hanging } from './wrap.ts';

const US = 1000;

/** "payment", "2.00 s later on 10 % of the requests", "an error for 50 % of the requests" */
export function faultPieces(fault: ServiceFault, screen: Screen): string[] {
  const { service, delayMs, jitterMs, ratio, errorRate } = fault;
  const least = duration(delayMs * US, screen);
  const most = duration((delayMs + jitterMs) * US, screen);
  const later = jitterMs === 0 ? least : delayMs === 0 ? `up to ${most}` : `${least} to ${most}`;
  return [
    paint(screen).bold(printable(service)),
    ...(delayMs + jitterMs > 0 ? [`${later} later on ${requests(ratio)}`] : []),
    ...(errorRate > 0 ? [`an error for ${requests(errorRate)}`] : []),
  ];
}

const requests = (share: number): string =>
  share === 1 ? 'every request' : `${percent(share)} of the requests`;

export const faultRows = (faults: readonly ServiceFault[]): string =>
  tsvRows(
    'fault',
    'service delayUs jitterUs ratio errorRate',
    faults.map((fault) => ({
      ...fault,
      delayUs: fault.delayMs * US,
      jitterUs: fault.jitterMs * US,
    })),
  );

/** What is switched on in a lab; a line each. */
export function renderFaults(faults: readonly ServiceFault[], screen: Screen): string {
  if (screen.format === 'tsv') return faultRows(faults);
  if (faults.length === 0) return 'Nothing is switched on.\n';
  return faults.map((fault) => hanging(faultPieces(fault, screen), '  ', screen.columns)).join('');
}
