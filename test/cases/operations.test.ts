import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../../src/analysis/compare.ts';
import { slowestAndMedian } from '../../src/analysis/slowest-and-median.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { caseTraces } from '../support/cases.ts';

test('users in names and paths are one operation, by its route', () => {
  const { sections } = slowest(caseTraces('30-population'), { by: 'path', limit: 10 });
  const [cart, ...others] = sections;
  assert.deepEqual([cart?.operation, cart?.requests], ['GET /users/:id/cart', 60]);
  assert.equal(Math.round((cart?.meanUs ?? 0) / 100) / 10, 133.2);
  assert.deepEqual(
    others.map(({ requests }) => requests),
    [30],
  );
  const [first] = cart!.paths;
  assert.deepEqual([first?.steps.at(-1)?.name, first?.share.toFixed(2)], ['redis-GET', '0.46']);
});

test('the slow requests of a population have their node in common', () => {
  const found = compare(slowestAndMedian(caseTraces('30-population')), 'by-duration');
  assert.equal(Math.round((found?.deltaUs ?? 0) / 1000), 228);
  const node = found?.attributes.find(({ value }) => value === 'node-b');
  assert.deepEqual(node?.presentIn, { a: 0, b: 6 });
});

test('servers without a route are grouped by their paths, with a remark', () => {
  const finding = slowest(caseTraces('72-no-route'), { by: 'path', limit: 10 });
  assert.deepEqual(
    finding.sections.map(({ operation, meanUs }) => [operation, meanUs]),
    [
      ['GET /slow/{}', 500_000],
      ['GET /fast', 10_000],
    ],
  );
  assert.equal(finding.withoutRoute, 20);
  const exact = slowest(caseTraces('72-no-route'), { by: 'path', limit: 10, exactNames: true });
  assert.deepEqual(
    exact.sections.map(({ operation }) => operation),
    ['GET'],
  );
});

test('a callee that four places share is one row by service, and another by operation', () => {
  const grouped = (groupBy: string) =>
    slowest(caseTraces('70-shared-callee'), { by: 'path', service: 'portal', limit: 20, groupBy });
  const [byService] = grouped('service').sections;
  assert.deepEqual(
    byService?.paths.slice(0, 3).map(({ group, share }) => [group, Math.round(share * 100)]),
    [
      ['auth', 44],
      ['report', 30],
      ['portal', 22],
    ],
  );
  const [auth] = grouped('operation').sections[0]!.paths;
  assert.deepEqual(
    [auth?.steps.map(({ service }) => service), Math.round((auth?.share ?? 0) * 100)],
    [['auth'], 44],
  );
});

test('a callee that four places share has a row in each', () => {
  const { sections } = slowest(caseTraces('70-shared-callee'), {
    by: 'path',
    service: 'portal',
    limit: 20,
  });
  const shares = sections.flatMap(({ paths }) =>
    paths.map(({ steps, share }) => `${steps.at(-1)?.service} ${Math.round(share * 100)}`),
  );
  assert.deepEqual(
    shares.filter((row) => /^(report|auth) /.test(row)),
    ['report 30', 'auth 11', 'auth 11', 'auth 11', 'auth 11'],
  );
});
