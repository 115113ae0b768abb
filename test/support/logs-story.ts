import assert from 'node:assert/strict';
import type { TraceAnswer } from '../../src/cli/commands/trace/answer.ts';
import type { TracesAnswer } from '../../src/cli/commands/traces/answer.ts';
import { logEntryIn } from '../../src/base/log-entry.ts';
import { assertCode, type Commands } from './program.ts';
import { run } from './run.ts';

const REQUESTS = 200;

/**
 * Sends 200 requests to a lab of tutorial that is up, one in ten with an injected error: every line that was logged in a
 * request lies under its span, the error in the log leads to its trace, and the trace back to the line.
 *
 * @param args which lab
 */
export async function assertStoryOfLogs(lab: Commands, ...args: string[]): Promise<void> {
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

  const failed = logged.find(({ message }) => message === 'injected fault enricher:error');
  assert.ok(failed, 'the log names the fault');
  const lines = await lab.run('logs', '--trace', failed.traceId.slice(0, 12), ...args);
  assertCode(lines, 0);
  assert.match(lines.stdout, /^gateway +\| .*GET \/process: 502 in/m);
  assert.ok(
    lines.stdout
      .trimEnd()
      .split('\n')
      .every((line) => line.includes(failed.traceId)),
  );
  const trace = await json<TraceAnswer>('trace', failed.traceId, '--logs');
  const row = trace.rows.find(({ spanId }) => spanId === failed.spanId);
  assert.deepEqual([row?.service, row?.status], ['enricher', 'error']);
  assert.ok(row?.logs?.some(({ message }) => message === failed.message));
}
