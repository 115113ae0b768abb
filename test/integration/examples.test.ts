import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import { tutorial } from '../../src/scenarios/tutorial.ts';
import { examplesOf, programInMemory } from '../support/examples.ts';
import { assertNothingLeft, withoutEngine } from '../support/local-lab.ts';
import { assertCode, type Program } from '../support/program.ts';

/**
 * Every example of every help is typed as it is printed, in a lab of processes. Only the addresses are replaced, ports are
 * free ones, and numbers are small.
 */

const UP = ['--ports', 'auto', '--jaeger', 'embedded'];

/** Small numbers for the long examples; the last of an option repeated is the one that counts. */
const SMALLER: Readonly<Record<string, readonly string[]>> = {
  load: ['--interval', '0', '--concurrency', '4', '--n', '4'],
  challenge: ['--n', '20', ...UP],
  smoke: ['--n', '5', ...UP],
  overhead: ['--rounds', '2', '--duration', '200ms'],
  watch: ['--for', '1s'],
  up: UP,
  demo: UP,
};

/** Examples that read a running lab with runs of load, in an order in which each finds what it needs. */
const IN_A_LAB = [
  ...[
    'status',
    'load',
    'slowest',
    'traces',
    'trace',
    'compare',
    'deps',
    'verify',
    'logs',
    'ui',
    'report',
    'watch',
    'import',
  ],
  ...['inject', 'repair', 'list', 'runs', 'doctor', 'break', 'diagnose', 'fix', 'learn', 'quiz'],
];

/** Examples that need no lab, or bring up their own; what they leave is removed after each. */
const ALONE = [
  ...['up', 'demo', 'challenge', 'smoke', 'overhead', 'down', 'scenario', 'schema', 'explain'],
  ...['completion', 'export', 'exec', 'target'],
];

/** Examples that need an engine, in test/docker. */
const WITH_AN_ENGINE = ['images', 'outage', 'prune'];

/** So do those of servers: a storage, or one beside Jaeger. */
const needsAnEngine = (example: readonly string[]): boolean =>
  example[0] !== 'export' && WITH_SERVERS.some((word) => example.includes(word));

const WITH_SERVERS = ['--production', '--with', 'adaptive=2/s', 'metrics'];

async function localLab(): Promise<Program> {
  const lab = await withoutEngine();
  lab.env['JAEGER_LAB_RUNTIME'] = 'local';
  return lab;
}

/** The words to type here for an example. */
function typed(example: readonly string[], urls: Urls = {}): string[] {
  const [command = ''] = example;
  const here = example.map((word) => urls[word] ?? word);
  if (example.includes('--rate')) return here.map((word) => (word === '10s' ? '500ms' : word));
  const offset = here.indexOf('--port-offset');
  if (offset !== -1) here.splice(offset, 2);
  return [...here, ...(SMALLER[command] ?? [])];
}

async function runExample(lab: Program, example: readonly string[], urls?: Urls): Promise<void> {
  const words = typed(example, urls);
  if (!words.includes('--follow') && words[0] !== 'ui') {
    const ended = await lab.run(...words);
    assert.equal(ended.code, 0, `${words.join(' ')}:\n${ended.stderr}`);
    return;
  }
  const { child, ended } = lab.start(...words);
  if (child.stdout) await once(child.stdout, 'data');
  child.kill('SIGINT');
  assertCode(await ended, 0);
}

/** The addresses of a lab by those that the examples name. */
type Urls = Readonly<Record<string, string>>;

async function urlsOf(lab: Program): Promise<Urls> {
  const { stdout } = await lab.run('status', '--json');
  const { components, endpoints } = JSON.parse(stdout) as StatusAnswer;
  const { component } = tutorial.entry;
  const [entry] = components.find(({ name }) => name === component)?.ports ?? [];
  assert.ok(entry, stdout);
  const gateway = `http://${entry.host}:${entry.hostPort}`;
  return {
    'http://localhost:16686': endpoints.query ?? assert.fail(stdout),
    'http://localhost:5000': gateway,
    'http://localhost:3000/cart': `${gateway}/process`,
    'http://localhost:4318': endpoints.otlpHttp ?? assert.fail(stdout),
  };
}

test('the examples of every command are run, here or in the Docker tests', async () => {
  const names = (await programInMemory()).commands.map((command) => command.name());
  assert.deepEqual([...IN_A_LAB, ...ALONE, ...WITH_AN_ENGINE].toSorted(), names.toSorted());
});

test('the examples of commands that read a lab', async (t) => {
  await using lab = await localLab();
  assertCode(await lab.run('up', ...UP), 0);
  const urls = await urlsOf(lab);
  await writeFile(join(lab.folder, 'expectations.yaml'), 'roots: 1\n');
  for (const command of IN_A_LAB) {
    await t.test(command, async () => {
      // Runs 1 and 2, and a last run with requests with a fault and without.
      for (const _ of command === 'slowest' ? [1, 2] : [])
        assertCode(await lab.run('load', ...FAULTY, '--quiet'), 0);
      const examples = await examplesOf(command);
      for (const example of examples.filter((one) => !needsAnEngine(one))) {
        if (command === 'fix' && example.includes(UNSENT.key))
          assertCode(await lab.run('up', ...UP, '--yes', '--env', UNSENT.set), 0);
        await runExample(lab, example, urls);
      }
    });
  }
  assertCode(await lab.run('down'), 0);
  await assertNothingLeft(lab);
});

/** What the example of `fix` resets. */
const UNSENT = { key: 'OTEL_TRACES_EXPORTER', set: 'enricher.OTEL_TRACES_EXPORTER=none' };

const FAULTY = [
  '--n',
  '12',
  '--interval',
  '0',
  '--concurrency',
  '4',
  '--fault',
  'enricher:delay=300ms@50%',
];

/** Tests to run, and rules for their traces. */
/** A project whose tests leave one trace: exec --expect fails where none came. */
async function writeProject({ folder }: Program): Promise<void> {
  const project = { type: 'module', scripts: { test: 'node test.js' } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(project));
  await writeFile(join(folder, 'test.js'), TEST_WITH_A_TRACE);
  await writeFile(join(folder, 'rules.yaml'), 'errors: 1\n');
}

const TEST_WITH_A_TRACE = `
const { OTEL_EXPORTER_OTLP_ENDPOINT: to, OTEL_EXPORTER_OTLP_PROTOCOL: protocol } = process.env;
const ms = BigInt(Date.now());
const span = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  name: 'test',
  startTimeUnixNano: String(ms * 1000000n),
  endTimeUnixNano: String((ms + 5n) * 1000000n),
};
const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
const headers = { 'content-type': 'application/json' };
if (protocol !== 'grpc') await fetch(to + '/v1/traces', { method: 'POST', headers, body });
`;

/** The lab that an example is about. */
function nameIn(example: readonly string[]): readonly string[] {
  const at = example.indexOf('--name');
  return at === -1 ? [] : example.slice(at, at + 2);
}

describe('the examples of commands that bring up their own lab, or need none', () => {
  for (const command of ALONE) {
    test(command, async () => {
      await using lab = await localLab();
      if (command === 'exec') await writeProject(lab);
      const examples = await examplesOf(command);
      for (const example of examples.filter((one) => !needsAnEngine(one))) {
        if (command === 'down') assertCode(await lab.run('up', ...nameIn(example), ...UP), 0);
        if (example.includes('./shop.yaml'))
          assertCode(await lab.run('scenario', 'new', 'shop'), 0);
        await runExample(lab, example);
        if (command === 'up' || command === 'demo')
          assertCode(await lab.run('down', ...nameIn(example)), 0);
      }
    });
  }
});
