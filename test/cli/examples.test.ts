import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { readRecording, replay } from '../jaeger/recordings.ts';
import { labWithRun } from '../support/lab-with-run.ts';
import { examplesOf, programInMemory } from '../support/examples.ts';
import { run } from '../support/run.ts';

const FIRST = '0af7651916cd43dd8448eb211c80319c';
const CHECKOUT = '1af7651916cd43dd8448eb211c80319c';
const SKEWED = '4af7651916cd43dd8448eb211c80319c';

const commands = (await programInMemory()).commands.filter(
  (command) => !['help', 'completion'].includes(command.name()),
);
/** A subcommand may do only one thing, in one way. */
const helps = commands.flatMap((command) => [
  { name: command.name(), below: undefined, least: 2 },
  ...command.commands.map((below) => ({ name: command.name(), below: below.name(), least: 1 })),
]);

describe('the help of every command and subcommand ends with examples whose options exist', () => {
  for (const { name, below, least } of helps) {
    test([name, below].join(' '), async () => {
      const examples = await examplesOf(name, below);
      assert.ok(examples.length >= least, `${examples.length} examples`);
      for (const words of examples) {
        if (below !== undefined) assert.deepEqual(words.slice(0, 2), [name, below]);
        const parsing = await programInMemory();
        const command = parsing.commands.find((one) => one.name() === name);
        for (const one of [command, ...(command?.commands ?? [])]) one?.action(() => undefined);
        await parsing.parseAsync(words, { from: 'user' });
      }
    });
  }
});

/** Whatever is searched for, the traces that were recorded are found. */
const anySearch = (path: string) =>
  path.startsWith('/api/v3/traces?') ? readRecording('jaeger-2.20/search-v3.json') : undefined;

/** What needs a file of one's own, two recorded requests to one operation, or a lab that has logs or metrics. */
const UNMET = ['--expect', 'new', '--fault-vs-normal', '--logs', 'metrics'];

const READING = ['slowest', 'traces', 'trace', 'compare', 'deps', 'verify', 'schema', 'scenario'];

describe('an example of a command that only reads works as it is printed', () => {
  for (const name of READING) {
    test(name, async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-examples-'));
      t.after(() => rm(folder, { recursive: true, force: true }));
      await using jaeger = await replay({ folder: 'jaeger-2.20', override: anySearch });
      await using lab = await labWithRun(jaeger.url, [FIRST, CHECKOUT, SKEWED], {
        earlier: [FIRST, SKEWED],
        faulty: [CHECKOUT],
      });
      for (const words of await examplesOf(name)) {
        if (UNMET.some((word) => words.includes(word))) continue;
        const typed = words.map((word) =>
          word === 'http://localhost:16686'
            ? jaeger.url
            : /\.(svg|xml|jsonl|jsonl\.gz)$/.test(word)
              ? join(folder, word)
              : word,
        );
        const { error } = await run(typed, { env: lab.env });
        const isVerdict = error?.exitCode === EXIT.no;
        assert.ok(error === undefined || isVerdict, `${words.join(' ')}: ${error?.message ?? ''}`);
      }
    });
  }
});
