import { EXIT, LabError } from '../../base/errors.ts';
import { labFolder } from '../../lab/lab-folder.ts';
import { scheduleDelayMs } from '../../lab/lab-spec.ts';
import type { LabState } from '../../lab/state.ts';
import type { Context } from '../context.ts';
import type { OpenLab } from './open-lab.ts';
import { findScenario } from './scenario-named.ts';

/** Where a scenario runs that the program has not started: with Compose, for example. */
export interface Elsewhere {
  /** Where its entry is. */
  readonly gatewayUrl: URL;
  readonly jaegerUrl: URL;
  readonly scenario: string;
}

/**
 * What runs elsewhere in the form of a lab that is up: it has an entry and a query, and no ledger.
 *
 * @throws LabError (usage) for an unknown scenario
 */
export async function labElsewhere(
  { gatewayUrl, jaegerUrl, scenario: typed }: Elsewhere,
  name: string,
  context: Context,
): Promise<OpenLab & { readonly isElsewhere: true }> {
  const { scenario, topology } = await findScenario(typed);
  const { component, port } = scenario.entry;
  const state: LabState = {
    ...{ version: 1, name, phase: 'up', runtime: 'local', engine: '', jaeger: '' },
    // The services' default: a Compose file that was exported has no other.
    ...{ scenario: scenario.name, topology, scheduleDelayMs: scheduleDelayMs({ env: [] }) },
    since: new Date(context.clock.now()).toISOString(),
    components: [published(component, port, gatewayUrl), published('query', 'query', jaegerUrl)],
  };
  return { folder: labFolder(name, context.env), state, isElsewhere: true };
}

function published(name: string, port: string, { hostname, port: typed }: URL) {
  const hostPort = Number(typed === '' ? 80 : typed);
  return { name, runs: '', ports: [{ name: port, port: hostPort, host: hostname, hostPort }] };
}

/** @throws LabError (usage) for anything but http://HOST:PORT */
export function originOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' && url.pathname === '/' && url.search === '') return url;
  throw new LabError(`"${text}" is not the address of a server`, {
    hint: 'write it as http://HOST:PORT, for example http://localhost:5000',
    exitCode: EXIT.usage,
  });
}
