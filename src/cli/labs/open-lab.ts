import { LONGEST_TIMER_MS } from '../../base/clock.ts';
import { parseDurationMs } from '../../base/duration.ts';
import { EXIT, LabError } from '../../base/errors.ts';
import { type LabFolder, labFolder } from '../../lab/lab-folder.ts';
import {
  type LabState,
  queryAddress,
  readState,
  scenarioTyped,
  writeState,
} from '../../lab/state.ts';
import { withPorts } from '../../lab/bring-up.ts';
import type { Credentials } from '../../jaeger/credentials.ts';
import type { JaegerClient } from '../../jaeger/client.ts';
import type { Context } from '../context.ts';

/** What the commands share: a lab's state, and the Jaeger it sends to. */

export interface OpenLab {
  readonly folder: LabFolder;
  readonly state: LabState;
}

/** There is no state of that name. */
export class NoSuchLab extends LabError {
  constructor(name: string) {
    super(`there is no lab "${name}"`, { hint: 'jaeger-lab up' });
  }
}

/** A lab whatever its phase. @throws LabError (not ready) when there is no such lab */
export async function findLab(name: string, context: Context): Promise<OpenLab> {
  const folder = labFolder(name, context.env);
  const state = await readState(folder);
  if (state) return { folder, state: await withPortsNow(state, folder, context) };
  throw new NoSuchLab(name);
}

/** A container that was restarted from outside may have other ports: then they are looked up, and kept. */
async function withPortsNow(
  state: LabState,
  folder: LabFolder,
  context: Context,
): Promise<LabState> {
  if (state.runtime === 'local') return state;
  const { accepts } = await import('../../runtime/taken-port.ts');
  const ports = state.components.flatMap((component) => component.ports);
  const open = await Promise.all(ports.map(({ host, hostPort }) => accepts(host, hostPort)));
  if (open.every(Boolean)) return state;
  const { openRuntimeOf } = await import('./open-runtime.ts');
  try {
    const { runtime } = await openRuntimeOf(state, context);
    const now = withPorts(state, await runtime.find(state.name));
    if (JSON.stringify(now) !== JSON.stringify(state)) await writeState(folder, now);
    return now;
  } catch (error) {
    // The command itself says what it cannot reach.
    if (error instanceof LabError) return state;
    throw error;
  }
}

/** @throws LabError (not ready) when there is no such lab, or it did not come up */
export async function openLab(name: string, context: Context): Promise<OpenLab> {
  const { folder, state } = await findLab(name, context);
  if (state.phase === 'starting') {
    throw new LabError(
      `lab "${name}" did not come up: the last jaeger-lab up was interrupted or failed`,
      {
        hint: state.madeWith ? 'jaeger-lab repair' : `jaeger-lab up ${scenarioTyped(state)}`,
        exitCode: EXIT.notReady,
      },
    );
  }
  return { folder, state };
}

export const jaegerUrl = (state: LabState): string => `http://${queryAddress(state)}`;

/** Begins the address of a Zipkin, where that of a Jaeger is expected. */
export const ZIPKIN = 'zipkin+';

/**
 * Loads the client (undici, zod) only here.
 *
 * @param credentials for the server in front of another Jaeger; a lab's needs none
 * @param url of a Jaeger, or with `ZIPKIN` before it that of a Zipkin, which is asked as a Jaeger is
 * @throws LabError (usage) when `url` is neither, or the time to wait for it is not one
 */
export async function openJaeger(
  url: string,
  context: Context,
  credentials?: Credentials,
): Promise<JaegerClient> {
  const timeoutMs = patienceMs(context);
  const { stop: signal } = context;
  const isOfLab = credentials === undefined;
  const options = { signal, credentials, isOfLab, ...(timeoutMs && { timeoutMs }) };
  if (url.startsWith(ZIPKIN)) {
    const { createZipkinClient } = await import('../../zipkin/client.ts');
    return createZipkinClient({ url: url.slice(ZIPKIN.length), ...options });
  }
  const { createJaegerClient } = await import('../../jaeger/client.ts');
  return createJaegerClient({ url, ...options });
}

/** How long an answer of Jaeger may take, where the user sets it: one with a large storage can need longer than most. */
function patienceMs({ env }: Context): number | undefined {
  const { JAEGER_LAB_JAEGER_TIMEOUT: text } = env;
  if (text === undefined || text === '') return undefined;
  const ms = parseDurationMs(text);
  if (ms !== undefined && ms >= 1) return Math.min(ms, LONGEST_TIMER_MS);
  throw new LabError(`JAEGER_LAB_JAEGER_TIMEOUT: "${text}" is not a duration`, {
    exitCode: EXIT.usage,
    hint: 'for example JAEGER_LAB_JAEGER_TIMEOUT=30s',
  });
}
