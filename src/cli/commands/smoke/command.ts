import { Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { DEFAULT_SCENARIO } from '../../../scenarios/all.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { ownLab, type OwnLabOptions, withOwnLabOptions } from '../../labs/lab-of-its-own.ts';
import { scenarioChoice } from '../../labs/scenario-named.ts';
import { renderJunit } from '../../../render/junit.ts';
import { type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { throwUnlessFolderWritable, writeOutput } from '../../shell/output-file.ts';
import { junitCases } from './checks.ts';
import { smokeTest } from './smoke-test.ts';

type SmokeOptions = OwnLabOptions & OutputOptions & { readonly junit?: string };

export function smokeCommand(context: Context): Command {
  const command = new Command('smoke').argument(
    '[scenario]',
    `one of: ${scenarioChoice()}`,
    DEFAULT_SCENARIO,
  );
  command.option('--junit <file>', 'also write the result as JUnit XML');
  const defaults = { n: 20, concurrency: 5, timeout: '10s', artifacts: 'jaeger-lab-artifacts' };
  return withOutputOptions(
    withOwnLabOptions(command, 'logs and traces on failure', defaults),
    'json',
  )
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab smoke', 'the tutorial'],
        ['jaeger-lab smoke checkout --n 50 --artifacts out', 'another scenario'],
        ['jaeger-lab smoke --junit smoke.xml', 'for CI'],
      ),
    )
    .action((scenario: string, options: SmokeOptions) => runSmoke(scenario, options, context));
}

/**
 * Answers with one JSON document, whatever happens, and with the exit code.
 *
 * @throws LabError (usage), without a document, for options that cannot be
 */
async function runSmoke(scenario: string, options: SmokeOptions, context: Context): Promise<void> {
  const test = { scenario, ...ownLab('smoke', options), artifacts: options.artifacts };
  await throwUnlessFolderWritable(options.artifacts, '--artifacts');
  const startedAt = context.clock.now();
  const answer = await smokeTest(test, context);
  await writeAnswer({ document: answer }, options, context);
  if (options.junit !== undefined) {
    const cases = junitCases(answer);
    const suite = { name: 'jaeger-lab smoke', startedAt, tookMs: answer.tookMs, cases };
    await writeOutput(options.junit, renderJunit(suite), '--junit');
  }
  if (answer.ok) return;
  const hint =
    answer.artifacts === undefined ? answer.hint : `logs and traces are in ${answer.artifacts}`;
  const exitCode = Object.values(EXIT).find((code) => code === answer.exitCode) ?? EXIT.no;
  throw new LabError(`smoke: ${answer.failures.join('; ')}`, {
    exitCode,
    ...(hint !== undefined && { hint }),
  });
}
