import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { mulberry32 } from '../../src/base/random.ts';
import type { BreakAnswer } from '../../src/cli/commands/break/answer.ts';
import type { DoctorAnswer } from '../../src/cli/commands/doctor/answer.ts';
import { choices, drawPlanted } from '../../src/lessons/plant.ts';
import type { Plant } from '../../src/lessons/plant-of.ts';
import { behaviours } from '../../src/lessons/plants-behaviour.ts';
import { plants } from '../../src/lessons/plants.ts';
import type { Places } from '../../src/lessons/roles.ts';
import type { CauseName } from '../../src/model/cause.ts';
import type { Scenario } from '../../src/scenarios/scenario.ts';
import { tutorial } from '../../src/scenarios/tutorial.ts';
import { assertNothingLeft, withoutEngine } from './local-lab.ts';
import { type Commands, assertCode } from './program.ts';

/** An error as `break` is asked for it: the seed is one that draws this variant. */
export interface PlantedByName {
  readonly title: string;
  readonly args: readonly string[];
}

/** Every variant of every error of sending spans that a scenario has a place for. */
export const everyVariant = (scenario: Scenario): PlantedByName[] =>
  plants
    .filter((plant) => !behaviours.includes(plant))
    .flatMap((plant) =>
      plant.variants.flatMap(({ about }, variant) => {
        const seed = seedFor(plant, variant, scenario);
        const title = `${plant.cause}: ${about}`;
        return seed === undefined ? [] : [{ title, args: [plant.cause, '--seed', String(seed)] }];
      }),
    );

/** One variant of every error, the first or the last of each. */
export const onePerCause = (scenario: Scenario, pick: 'first' | 'last'): PlantedByName[] => {
  const all = everyVariant(scenario);
  const causes = [...new Set(all.map(({ args }) => args[0]))];
  return causes.flatMap((cause) => {
    const mine = all.filter(({ args }) => args[0] === cause);
    return (pick === 'first' ? mine[0] : mine.at(-1)) ?? [];
  });
};

/** Every variant of one error that is planted in components beside the services. */
export function variantsIn(parts: Places['parts'], cause: CauseName): PlantedByName[] {
  const plant = plants.find((one) => one.cause === cause) ?? assert.fail(cause);
  return plant.variants.map(({ about }, variant) => ({
    title: `${cause}: ${about}`,
    args: [cause, '--seed', String(seedFor(plant, variant, tutorial, parts))],
  }));
}

function seedFor(
  plant: Plant,
  variant: number,
  scenario: Scenario,
  parts: Places['parts'] = {},
): number | undefined {
  const all = choices([plant], { scenario, parts });
  if (!all.some((one) => one.variant === variant)) return undefined;
  const seeds = Array.from({ length: 1000 }, (_, seed) => seed);
  return seeds.find((seed) => drawPlanted(all, 1, mulberry32(seed))[0]?.variant === variant);
}

/** What doctor answers; its exit code must agree with it. */
export async function examine(lab: Commands, ...args: string[]): Promise<DoctorAnswer> {
  const { code, stdout, stderr } = await lab.run('doctor', '--json', '--quiet', ...args);
  assert.ok(stdout !== '', stderr);
  const answer = JSON.parse(stdout) as DoctorAnswer;
  assert.equal(code, answer.healthy ? 0 : 1, stderr);
  return answer;
}

export const named = ({ findings }: Pick<DoctorAnswer, 'findings'>): string[] =>
  findings.map(({ cause, component }) => `${cause} in ${component}`).toSorted();

/** Types a command that was printed, as it was printed. */
export async function typePrinted(lab: Commands, printed: string): Promise<void> {
  const [, words = ''] = /(?:jaeger-lab|main\.js) (.*)$/.exec(printed) ?? [];
  assert.notEqual(words, '', printed);
  assertCode(await lab.run(...words.split(' ')), 0);
}

/**
 * Plants errors, has doctor name them and nothing else, and types the fixes that it prints. That they worked is seen by
 * the next examination, which finds nothing else either.
 *
 * @param args of `break`
 * @param more which lab
 */
export async function assertFoundAndFixed(
  lab: Commands,
  args: readonly string[],
  ...more: string[]
): Promise<void> {
  const broken = await lab.run('break', ...args, '--spoil', '--json', '--quiet', ...more);
  assert.equal(broken.code, 0, broken.stderr);
  const { planted = [] } = JSON.parse(broken.stdout) as BreakAnswer;
  const found = await examine(lab, ...more);
  const expected = planted.map(({ cause, component }) => `${cause} in ${component}`).toSorted();
  assert.deepEqual(named(found), expected, JSON.stringify(found.findings));
  for (const { fix } of found.findings) await typePrinted(lab, fix ?? '');
}

/** One way to make each error, or all the others, in a lab of processes. Two files: each has a deadline. */
export async function assertLocally(t: TestContext, which: 'firsts' | 'others'): Promise<void> {
  await using lab = await withoutEngine();
  assertCode(await lab.run('up', '--jaeger', 'embedded', '--ports', 'auto', '--quiet'), 0);
  const healthy = await examine(lab);
  assert.deepEqual(named(healthy), []);
  assert.equal(healthy.marked.readBack, 5);
  const firsts = onePerCause(tutorial, 'first');
  const others = everyVariant(tutorial).filter(
    ({ title }) => !firsts.some((one) => one.title === title),
  );
  for (const { title, args } of which === 'firsts' ? firsts : others)
    await t.test(title, () => assertFoundAndFixed(lab, args));
  assert.deepEqual(named(await examine(lab)), []);
  assertCode(await lab.run('down'), 0);
  await assertNothingLeft(lab);
}
