import { type CompanionKind, SERVER_PORTS } from '../runtime/jaeger-setup.ts';
import type { AddressOf, ComponentSpec } from '../runtime/runtime.ts';
import { addressIn, type LabState } from './state.ts';

/** Where the services of a lab send what they log. */
export interface LogDestination {
  readonly lab: string;
  readonly with?: readonly CompanionKind[] | undefined;
  /** A server of the user's own. */
  readonly lokiUrl?: string | undefined;
}

/** VictoriaLogs has Loki's push API below this path. */
const PUSHED_BELOW = '/insert';

/** What a service needs so that it sends its log lines too; empty where no server is to get them. */
export function shippingEnv(
  { name }: Pick<ComponentSpec, 'name'>,
  { lab, with: kinds = [], lokiUrl }: LogDestination,
  address: AddressOf,
): Readonly<Record<string, string>> {
  const own = (): string =>
    `http://${address('victorialogs', SERVER_PORTS.victorialogs.name)}${PUSHED_BELOW}`;
  const url = kinds.includes('victorialogs') ? own() : lokiUrl;
  return url === undefined
    ? {}
    : { LAB_LOKI_URL: url, LAB_LOKI_LABELS: `lab=${lab},component=${name}` };
}

/** Where log lines are read again. */
export interface LogServer {
  /** The base URL that they are pushed below. */
  readonly url: string;
  readonly isOfLab: boolean;
}

/** The log server of a lab; undefined where its services only write their own logs. */
export function logServerOf(state: LabState): LogServer | undefined {
  const { with: kinds = [], lokiUrl } = state.madeWith ?? {};
  if (!kinds.includes('victorialogs'))
    return lokiUrl === undefined ? undefined : { url: lokiUrl, isOfLab: false };
  const at = addressIn(state, 'victorialogs', SERVER_PORTS.victorialogs.name);
  return { url: `http://${at}${PUSHED_BELOW}`, isOfLab: true };
}
