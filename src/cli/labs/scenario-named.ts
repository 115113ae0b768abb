import { EXIT, LabError } from '../../base/errors.ts';
import type { TopologyText } from '../../lab/state-schema.ts';
import { NO_SERVICES, scenarios } from '../../scenarios/all.ts';
import { requestsOf } from '../../scenarios/requests-of.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

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
  throw new LabError(`unknown scenario "${name}"`, {
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
  if (kept.topology) return scenarioFrom(kept.topology);
  return kept.scenario === NO_SERVICES.name ? NO_SERVICES : scenarioNamed(kept.scenario);
}

async function scenarioFrom({ file, text }: TopologyText): Promise<Scenario> {
  const { topologyScenario } = await import('./read-topology.ts');
  return topologyScenario(text, file);
}

/**
 * A scenario of which only one request is asked.
 *
 * @param request one of those that it names
 * @throws LabError (usage) for another, with the known ones
 */
export function askingFor(scenario: Scenario, request: string): Scenario {
  const named = scenario.requests ? requestsOf(scenario) : [];
  const wanted = named.find(({ name }) => name === request);
  if (wanted) {
    const { component, method, path, expected } = wanted;
    const entry = { ...scenario.entry, component, method, path };
    return { ...scenario, entry, expected, requests: [{ ...wanted, weight: 1 }] };
  }
  const names = named.map(({ name }) => name).join(', ');
  throw new LabError(`the scenario ${scenario.name} has no request "${request}"`, {
    hint: names === '' ? 'it has only one request: omit --request' : `one of: ${names}`,
    exitCode: EXIT.usage,
  });
}
