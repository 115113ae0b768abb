import assert from 'node:assert/strict';
import type { SlowestMetricsAnswer } from '../../src/cli/commands/slowest/metrics-answer.ts';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import { assertCode, type Commands } from './program.ts';

/**
 * What Prometheus counted of the run agrees with its traces, and Jaeger reads it for its Monitor tab.
 *
 * @param root the service of the entry, which at least 20 requests called
 */
export async function assertCounted(lab: Pick<Commands, 'run'>, root: string): Promise<void> {
  const { operations } = await answerOf<SlowestMetricsAnswer>(
    lab,
    'slowest',
    '--source',
    'metrics',
  );
  assert.ok(operations.some(({ service, metricsCalls }) => service === root && metricsCalls >= 20));
  assert.deepEqual(
    operations.filter(({ verdict }) => verdict !== 'agree'),
    [],
  );
  const { endpoints } = await answerOf<StatusAnswer>(lab, 'status');
  const asked = `service=${root}&lookback=600000&step=1000&ratePer=60000`;
  const answer = await fetch(`${endpoints.query}/api/metrics/calls?${asked}`);
  const { metrics } = (await answer.json()) as { metrics: unknown[] };
  assert.equal(metrics.length, 1, 'the Monitor tab has the calls of the entry');
}

async function answerOf<T>(lab: Pick<Commands, 'run'>, ...args: string[]): Promise<T> {
  const ended = await lab.run(...args, '--json', '--quiet');
  assertCode(ended, 0);
  return JSON.parse(ended.stdout) as T;
}
