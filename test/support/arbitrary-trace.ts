import fc from 'fast-check';
import type { SpanKind } from '../../src/model/trace.ts';
import { span, type SpanPlan } from './trace-builder.ts';

const KINDS: readonly SpanKind[] = ['internal', 'server', 'client', 'producer', 'consumer'];

/**
 * One root and whatever is below it, in any relation: children that start early, run on, coincide, are empty, belong
 * to another service or have a coarse clock. Times are few, so that boundaries are met often.
 */
export const arbitraryRoot: fc.Arbitrary<SpanPlan> = fc
  .array(
    fc.record({
      parent: fc.nat(),
      service: fc.constantFrom('a', 'b'),
      kind: fc.constantFrom(...KINDS),
      language: fc.constantFrom('go', 'go', 'nodejs', undefined),
      start: fc.nat(24),
      length: fc.nat(16),
      // Below, at and above the millisecond's quantum and the 1 % that an overlap may have.
      unitMs: fc.constantFrom(0.25, 1, 50),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((rows) => {
    const plans = rows.map(({ service, kind, language, start, length, unitMs }, i) => {
      const times = [start * unitMs, (start + length) * unitMs] as const;
      return { plan: span(service, `s${i}`, times, { kind, language }), below: [] as number[] };
    });
    for (const [i, { parent }] of rows.entries()) {
      if (i > 0) plans[parent % i]!.below.push(i);
    }
    const grow = (i: number): SpanPlan => {
      const { plan, below } = plans[i]!;
      return { ...plan, children: below.map(grow) };
    };
    return grow(0);
  });

/** One root with children that are hardly longer than the quantum of its clock: what overlaps may or may not be in order. */
export const arbitraryCrowd: fc.Arbitrary<SpanPlan> = fc
  .array(fc.tuple(fc.nat(16), fc.nat(6)), { minLength: 2, maxLength: 7 })
  .map((times) => {
    const options = { language: 'nodejs' };
    const children = times.map(([start, length], i) =>
      span('a', `s${i}`, [start / 4, (start + length) / 4], options),
    );
    return span('a', 'root', [0, 5], options, children);
  });
