import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Terminal } from '../../../src/cli/context.ts';
import { next } from '../../../src/cli/shell/output.ts';
import { memoryContext } from '../../support/memory-context.ts';

const narrow: Terminal = {
  isTTY: true,
  format: 'table',
  columns: 50,
  colour: false,
  unicode: true,
};

test('what to type next fits the terminal, and no command is broken', () => {
  const { context, written } = memoryContext({ screen: narrow, noteScreen: narrow });
  next(
    'jaeger-lab load --n 5, then jaeger-lab diagnose CAUSE; the answer: jaeger-lab doctor',
    {},
    context,
  );
  assert.deepEqual(written.note.split('\n'), [
    'Next: jaeger-lab load --n 5, then',
    '      jaeger-lab diagnose CAUSE',
    '      the answer:',
    '      jaeger-lab doctor',
    '',
  ]);
});
