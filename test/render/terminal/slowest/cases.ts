import { slowest } from '../../../../src/analysis/slowest.ts';
import type { Trace } from '../../../../src/model/trace.ts';
import type { Screen } from '../../../../src/render/terminal/screen.ts';
import { renderSlowest } from '../../../../src/render/terminal/slowest/slowest.ts';
import { tutorialTrace } from '../../../support/tutorial-traces.ts';

export const source = {
  what: 'run 1',
  jaegerVersion: 'v2.20.0',
  uiUrl: 'http://localhost:16686/',
  missing: [],
};
export const person: Screen = { format: 'table', columns: 80, colour: false, unicode: true };

export const id = (n: number): string => (0x4f1c0a00 + n).toString(16).padEnd(32, '0');

/** Each slower than the one before: the enricher by 20 ms, the validator by 1 ms, the gateway by 0.1 ms. */
export const tutorial = Array.from({ length: 20 }, (_, i) =>
  tutorialTrace({ gateway: 30 + i / 10, validator: 100 + i, enricher: 300 + 20 * i }, id(i)),
);

export function rendered(
  traces: readonly Trace[],
  screen: Partial<Screen> = {},
  options: Partial<Parameters<typeof slowest>[1]> = {},
): string {
  const finding = slowest(traces, { by: 'path', limit: 5, ...options });
  return renderSlowest(finding, source, { ...person, ...screen });
}
