import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { closedPlan } from '../../../load/schedule.ts';
import { DEFAULT_SCENARIO } from '../../../scenarios/all.ts';
import type { SmokeAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { duration, positiveInteger, shared } from '../../shell/options.ts';
import { scenarioChoice } from '../../labs/scenario-named.ts';
import { type SmokeTest, smokeTest } from './smoke-test.ts';
import { type UpOptions, withUpOptions } from '../up/command.ts';

interface SmokeOptions extends Omit<UpOptions, 'name'> {
  readonly name?: string;
  readonly n: number;
  readonly concurrency: number;
  readonly timeout: number;
  readonly wait: number;
  readonly artifacts: string;
}

export function smokeCommand(context: Context, run = runSmoke): Command {
  const command = new Command('smoke')
    .argument('[scenario]', `one of: ${scenarioChoice()}`, DEFAULT_SCENARIO)
    .option('-n, --n <requests>', 'how many requests', positiveInteger, 20)
    .option('--concurrency <workers>', 'how many ask side by side', positiveInteger, 5)
    .option('--timeout <duration>', 'for one request', duration, 10_000)
    .option('--wait <duration>', 'for the traces to become readable', duration, 30_000)
    .option('--artifacts <folder>', 'where logs and traces go on failure', 'jaeger-lab-artifacts')
    .addOption(shared.json().default(true).hideHelp());
  return withUpOptions(command, shared.name().default(undefined, 'one of its own')).action(
    (scenario: string, options: SmokeOptions) => run(scenario, options, context),
  );
}

/** Answers with one JSON document, whatever happens, and with the exit code. */
async function runSmoke(scenario: string, options: SmokeOptions, context: Context): Promise<void> {
  const name = options.name ?? `smoke-${randomBytes(4).toString('hex')}`;
  const { n, concurrency, timeout: timeoutMs, wait: waitMs } = options;
  const test: SmokeTest = {
    scenario,
    // Free ports unless told otherwise: a smoke test must not fail for what else runs on the machine.
    up: { ...options, name, ...(options.portOffset === 0 && { ports: 'auto' as const }) },
    load: { plan: closedPlan(n, { concurrency, intervalMs: 0 }), timeoutMs, waitMs },
    artifacts: options.artifacts,
  };
  const answer: SmokeAnswer = await smokeTest(test, context);
  context.out(`${JSON.stringify(answer, undefined, context.screen.isTTY ? 2 : 0)}\n`);
  if (answer.ok) return;
  const hint =
    answer.artifacts === undefined ? answer.hint : `logs and traces are in ${answer.artifacts}`;
  const exitCode = Object.values(EXIT).find((code) => code === answer.exitCode) ?? EXIT.no;
  throw new LabError(`smoke: ${answer.failures.join('; ')}`, {
    exitCode,
    ...(hint !== undefined && { hint }),
  });
}
