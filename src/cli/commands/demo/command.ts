import { Command } from 'commander';
import { DEFAULT_SCENARIO } from '../../../scenarios/all.ts';
import { variantsOf } from '../../../scenarios/requests-of.ts';
import type { Context } from '../../context.ts';
import { phrase } from '../../shell/phrase.ts';
import { findScenario, scenarioChoice } from '../../labs/scenario-named.ts';
import { showComparison } from '../compare/command.ts';
import { loadLab, type LoadCommandOptions } from '../load/command.ts';
import { showSlowest } from '../slowest/command.ts';
import { bringUpLab, type UpOptions, withUpOptions } from '../up/command.ts';

/** Enough for percentiles to mean something, quick enough not to bore. */
const REQUESTS = { n: 50, concurrency: 5, interval: 0 };
const WAITS = { timeout: 30_000, wait: 30_000 };

export function demoCommand(context: Context, run = runDemo): Command {
  return withUpOptions(
    new Command('demo').argument('[scenario]', `one of: ${scenarioChoice()}`, DEFAULT_SCENARIO),
  ).action((scenario: string, options: UpOptions) => run(scenario, options, context));
}

/** What a learner would type, one after the other; the lab stays. */
async function runDemo(scenario: string, options: UpOptions, context: Context): Promise<void> {
  const { name, quiet } = options;
  const { scenario: asked } = await findScenario(scenario);
  await bringUpLab(scenario, options, context);
  const load: LoadCommandOptions = { name, ...REQUESTS, ...WAITS, ...(quiet && { quiet }) };
  const run = await loadLab(load, context);
  context.out('\n');
  await showSlowest({ name, by: 'path', limit: 10, ...(quiet && { quiet }) }, context);
  for (const { name: request } of variantsOf(asked)) {
    context.out('\n');
    const other = await loadLab({ ...load, request }, context);
    context.out('\n');
    await showComparison([], { name, runs: [run, other], ...(quiet && { quiet }) }, context);
  }
  const say = (command: string): string => phrase(command, context.startedAs, name);
  context.note(
    `\nThe lab stays up. Go on with ${say('jaeger-lab slowest --by self')} or ${say('jaeger-lab status')};\n`,
  );
  context.note(`stop it with ${say('jaeger-lab down')}.\n`);
}
