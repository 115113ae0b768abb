import { EXIT, LabError } from '../base/errors.ts';
import type { TopologyText } from '../lab/state-schema.ts';
import { scenarios } from '../scenarios/all.ts';
import type { Scenario } from '../scenarios/scenario.ts';

export const scenarioNames = (): string => scenarios.map(({ name }) => name).join(', ');

/** What the argument of a command that takes a scenario may be. */
export const scenarioChoice = (): string =>
  `${scenarioNames()}, or a YAML file such as ./shop.yaml`;

/** A scenario, and where it is not the program's own, what its file says. */
export interface FoundScenario {
  readonly scenario: Scenario;
  readonly topology?: TopologyText;
}

export const isFile = (typed: string): boolean => /[/\\]|\.ya?ml$/i.test(typed);

/** @throws LabError (usage) for an unknown name, with the known ones */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found) return found;
  throw new LabError(`there is no scenario "${name}"`, {
    hint: `one of: ${scenarioChoice()}`,
    exitCode: EXIT.usage,
  });
}

/**
 * A scenario as a person names it: one of the program's own, or a file. Loads the YAML parser only for a file.
 *
 * @throws LabError (usage) for an unknown name, and for a file that cannot be read or understood
 */
export async function findScenario(typed: string): Promise<FoundScenario> {
  if (!isFile(typed)) return { scenario: scenarioNamed(typed) };
  const { readTopologyText } = await import('./read-topology.ts');
  const topology = await readTopologyText(typed);
  return { scenario: await scenarioFrom(topology), topology };
}

/** The scenario that a lab or a run was made with. */
export async function keptScenario(kept: {
  readonly scenario: string;
  readonly topology?: TopologyText | undefined;
}): Promise<Scenario> {
  return kept.topology ? scenarioFrom(kept.topology) : scenarioNamed(kept.scenario);
}

async function scenarioFrom({ file, text }: TopologyText): Promise<Scenario> {
  const { topologyScenario } = await import('./read-topology.ts');
  return topologyScenario(text, file);
}
