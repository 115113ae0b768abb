import { warmUp } from '../../../doctor/probes/requests.ts';
import { addressIn, type LabState } from '../../../lab/state.ts';
import { checkout } from '../../../scenarios/checkout.ts';

/** As many as the load has at once, so that each connection is open. */
const AT_ONCE = 10;

/**
 * Sends requests that leave no traces: the first ones take as long as slowed ones, and of a few requests nothing could be
 * shown then.
 */
export async function warmUpLab(state: LabState, signal: AbortSignal): Promise<void> {
  const { component, port, method, path } = checkout.entry;
  const target = { method, url: `http://${addressIn(state, component, port)}${path}` };
  await Promise.all(Array.from({ length: AT_ONCE }, () => warmUp(target, signal)));
}
