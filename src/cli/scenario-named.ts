import { EXIT, LabError } from '../base/errors.ts';
import { scenarios } from '../scenarios/all.ts';
import type { Scenario } from '../scenarios/scenario.ts';

export const scenarioNames = (): string => scenarios.map(({ name }) => name).join(', ');

/**
 * @param request one of the requests that the scenario names: its entry and its expected trace are then that one's
 * @throws LabError (usage) for an unknown name, with the known ones
 */
export function scenarioNamed(name: string, request?: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found) return request === undefined ? found : asking(found, request);
  throw new LabError(`there is no scenario "${name}"`, {
    hint: `one of: ${scenarioNames()}`,
    exitCode: EXIT.usage,
  });
}

function asking(scenario: Scenario, request: string): Scenario {
  const { requests = [] } = scenario;
  const wanted = requests.find(({ name }) => name === request);
  if (wanted) {
    const entry = { ...scenario.entry, path: wanted.path };
    return { ...scenario, entry, expected: wanted.expected };
  }
  const names = requests.map(({ name }) => name).join(', ');
  throw new LabError(`the scenario ${scenario.name} has no request "${request}"`, {
    hint: names === '' ? 'it has only one: leave --request out' : `one of: ${names}`,
    exitCode: EXIT.usage,
  });
}
