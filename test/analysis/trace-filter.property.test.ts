import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isWanted, type TraceFilter } from '../../src/analysis/trace-filter.ts';
import type { Trace } from '../../src/model/trace.ts';
import { span, traceOf } from '../support/trace-builder.ts';

const SERVICES = ['web', 'cart', 'stock'] as const;
const service = fc.constantFrom(...SERVICES);
const version = fc.constantFrom('1', '2', '3');

/** A trace of few services, names and versions, so that filters often match. */
const arbitraryTrace: fc.Arbitrary<Trace> = fc
  .array(
    fc.record({
      service,
      name: fc.constantFrom('GET /users/17', 'GET /users/18', 'GET /health'),
      version: fc.option(version, { nil: undefined }),
      failed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map(([root, ...below]) => {
    const plan = (
      { service, name, version, failed }: NonNullable<typeof root>,
      children: ReturnType<typeof span>[] = [],
    ) =>
      span(
        service,
        name,
        [0, 10],
        {
          attributes: version === undefined ? {} : { version },
          status: failed ? 'error' : 'unset',
        },
        children,
      );
    return traceOf([
      plan(
        root!,
        below.map((one) => plan(one)),
      ),
    ]);
  });

const negations: fc.Arbitrary<[filter: TraceFilter, negation: TraceFilter]> = fc.oneof(
  version.map((value): [TraceFilter, TraceFilter] => [
    { attributes: { version: value } },
    { notAttributes: [['version', value]] },
  ]),
  fc
    .constantFrom('GET /health', 'GET /users/{}', 'GET /users/17', 'GET /nowhere')
    .map((operation): [TraceFilter, TraceFilter] => [
      { operation },
      { notOperations: [operation] },
    ]),
  service.map((name): [TraceFilter, TraceFilter] => [
    { service: name },
    { withoutServices: [name] },
  ]),
);

test('a filter and its negation divide the traces into two parts', () => {
  fc.assert(
    fc.property(fc.array(arbitraryTrace), negations, (traces, [filter, negation]) => {
      for (const trace of traces)
        assert.notEqual(isWanted(trace, filter), isWanted(trace, negation));
    }),
    { numRuns: 1000 },
  );
});

test('also among the traces with one operation', () => {
  const operation = fc.constantFrom('GET /health', 'GET /users/{}', 'GET /users/18');
  fc.assert(
    fc.property(
      fc.array(arbitraryTrace),
      fc.option(service, { nil: undefined }),
      operation,
      version,
      (traces, inService, name, value) => {
        const chosen = { service: inService, operation: name };
        for (const trace of traces.filter((one) => isWanted(one, chosen)))
          assert.notEqual(
            isWanted(trace, { ...chosen, attributes: { version: value } }),
            isWanted(trace, { ...chosen, notAttributes: [['version', value]] }),
          );
      },
    ),
    { numRuns: 1000 },
  );
});

test('also among the traces through one service', () => {
  fc.assert(
    fc.property(fc.array(arbitraryTrace), service, version, (traces, name, value) => {
      for (const trace of traces.filter((one) => isWanted(one, { service: name })))
        assert.notEqual(
          isWanted(trace, { service: name, attributes: { version: value } }),
          isWanted(trace, { service: name, notAttributes: [['version', value]] }),
        );
    }),
    { numRuns: 1000 },
  );
});
