import type { NamedRequest, Scenario } from './scenario.ts';

/** The requests that load sends, each with its target; only the entry, where a scenario has just one. */
export function requestsOf({ entry, expected, requests }: Scenario): Required<NamedRequest>[] {
  const { component, method, path } = entry;
  const all: readonly NamedRequest[] = requests?.length
    ? requests
    : [{ name: 'entry', path, weight: 1, expected }];
  return all.map((request) => ({ component, method, ...request }));
}

/** The requests that load sends by default. */
export const chosenRequests = (scenario: Scenario): Required<NamedRequest>[] =>
  requestsOf(scenario).filter(({ weight }) => weight > 0);

/** The requests that load sends only by name: alternatives to the entry. */
export const variantsOf = (scenario: Scenario): Required<NamedRequest>[] =>
  requestsOf(scenario).filter(({ weight }) => weight === 0);
