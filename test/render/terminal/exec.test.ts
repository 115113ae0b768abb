import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slowest } from '../../../src/analysis/slowest.ts';
import { renderExec } from '../../../src/render/terminal/exec.ts';

const SCREEN = { format: 'table', columns: 80, colour: false, unicode: true } as const;

test('rules that are not met are shown where no spans came', () => {
  const ran = {
    ...{ command: ['true'], exitCode: 0, instrumented: false, tookMs: 1, waitedMs: 1 },
    ...{ traces: 0, spans: 0, services: [], incomplete: 0, lostSpans: 0, slowest: [] },
    expectations: [
      { what: 'at least 1 trace', result: 'fails' as const, reason: 'no traces', traceIds: [] },
    ],
  };
  const text = renderExec(ran, slowest([], { by: 'path', limit: 5 }), SCREEN);
  assert.match(text, /No spans came from true/);
  assert.match(text, /at least 1 trace/);
});
