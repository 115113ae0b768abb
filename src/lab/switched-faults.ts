import { mapBounded } from '../base/bounded.ts';
import { Interrupted } from '../base/errors.ts';
import type { LabState } from './state.ts';
import { askForFault, type SwitchedFault } from './switched-fault.ts';

export interface ServiceFault extends SwitchedFault {
  readonly service: string;
}

const AT_ONCE = 8;

/**
 * The active faults of a lab. A service that does not answer has none: a fault ends with its process.
 *
 * @param services to ask
 */
export async function faultsIn(
  state: LabState,
  services: readonly string[],
  signal: AbortSignal,
): Promise<ServiceFault[]> {
  const found = await mapBounded(services, AT_ONCE, async (service) => {
    const fault = await askForFault(state, service, { signal }).catch((thrown: unknown) => {
      if (thrown instanceof Interrupted) throw thrown;
    });
    return fault ? [{ service, ...fault }] : [];
  });
  return found.flat();
}
