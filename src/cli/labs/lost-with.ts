import { tracedServices } from '../../lab/lab-spec.ts';
import type { LabState } from '../../lab/state.ts';
import { keptScenario } from './scenario-named.ts';

/** Components that keep data in memory. */
const KEPT_IN_MEMORY: ReadonlyMap<string, string> = new Map([
  ['jaeger', 'its traces are lost'],
  ['redis', 'its data is lost'],
]);

/** What is lost when a component of a lab is started anew, for a person; undefined where it keeps nothing in memory. */
export function lostWith(
  component: string,
  state: Pick<LabState, 'madeWith'> | undefined,
): string | undefined {
  const { storage = 'memory' } = state?.madeWith?.deployment ?? {};
  return component === 'jaeger' && storage !== 'memory' ? undefined : KEPT_IN_MEMORY.get(component);
}

/** The same of several that were started again, a sentence each; a service also forgets its faults. */
export async function lostWithAll(
  components: readonly string[],
  state: LabState,
): Promise<string[]> {
  const services = state.faults === false ? [] : tracedServices(await keptScenario(state));
  const faulty = components.filter((name) => services.includes(name));
  return [
    ...components.flatMap((name) => {
      const lost = lostWith(name, state);
      return lost === undefined ? [] : [`${name}: ${lost}`];
    }),
    ...(faulty.length > 0
      ? [`any faults that inject had set in ${faulty.join(', ')} are removed`]
      : []),
  ];
}
