import type { CallStep } from '../call-path.ts';
import { isNPlusOne, type RepeatedCall } from '../n-plus-one.ts';
import type { Span } from '../../model/trace.ts';
import { type Headline, LEAST_SHARE } from './headline.ts';

interface TraceFinding {
  readonly root: Span | undefined;
  readonly rows: readonly { readonly step: CallStep; readonly pathUs: number }[];
  readonly repeated: readonly RepeatedCall[];
}

/**
 * What one request waited for: calls one by one where they could save a fifth of it, else the operation that has most of
 * the critical path, if that is a fifth.
 *
 * @see docs/definitions.md#headline
 */
export function traceHeadline({ root, rows, repeated }: TraceFinding): Headline | undefined {
  const ofUs = root?.durationUs ?? 0;
  if (ofUs === 0) return undefined;
  return repeatedHeadline(repeated, ofUs) ?? placeHeadline(rows, ofUs);
}

function repeatedHeadline(repeated: readonly RepeatedCall[], ofUs: number): Headline | undefined {
  const worst = repeated.find(isNPlusOne);
  if (worst === undefined || worst.savedUs < LEAST_SHARE * ofUs) return undefined;
  const { service, name: operation, callee, spans, savedUs: us } = worst;
  const where = { service, operation, callee };
  return { kind: 'n-plus-one', ...where, count: spans.length, us, ofUs, share: us / ofUs };
}

function placeHeadline(rows: TraceFinding['rows'], ofUs: number): Headline | undefined {
  const times = new Map<string, { readonly step: CallStep; readonly us: number }>();
  for (const { step, pathUs } of rows) {
    const key = JSON.stringify([step.service, step.name, step.callee]);
    times.set(key, { step, us: pathUs + (times.get(key)?.us ?? 0) });
  }
  const [most, ...others] = Array.from(times.values()).sort((a, b) => b.us - a.us);
  if (most === undefined || others.length === 0 || most.us < LEAST_SHARE * ofUs) return undefined;
  const { service, name: operation, callee } = most.step;
  return { kind: 'place', service, operation, callee, us: most.us, ofUs, share: most.us / ofUs };
}
