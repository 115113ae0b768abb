import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldName } from '../../src/analysis/fold-text.ts';
import { operationOf } from '../../src/analysis/operation.ts';
import type { Span } from '../../src/model/trace.ts';
import { groupBy } from '../../src/base/group-by.ts';
import { caseTraces } from '../support/cases.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
const ROUTES = readFileSync(join(FIXTURES, 'routes.txt'), 'utf8').trimEnd().split('\n');

test('no two of more than 100 names of real services become one', () => {
  assert.ok(ROUTES.length >= 100);
  assert.equal(new Set(ROUTES.map(foldName)).size, new Set(ROUTES).size);
});

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.constantFrom(...'0123456789abcdef'.split('')),
    minLength: length,
    maxLength: length,
  });

/** What stands in a path for one user, order or day. */
const arbitraryId = fc.oneof(
  fc.nat().map(String),
  fc.uuid(),
  hex(24).filter((text) => (text.match(/\d/g)?.length ?? 0) >= 3),
  fc.integer({ min: 100 }).map((n) => `sku-${n}`),
  fc
    .integer({ min: 10_000, max: 20_000 })
    .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)),
  fc
    .integer({ min: 1e12, max: 2e12 })
    .map((ms) => new Date(ms).toISOString())
    .chain((text) =>
      fc.constantFrom(
        text,
        text.replace('Z', '+02:00'),
        text.slice(0, 16),
        encodeURIComponent(text),
      ),
    ),
);

test('whatever stands for their parameters, the names of one route become one, and of two routes stay two', () => {
  const ids = fc.infiniteStream(arbitraryId);
  fc.assert(
    fc.property(ids, (stream) => {
      const next = (): string => stream.next().value as string;
      const filled = (route: string): string => route.replaceAll(/:[a-z]+/g, next);
      const first = ROUTES.map((route) => foldName(filled(route)));
      const second = ROUTES.map((route) => foldName(filled(route)));
      assert.deepEqual(second, first);
      assert.equal(new Set(first).size, ROUTES.length);
    }),
    { numRuns: 200 },
  );
});

test('no two routes of a service in the recorded cases become one where their spans lack the route', () => {
  const names = readdirSync(join(FIXTURES, 'cases')).filter((name) => name.endsWith('.json'));
  const spans = names.flatMap((name) =>
    caseTraces(name.replace(/\.json$/, '')).flatMap((trace) => trace.spans),
  );
  const served = spans.filter(
    ({ kind, attributes }) => kind === 'server' && attributes['http.route'],
  );
  assert.ok(served.length >= 60);
  const withoutRoute = (span: Span): Span => ({
    ...span,
    attributes: { ...span.attributes, 'http.route': '' },
  });
  const groups = groupBy(served, (span) =>
    JSON.stringify([span.resource.service, operationOf(withoutRoute(span))]),
  );
  for (const [key, group] of groups)
    assert.equal(new Set(group.map(({ attributes }) => attributes['http.route'])).size, 1, key);
});
