import { EXIT, LabError } from '../base/errors.ts';
import { scenarios } from '../scenarios/all.ts';
import type { Scenario } from '../scenarios/scenario.ts';

export const scenarioNames = (): string => scenarios.map(({ name }) => name).join(', ');

/** @throws LabError (usage) for an unknown name, with the known ones */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found) return found;
  throw new LabError(`there is no scenario "${name}"`, {
    hint: `one of: ${scenarioNames()}`,
    exitCode: EXIT.usage,
  });
}
