import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { runProgram } from '../../src/cli/program.ts';
import { slowestAnswer } from '../../src/cli/commands/slowest/answer.ts';
import { watchAnswer } from '../../src/cli/commands/watch/answer.ts';
import { memoryContext } from '../support/memory-context.ts';
import { tutorialTraces } from '../support/tutorial-traces.ts';
import { until } from '../support/until.ts';
import { otlpOf, type ViewerBackend, viewerBackend } from '../support/viewer-backend.ts';

describe('watch', () => {
  const traces = tutorialTraces(6);
  let backend: ViewerBackend;
  before(async () => {
    backend = await viewerBackend();
  });
  after(() => backend[Symbol.asyncDispose]());

  /** Starts the command, sends traces, and stops it as Ctrl-C does, once it has shown what it should. */
  async function watched(
    args: string[],
    sent: typeof traces,
    shows: RegExp,
    changes: Parameters<typeof memoryContext>[0] = {},
  ) {
    const stop = new AbortController();
    const { context, written } = memoryContext({ stop: stop.signal, ...changes });
    const running = runProgram(['watch', '--jaeger-url', backend.url, ...args], context);
    await until('it waits', () => written.note.includes('Waiting for new traces'));
    await backend.send(otlpOf(sent, () => Date.now() * 1000));
    await until(`it shows ${shows}`, () => shows.test(written.out));
    stop.abort();
    await running;
    return written;
  }

  test('writes a line for each trace as it completes, and counts them at its end', async () => {
    const [first, second] = traces.map(({ traceId }) => traceId);
    const { out, note } = await watched([], traces.slice(0, 2), new RegExp(second ?? ''));
    for (const id of [first, second]) assert.equal(out.split(id ?? '').length, 2, 'once');
    assert.match(note, /2 traces, 0 with failed spans/);
  });

  test('--top shows the ranking of what arrived, drawn again in place', async () => {
    const sent = traces.slice(2);
    const { out } = await watched(['--top'], sent, /4 traces of this watch/, { isTTY: true });
    assert.ok(out.startsWith('\u001b[H\u001b[2J'));
    assert.match(out, /enricher +GET \/enrich/);
  });

  test('--json writes a document in each line, as its schema says', async () => {
    const [trace] = tutorialTraces(7).slice(6);
    const { out, note } = await watched(['--json'], trace ? [trace] : [], /\n$/);
    const answer = watchAnswer.strict().parse(JSON.parse(out));
    assert.equal(answer.traceId, trace?.traceId);
    assert.equal(answer.root?.service, 'gateway');
    assert.doesNotMatch(note, /Next:/);
  });

  test('so does JAEGER_LAB_FORMAT=json', async () => {
    const sent = tutorialTraces(10).slice(9);
    const { out } = await watched([], sent, /\n$/, { env: { JAEGER_LAB_FORMAT: 'json' } });
    assert.equal(watchAnswer.strict().parse(JSON.parse(out)).traceId, sent[0]?.traceId);
  });

  test('--top --json writes the ranking so far in each line', async () => {
    const sent = tutorialTraces(9).slice(7);
    const { out } = await watched(['--top', '--json'], sent, /"traces":2[^]*\n$/);
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line) => slowestAnswer.parse(JSON.parse(line)));
    assert.equal(answers.at(-1)?.traces, 2);
  });
});
