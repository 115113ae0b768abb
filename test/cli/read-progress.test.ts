import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Terminal } from '../../src/cli/context.ts';
import { replay } from '../jaeger/recordings.ts';
import { labWithRun } from '../support/lab-with-run.ts';
import { run } from '../support/run.ts';

const FIRST = '0af7651916cd43dd8448eb211c80319c';
const CHECKOUT = '1af7651916cd43dd8448eb211c80319c';

const TERMINAL: Terminal = {
  isTTY: true,
  format: 'table',
  columns: 80,
  colour: false,
  unicode: true,
};

const commands: [args: string[], says: RegExp][] = [
  [['slowest'], /reading traces █+ *2 of 2/],
  [['traces'], /reading traces █+ *2 of 2/],
  [['traces', '--service', 'payment'], /reading traces █+ *2 of 2/],
  [['trace', 'latest'], /reading traces █+ *2 of 2/],
  [['deps'], /reading traces █+ *2 of 2/],
  [['compare', 'slowest', 'median'], /reading traces █+ *2 of 2/],
  [['verify', '--wait', '0ms'], /traces +█+ *1 of 2 readable/],
];

async function notes(args: readonly string[], noteScreen: Partial<Terminal>): Promise<string> {
  await using jaeger = await replay({ folder: 'jaeger-2.20' });
  await using lab = await labWithRun(jaeger.url, [FIRST, CHECKOUT]);
  // A clock that is never where a screen was just drawn, so that every step is.
  let now = 1_800_000_000_000;
  const clock = { now: () => (now += 1000), sleep: () => Promise.resolve() };
  const changes = { env: lab.env, clock, noteScreen: { ...TERMINAL, ...noteScreen } };
  const { note } = await run([...args, '--json'], changes);
  return note;
}

describe('reading many traces', () => {
  for (const [args, says] of commands) {
    test(`${args.join(' ')}: shown on a terminal, and wiped off at the end`, async () => {
      const note = await notes(args, {});
      assert.match(note, says);
      assert.match(note.slice(note.lastIndexOf('traces')), /\u001b\[2K/);
    });

    test(`${args.join(' ')}: nothing with --quiet, and nothing in a pipe`, async () => {
      assert.equal(await notes([...args, '--quiet'], {}), '');
      assert.doesNotMatch(await notes(args, { isTTY: false }), /reading|readable/);
    });
  }
});
