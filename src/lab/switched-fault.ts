import * as z from 'zod/mini';
import { EXIT, Interrupted, LabError, reasonOf } from '../base/errors.ts';
import { addressIn, type LabState } from './state.ts';

/** A fault that is active for all requests of a service, until it is removed or the service restarts. */
const switchedFault = z.object({
  /** Delay of a request in milliseconds. */
  delayMs: z.number(),
  /** Upper bound of an additional random delay, in milliseconds. */
  jitterMs: z.number(),
  /** Share of the requests that are delayed, 0 to 1. */
  ratio: z.number(),
  /** Share of the requests that are answered with an error, 0 to 1. */
  errorRate: z.number(),
});

export type SwitchedFault = z.infer<typeof switchedFault>;

const told = z.object({ service: z.string(), fault: z.nullable(switchedFault) });

/** The path at which a service reads and changes its fault; see services/shared/faults.ts. */
const PATH = '/__lab/fault';
const ANSWER_WITHIN_MS = 2_000;

/**
 * Reads or changes the active fault of one service.
 *
 * @param change the new fault, which replaces the previous one; "off" removes it; absent to only read it
 * @returns the fault that is active now; undefined for none
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
    throw new LabError(`fault injection is disabled for ${service}`, {
      hint: 'run jaeger-lab up without --no-faults, and without LAB_FAULTS in --env',
      exitCode: EXIT.usage,
    });
  const known = told.safeParse(answer.body);
  if (answer.status === 200 && known.success) return known.data.fault ?? undefined;
  throw new LabError(
    `the server at ${address} is not ${service}: it answered with status ${answer.status}`,
    {
      hint: 'jaeger-lab status',
      exitCode: EXIT.notReady,
    },
  );
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

/** The reason of a failed `fetch`, whose own message is only "fetch failed". */
function whyNot(thrown: unknown): string {
  if (thrown instanceof Error && thrown.name === 'TimeoutError')
    return `timed out after ${ANSWER_WITHIN_MS / 1000} s`;
  return reasonOf(thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown);
}
