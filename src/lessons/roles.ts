import type { ExpectedSpan } from '../model/hierarchy.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** What a service must be for a cause to show in it. */
export type Role = 'service' | 'entry' | 'callee' | 'caller' | 'storing' | 'writing';

/** Where causes can be planted. */
export interface Places {
  readonly scenario: Scenario;
  /** Parts of Jaeger that share a storage with others. */
  readonly storing: readonly string[];
  /** Parts of Jaeger that write spans, and have a setting for how often. */
  readonly writing: readonly string[];
}

/** The components that have a role, in the order of the lab. */
export function componentsIn(
  role: Role,
  { scenario, storing, writing }: Places,
): readonly string[] {
  if (role === 'storing') return storing;
  if (role === 'writing') return writing;
  const { entry, components } = scenario;
  const traced = components.flatMap(({ name, program }) =>
    program.kind === 'service' && program.untraced !== true ? [name] : [],
  );
  const callers = callersIn(scenario.expected);
  return traced.filter((name) => {
    if (role === 'entry') return name === entry.component;
    if (role === 'callee') return name !== entry.component;
    return role === 'service' || callers.has(name);
  });
}

/** Services that call another service. */
function callersIn(expected: ExpectedSpan): Set<string> {
  const callers = new Set<string>();
  const open = [expected];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { service, children } = at;
    if (children.some((child) => child.kind === 'server' && child.service !== service))
      callers.add(service);
    open.push(...children);
  }
  return callers;
}
