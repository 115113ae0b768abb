import { Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { tracedServices } from '../../../lab/lab-spec.ts';
import { isSince, type Run } from '../../../lab/runs.ts';
import { apartText, storageApart } from '../../../lab/storage-apart.ts';
import { type LabState, addressIn, scenarioTyped } from '../../../lab/state.ts';
import { NO_SERVICES } from '../../../scenarios/all.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import { renderStatus } from '../../../render/terminal/status.ts';
import type { FoundComponent, Runtime } from '../../../runtime/runtime.ts';
import type { StatusAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { endpointsOf } from '../../labs/endpoints.ts';
import { findLab, NoSuchLab, type OpenLab } from '../../labs/open-lab.ts';
import { openRuntimeOf, openRuntimesOf } from '../../labs/open-runtime.ts';
import { readLedger } from '../../labs/read-ledger.ts';
import { shared } from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { samplingText } from '../../../lab/sampling.ts';
import { percent } from '../../../render/terminal/words.ts';
import { keptScenario } from '../../labs/scenario-named.ts';
import { stateSentence } from '../../../base/state-sentence.ts';

interface StatusOptions extends OutputOptions {
  readonly name: string;
}

export function statusCommand(context: Context): Command {
  return withOutputOptions(new Command('status').addOption(shared.name()))
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab status', 'components, addresses and runs'],
        ['jaeger-lab status --json', 'as JSON'],
      ),
    )
    .action((options: StatusOptions) => runStatus(options, context));
}

async function runStatus(options: StatusOptions, context: Context): Promise<void> {
  const lab = await findLab(options.name, context).catch(async (error: unknown) => {
    throw (await stateIsLost(options.name, error, context)) ?? error;
  });
  const { state } = lab;
  const { runtime } = await openRuntimeOf(state, context);
  const found = await runtime.find(options.name);
  const runs = await runsOf(lab, context);
  const faults = await switchedOnIn(state, found, context);
  const storage = await storageIn(state, runtime, runs.at(-1), context);
  const embedded = await embeddedIn(state);
  const answer = { ...statusOf(state, found, runs), faults, ...embedded, ...storage };
  const text = (screen: Screen): string => renderStatus(answer, screen);
  await writeAnswer({ document: answer, text }, options, context);
  if (!answer.healthy) throw unhealthy(answer, state);
  const onlyJaeger = state.scenario === NO_SERVICES.name;
  const command = runs.length > 0 ? 'jaeger-lab slowest' : 'jaeger-lab load --n 50';
  next(onlyJaeger ? 'jaeger-lab traces' : command, options, context);
}

/** The runs since the lab came up, the latest last. */
async function runsOf({ folder, state }: OpenLab, context: Context): Promise<Run[]> {
  const runs: Run[] = [];
  for await (const run of readLedger(folder, context)) {
    if (!isSince(run, state)) break;
    runs.unshift(run);
  }
  return runs;
}

/** Loads what asks a storage only for a lab that has one. */
async function storageIn(
  state: LabState,
  runtime: Runtime,
  latest: Run | undefined,
  context: Context,
): Promise<Pick<StatusAnswer, 'storage' | 'apart'>> {
  const { deployment } = state.madeWith ?? {};
  if (deployment === undefined) return {};
  const { storageStatus } = await import('../../labs/storage-status.ts');
  const settings = await runtime.settings(state.name);
  const storage = await storageStatus(state, settings, latest, context);
  const apart = storageApart(deployment, settings);
  return {
    ...(storage && { storage }),
    ...(apart && { apart: `${apartText(apart)}; ${apart.set} of ${apart.odd} differs` }),
  };
}

/** Only the embedded Jaeger reports it. */
async function embeddedIn(state: LabState): Promise<Pick<StatusAnswer, 'store' | 'refused'>> {
  if (state.jaeger !== 'embedded') return {};
  const { readEmbeddedStatus } = await import('../../../jaeger/embedded-status.ts');
  const status = await readEmbeddedStatus(addressIn(state, 'jaeger', 'health'));
  if (!status) return {};
  const refused = Object.entries(status.refused);
  return {
    store: status.store,
    refused: refused.map(([reason, requests]) => ({ reason, requests })),
  };
}

/** Only the services that run can report it. */
async function switchedOnIn(
  state: LabState,
  found: readonly FoundComponent[],
  context: Context,
): Promise<StatusAnswer['faults']> {
  if (state.faults === false) return [];
  const running = found.filter((one) => one.state === 'running').map(({ name }) => name);
  const services = tracedServices(await keptScenario(state));
  const { faultsIn } = await import('../../../lab/switched-fault.ts');
  return faultsIn(
    state,
    services.filter((name) => running.includes(name)),
    context.stop,
  );
}

function samplingIn({ madeWith }: LabState): Pick<StatusAnswer, 'sampling'> {
  const { sample, sampling } = madeWith ?? {};
  if (sampling) return { sampling: samplingText(sampling) };
  return sample === undefined || sample === 1
    ? {}
    : { sampling: `${percent(sample)} of the requests` };
}

function statusOf(
  state: LabState,
  found: readonly FoundComponent[],
  runs: readonly Run[],
): Omit<StatusAnswer, 'faults' | 'store' | 'refused' | 'storage' | 'apart'> {
  // An `up` that was killed has not written down what it started.
  const names = new Set([...state.components, ...found].map(({ name }) => name));
  const components = [...names].map((name) => {
    const now = found.find((one) => one.name === name);
    const { runs = '' } = now ?? state.components.find((one) => one.name === name) ?? {};
    const ended = now?.ended;
    const ports = [...(now?.ports ?? [])];
    return {
      name,
      runs,
      ports,
      state: now?.state ?? ('missing' as const),
      ...(ended && { ended }),
    };
  });
  return {
    schema: 'jaeger-lab/status@1',
    lab: state.name,
    scenario: state.scenario,
    runtime: state.runtime,
    since: state.since,
    ...samplingIn(state),
    phase: state.phase,
    healthy: state.phase === 'up' && components.every((one) => one.state === 'running'),
    components,
    endpoints: endpointsOf({ components }),
    runs: runs.map(({ id, startedAt, records, interrupted, planned }) => ({
      ...{ id, startedAt, interrupted, planned },
      requests: records.length,
      failed: records.filter(({ failure }) => failure !== undefined).length,
    })),
  };
}

function unhealthy({ components, phase }: StatusAnswer, state: LabState): LabError {
  const down = components.filter((one) => one.state !== 'running');
  const [first] = down;
  const sentences = down.map((one) => stateSentence(one.name, one.state));
  const repair = state.madeWith ? 'jaeger-lab repair' : `jaeger-lab up ${scenarioTyped(state)}`;
  if (phase === 'starting') sentences.unshift(`lab "${state.name}" did not come up completely`);
  return new LabError(sentences.join(', '), {
    hint: first ? `start it again: ${repair}; see its log: jaeger-lab logs ${first.name}` : repair,
    exitCode: EXIT.no,
    evidence: down.flatMap(({ name, ended }) => (ended ? [`${name} ${ended}`] : [])),
  });
}

/** Where there is no state, components may run all the same: `logs` shows theirs. */
async function stateIsLost(
  name: string,
  error: unknown,
  context: Context,
): Promise<LabError | undefined> {
  if (!(error instanceof NoSuchLab)) return undefined;
  const { runtimes } = await openRuntimesOf(undefined, context);
  const found = await Promise.all(runtimes.map(({ runtime }) => runtime.find(name)));
  const names = found.flat().map((component) => component.name);
  if (names.length === 0) return undefined;
  return new LabError(`the state of lab "${name}" is lost; it has ${names.join(', ')}`, {
    hint: 'see their logs: jaeger-lab logs; remove them: jaeger-lab down',
  });
}
