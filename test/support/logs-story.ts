import assert from 'node:assert/strict';
import type { TraceAnswer } from '../../src/cli/commands/trace/answer.ts';
import type { TracesAnswer } from '../../src/cli/commands/traces/answer.ts';
import { logEntryIn } from '../../src/base/log-entry.ts';
import { assertCode, type Commands } from './program.ts';
import { run } from './run.ts';
import type { LogsAnswer } from '../../src/cli/commands/logs/answer.ts';
import { createLogClient, type ShippedLine } from '../../src/logs/client.ts';

const REQUESTS = 200;

/**
 * Sends 200 requests to a lab of tutorial that is up, one in ten with an injected error: every line that was logged in a
 * request lies under its span, the error in the log leads to its trace, and the trace back to the line.
 *
 * @param args which lab
 * @returns the lines with a trace id, as the components have logged them
 */
export async function assertStoryOfLogs(lab: Commands, ...args: string[]): Promise<Logged[]> {
  const load = ['--n', String(REQUESTS), '--interval', '0', '--concurrency', '20', '--quiet'];
  await lab.run('load', ...load, '--fault', 'enricher:error@10%', '--json', ...args);
  const { stdout } = await lab.run('logs', '--tail', '10000', ...args);
  const logged = stdout.split('\n').flatMap((line) => {
    const entry = logEntryIn(line.slice(line.indexOf('{')));
    return entry?.traceId === undefined ? [] : [{ ...entry, traceId: entry.traceId }];
  });
  const json = async <T>(...command: string[]): Promise<T> => {
    // In this process: starting the program for each of 200 traces would take a minute.
    const { out, error } = await run([...command, '--json', ...args], { env: lab.env });
    assert.equal(error, undefined);
    return JSON.parse(out) as T;
  };
  const { traces } = await json<TracesAnswer>('traces', '--limit', String(REQUESTS));
  assert.equal(traces.length, REQUESTS);

  const shown: string[] = [];
  for (const { traceId } of traces) {
    const { rows, otherLogs } = await json<TraceAnswer>('trace', traceId, '--logs');
    assert.deepEqual(otherLogs, [], `every span of ${traceId} is there`);
    for (const { spanId, logs = [] } of rows)
      shown.push(...logs.map(({ message }) => `${traceId} ${spanId} ${message}`));
  }
  assert.deepEqual(
    shown.sort(),
    logged.map((line) => `${line.traceId} ${line.spanId ?? ''} ${line.message}`).sort(),
  );
  // Three services with one line each, and the reasons of those that failed.
  assert.ok(logged.length > 3 * REQUESTS, String(logged.length));

  const errors = await lab.run('logs', '--level', 'warn', '-n', '999', '--json', ...args);
  const found = (JSON.parse(errors.stdout) as LogsAnswer).lines;
  assert.deepEqual(
    found.map(({ message }) => message).sort(),
    logged.flatMap(({ level, message }) => (level === 'info' ? [] : [message])).sort(),
  );
  const failed = found.find(({ message }) => message === 'injected fault enricher:error');
  assert.ok(failed, 'the log names the fault');
  const { traceId } = failed;
  assert.ok(traceId, 'and its trace');
  const lines = await lab.run('logs', '--trace', traceId.slice(0, 12), ...args);
  assertCode(lines, 0);
  assert.match(lines.stdout, /^gateway +\| .*GET \/process: 502 in/m);
  assert.ok(
    lines.stdout
      .trimEnd()
      .split('\n')
      .every((line) => line.includes(traceId)),
  );
  const trace = await json<TraceAnswer>('trace', traceId, '--logs');
  const row = trace.rows.find(({ spanId }) => spanId === failed.spanId);
  assert.deepEqual([row?.service, row?.status], ['enricher', 'error']);
  assert.ok(row?.logs?.some(({ message }) => message === failed.message));
  return logged;
}

export type Logged = Omit<ShippedLine, 'component'> & { readonly traceId: string };

/** All that was logged in traces is in the lab's log server, which `logs --trace` asks. */
export async function assertShipped(
  logged: readonly Logged[],
  lab: Commands,
  url: string,
  ...args: string[]
): Promise<void> {
  const { stdout } = await lab.run('logs', '--trace', logged[0]?.traceId ?? '', '--json', ...args);
  const { from, lab: name } = JSON.parse(stdout) as LogsAnswer;
  assert.equal(from, `VictoriaLogs at ${url}`);
  await using client = createLogClient({ url: `${url}/insert`, lab: name, isOfLab: true });
  const digits = Array.from('0123456789abcdef');
  const there = (await Promise.all(digits.map((digit) => client.linesOf(digit)))).flat();
  const text = ({ traceId, spanId, level, message, timeMs }: Omit<ShippedLine, 'component'>) =>
    [traceId, spanId, level, message, timeMs].join(' ');
  assert.deepEqual(there.map(text).sort(), logged.map(text).sort());
}
