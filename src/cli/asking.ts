import { EXIT, LabError } from '../base/errors.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/**
 * A scenario with the entry and the expected trace of one of its variants; as it is when none is asked for.
 *
 * @throws LabError (usage) for a variant that it does not have, with those that it has
 */
export function asking(scenario: Scenario, request: string | undefined): Scenario {
  if (request === undefined) return scenario;
  const { variants = [] } = scenario;
  const wanted = variants.find(({ name }) => name === request);
  if (wanted) {
    const entry = { ...scenario.entry, path: wanted.path };
    return { ...scenario, entry, expected: wanted.expected };
  }
  const names = variants.map(({ name }) => name).join(', ');
  throw new LabError(`the scenario ${scenario.name} has no request "${request}"`, {
    hint: names === '' ? 'it names none to choose from: leave --request out' : `one of: ${names}`,
    exitCode: EXIT.usage,
  });
}
