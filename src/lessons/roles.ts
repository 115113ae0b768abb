import type { ExpectedSpan } from '../model/hierarchy.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** What a service must be for a cause to show in it. */
export type Role = 'service' | 'entry' | 'callee' | 'caller' | PartRole;

/**
 * What a part of Jaeger, or of what stands beside it, must do: share a storage with others; write spans, and have a
 * setting for how often; count spans; collect what was counted; ask for it. `adapted` is the first
 * service where Jaeger adapts its rate.
 */
export type PartRole = 'storing' | 'writing' | 'counting' | 'scraping' | 'asking' | 'adapted';

/** Where causes can be planted. */
export interface Places {
  readonly scenario: Scenario;
  /** The components that have each role; absent where none has. */
  readonly parts: Readonly<Partial<Record<PartRole, readonly string[]>>>;
}

const SERVICE_ROLES = ['service', 'entry', 'callee', 'caller'] as const;

const isPart = (role: Role): role is PartRole =>
  !SERVICE_ROLES.some((ofService) => ofService === role);

/** The components that have a role, in the order of the lab. */
export function componentsIn(role: Role, { scenario, parts }: Places): readonly string[] {
  if (isPart(role)) return parts[role] ?? [];
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
