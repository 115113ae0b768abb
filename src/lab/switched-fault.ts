import * as z from 'zod/mini';
import { mapBounded } from '../base/bounded.ts';
import { EXIT, Interrupted, LabError, reasonOf } from '../base/errors.ts';
import { FAULT_FIELDS, type ServiceFault, type SwitchedFault } from '../model/switched-fault.ts';
import { addressIn, type LabState } from './state.ts';

const fields = Object.keys(FAULT_FIELDS) as (keyof SwitchedFault)[];
const answered = z.object({
  service: z.string(),
  fault: z.nullable(z.record(z.enum(fields), z.number())),
});

/** Where a lab's services take a fault; see services/shared/faults.ts. */
const PATH = '/__lab/fault';
const ANSWER_WITHIN_MS = 2_000;

/**
 * Asks one service of a lab what is switched on, or changes it.
 *
 * @param change the fault to switch on, instead of the one before; "off" to switch it off; absent to leave it
 * @returns what is on now; undefined when nothing is
 * @throws LabError (not ready) when the service does not answer, (usage) when it allows no faults; Interrupted
 */
export async function askForFault(
  state: LabState,
  service: string,
  { change, signal }: { readonly change?: SwitchedFault | 'off'; readonly signal: AbortSignal },
): Promise<SwitchedFault | undefined> {
  const address = addressIn(state, service, 'http');
  const answer = await ask(`http://${address}${PATH}`, change, signal).catch((cause: unknown) => {
    if (signal.aborted) throw new Interrupted();
    throw new LabError(`${service} does not answer at ${address}: ${whyNot(cause)}`, {
      hint: 'jaeger-lab status',
      exitCode: EXIT.notReady,
      cause,
    });
  });
  if (answer.status === 404)
    throw new LabError(`${service} allows no faults`, {
      hint: 'start it without --no-faults and without LAB_FAULTS in --env: jaeger-lab up',
      exitCode: EXIT.usage,
    });
  const known = answered.safeParse(answer.body);
  if (answer.status === 200 && known.success) return known.data.fault ?? undefined;
  throw new LabError(`the server at ${address} is not ${service}: it answered ${answer.status}`, {
    hint: 'jaeger-lab status',
    exitCode: EXIT.notReady,
  });
}

async function ask(
  url: string,
  change: SwitchedFault | 'off' | undefined,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  const answer = await fetch(url, { ...requestFor(change), signal: within });
  const text = await answer.text();
  return { status: answer.status, body: jsonIn(text) };
}

function requestFor(change: SwitchedFault | 'off' | undefined): RequestInit {
  if (change === undefined) return {};
  if (change === 'off') return { method: 'DELETE' };
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', headers, body: JSON.stringify(change) };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of a failed `fetch`, whose own message only says that it failed. */
function whyNot(thrown: unknown): string {
  if (thrown instanceof Error && thrown.name === 'TimeoutError')
    return `nothing within ${ANSWER_WITHIN_MS / 1000} s`;
  return reasonOf(thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown);
}

const AT_ONCE = 8;

/**
 * The faults that are switched on in a lab. A service that does not answer has none: it forgets them when it stops.
 *
 * @param services those that could have one
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
