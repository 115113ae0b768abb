import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JaegerFacts } from '../../src/doctor/facts.ts';
import { judge } from '../../src/doctor/verdicts/judge.ts';

const WELL: JaegerFacts = {
  otlpHttp: { url: 'http://localhost:4318' },
  query: { url: 'http://localhost:16686' },
  ports: [],
  marked: { sent: 5, readableMs: [3, 3, 3, 3, 4], listedMs: 20, waitedMs: 24, traceIds: ['1'] },
};
const CLOSED = { otlpHttp: { url: 'http://localhost:4318', problem: 'ECONNREFUSED' } };
const { marked } = WELL;

const CASES: readonly [title: string, facts: Partial<JaegerFacts>, causes: readonly string[]][] = [
  ['a Jaeger that takes and finds spans', {}, []],
  ['a closed port and no version', CLOSED, ['jaeger-otlp']],
  ['a closed port of 1.34, which has no OTLP', { ...CLOSED, version: '1.34.1' }, ['old-image']],
  ['a closed port of 1.35, the first with OTLP', { ...CLOSED, version: '1.35.0' }, ['jaeger-otlp']],
  ['a closed port of 2.0', { ...CLOSED, version: '2.0.0-rc2' }, ['jaeger-otlp']],
  ['spans that stay', { marked: { ...marked, gone: 0 } }, []],
  ['spans that are gone again', { marked: { ...marked, gone: 2 } }, ['memory-full']],
  ['spans that are not found', { marked: { ...marked, readableMs: [3] } }, ['index-delay']],
];

for (const [title, facts, causes] of CASES)
  test(title, () => {
    const jaeger = { ...WELL, ...facts };
    const found = judge({ jaeger, services: [], stopped: [], entry: undefined });
    assert.deepEqual(
      found.map(({ cause }) => cause),
      causes,
    );
  });
