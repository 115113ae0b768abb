import type { Clock } from '../base/clock.ts';
import { identityOf } from '../base/process-identity.ts';
import type { Change, FoundComponent, LabSpec, Runtime, RuntimeEvent } from '../runtime/runtime.ts';
import { lock } from './lock.ts';
import type { LabFolder } from './lab-folder.ts';
import type { EngineAccess, MadeWith, TopologyText } from './state-schema.ts';
import { type LabState, readState, removeIfEmpty, removeState, writeState } from './state.ts';

export interface BringUp {
  readonly spec: LabSpec;
  readonly scheduleDelayMs: number;
  /** Undefined where it cannot be known. */
  readonly sampledShare: number | undefined;
  /** Of a scenario that the program does not have built in. */
  readonly topology?: TopologyText | undefined;
  /** Whether the services may be made slow or fail on purpose. */
  readonly faults: boolean;
  readonly madeWith?: MadeWith | undefined;
  /** Asked when every component is ready, before the lab counts as up. @throws LabError when it does not work as a whole */
  readonly check?: ((components: readonly FoundComponent[]) => Promise<void>) | undefined;
  /** The command that makes the lab for itself, and takes it down again. */
  readonly temporary?: string | undefined;
  /** Asked before a lab that is up is changed. @throws LabError to leave it as it is */
  readonly confirm?: ((changes: readonly Change[]) => Promise<void>) | undefined;
  readonly runtime: Runtime;
  /** Where the runtime is found again. */
  readonly engine: string;
  readonly access?: EngineAccess | undefined;
  readonly folder: LabFolder;
  readonly clock: Clock;
  readonly on: (event: RuntimeEvent) => void;
  readonly signal: AbortSignal;
}

/**
 * Makes the lab as its spec says and remembers where everything is.
 *
 * The state is written before anything starts: a disk that cannot take it is found out while there is nothing to
 * clean up, and an `up` that is killed leaves a trace of its work.
 */
export async function bringUp(work: BringUp): Promise<LabState> {
  const { spec, folder, runtime } = work;
  await using _ = await lock(folder).catch(async (error: unknown) => {
    await removeIfEmpty(folder);
    throw error;
  });
  const before = await readState(folder);
  if (!before) return await firstUp(work);
  if (work.confirm && before.phase === 'up')
    await work.confirm(await runtime.plan(spec, work.on, work.signal));
  const ran = await runningIn(before, runtime);
  try {
    return await applyAndKeep(work, before);
  } catch (error) {
    await writeState(folder, await stateAfter(before, ran, runtime));
    throw error;
  }
}

async function firstUp(work: BringUp): Promise<LabState> {
  const { spec, folder, runtime } = work;
  try {
    return await applyAndKeep(work, undefined, () =>
      runtime.remove(spec.name, { keepsData: true }),
    );
  } catch (error) {
    // A runtime that does not answer may still have it: `down` finds it by the state.
    if (await isGone(spec.name, runtime)) await removeState(folder);
    throw error;
  }
}

/** @param undo for a state that cannot be written in the end */
async function applyAndKeep(
  work: BringUp,
  before: LabState | undefined,
  undo?: () => Promise<unknown>,
): Promise<LabState> {
  const { spec, folder, runtime } = work;
  const temporary = work.temporary === undefined ? undefined : await temporaryFor(work.temporary);
  const begun = { ...stateOf(work), temporary };
  await writeState(folder, { ...begun, components: before?.components ?? [] });
  let hasStarted = before?.phase !== 'up' || before.components.length > spec.components.length;
  const on = (event: RuntimeEvent): void => {
    if (event.kind === 'starting') hasStarted = true;
    work.on(event);
  };
  const components = await runtime.apply(spec, on, work.signal);
  await work.check?.(components);
  // A lab that was left as it was is as old as before, and so its runs are still the latest.
  const since = hasStarted || !before ? begun.since : before.since;
  const state: LabState = { ...begun, since, phase: 'up', components: components.map(known) };
  await writeState(folder, state).catch(async (error: unknown) => {
    await undo?.();
    throw error;
  });
  return state;
}

async function temporaryFor(command: string): Promise<LabState['temporary']> {
  const own = await identityOf(process.pid);
  return own && { command, process: own };
}

const known = ({ name, runs, ports }: FoundComponent): LabState['components'][number] => ({
  name,
  runs,
  ports: [...ports],
});

/** The components of a lab that run, with the ports that they have now. */
async function runningIn({ name }: LabState, runtime: Runtime): Promise<FoundComponent[]> {
  const found = await runtime.find(name).catch(() => []);
  return found.filter(({ state }) => state === 'running');
}

/** A lab that a failed `up` left as it was keeps its phase; any other has to be brought up again. */
async function stateAfter(
  before: LabState,
  ran: readonly FoundComponent[],
  runtime: Runtime,
): Promise<LabState> {
  const running = await runningIn(before, runtime);
  const isAsBefore = ran.every(({ name }) => running.some((one) => one.name === name));
  return { ...withPorts(before, running), phase: isAsBefore ? before.phase : 'starting' };
}

/** A restarted container can get other ports than before. */
export const withPorts = (state: LabState, found: readonly FoundComponent[]): LabState => ({
  ...state,
  components: state.components.map((known) => {
    const now = found.find(({ name }) => name === known.name);
    return now && now.ports.length > 0 ? { ...known, ports: [...now.ports] } : known;
  }),
});

async function isGone(lab: string, runtime: Runtime): Promise<boolean> {
  try {
    return (await runtime.find(lab)).length === 0;
  } catch {
    return false;
  }
}

/** The state of a lab that is about to come up. */
function stateOf(work: BringUp): Omit<LabState, 'components'> {
  return {
    version: 1,
    name: work.spec.name,
    phase: 'starting',
    runtime: work.runtime.kind,
    engine: work.engine,
    access: work.access,
    scenario: work.spec.scenario,
    topology: work.topology,
    since: new Date(work.clock.now()).toISOString(),
    jaeger: jaegerIn(work.spec),
    scheduleDelayMs: work.scheduleDelayMs,
    sampledShare: work.sampledShare,
    faults: work.faults,
    madeWith: work.madeWith,
  };
}

function jaegerIn({ components }: LabSpec): string {
  const programs = components.map(({ program }) => program);
  return programs.find((program) => program.kind === 'jaeger')?.version ?? '';
}
