import type { Trace } from '../../src/model/trace.ts';
import { call, span, traceOf } from './trace-builder.ts';

/** Milliseconds that the three services of the tutorial sleep in one request. */
export interface Sleeps {
  readonly gateway: number;
  readonly validator: number;
  readonly enricher: number;
}

/** A trace of the tutorial's `GET /process`: two calls one after the other, with gaps of 2 and 3 ms in all. */
export function tutorialTrace({ gateway, validator, enricher }: Sleeps, traceId: string): Trace {
  const validated = 1 + 2 + validator;
  const enriched = validated + 3 + enricher;
  const root = span('gateway', 'GET /process', [0, enriched + gateway], { kind: 'server' }, [
    call('gateway', 'validator', 'GET /validate', {
      client: [1, validated],
      server: [2, validated - 1],
    }),
    call('gateway', 'enricher', 'GET /enrich', {
      client: [validated, enriched],
      server: [validated + 1, enriched - 2],
    }),
  ]);
  return traceOf([root], traceId);
}

/** As many as are asked for, the same each time. */
export function tutorialTraces(count: number): Trace[] {
  let seed = 7;
  const between = (from: number, to: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.round((from + ((to - from) * seed) / 2 ** 31) * 1000) / 1000;
  };
  return Array.from({ length: count }, () => {
    const id = Array.from({ length: 4 }, () =>
      Math.floor(between(0, 2 ** 31))
        .toString(16)
        .padStart(8, '0'),
    );
    const sleeps = {
      gateway: between(10, 50),
      validator: between(50, 300),
      enricher: between(100, 800),
    };
    return tutorialTrace(sleeps, id.join(''));
  });
}
