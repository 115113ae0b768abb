import type { NamedRequest, Scenario } from './scenario.ts';

/** What load sends, with whom it goes to said of each; of a scenario with one entry, that one. */
export function requestsOf({ entry, expected, requests }: Scenario): Required<NamedRequest>[] {
  const { component, method, path } = entry;
  const all: readonly NamedRequest[] = requests?.length
    ? requests
    : [{ name: 'entry', path, weight: 1, expected }];
  return all.map((request) => ({ component, method, ...request }));
}

/** Those of them that load chooses from without being told which. */
export const chosenRequests = (scenario: Scenario): Required<NamedRequest>[] =>
  requestsOf(scenario).filter(({ weight }) => weight > 0);

/** Those that load sends only when told so by name: another way to do what the entry does. */
export const variantsOf = (scenario: Scenario): Required<NamedRequest>[] =>
  requestsOf(scenario).filter(({ weight }) => weight === 0);
