import type { Clock } from '../base/clock.ts';
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
    return await applyAndKeep(work, before.components);
  } catch (error) {
    await writeState(folder, await stateAfter(before, ran, runtime));
    throw error;
  }
}

async function firstUp(work: BringUp): Promise<LabState> {
  const { spec, folder, runtime } = work;
  try {
    return await applyAndKeep(work, [], () => runtime.remove(spec.name));
  } catch (error) {
    // A runtime that does not answer may still have it: `down` finds it by the state.
    if (await isGone(spec.name, runtime)) await removeState(folder);
    throw error;
  }
}

/** @param undo for a state that cannot be written in the end */
async function applyAndKeep(
  work: BringUp,
  known: LabState['components'],
  undo?: () => Promise<unknown>,
): Promise<LabState> {
  const { spec, folder, runtime } = work;
  await writeState(folder, stateOf(work, known, 'starting'));
  const components = await runtime.apply(spec, work.on, work.signal);
  const state = stateOf(work, components, 'up');
  await writeState(folder, state).catch(async (error: unknown) => {
    await undo?.();
    throw error;
  });
  return state;
}

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

function stateOf(
  work: BringUp,
  components: readonly Pick<FoundComponent, 'name' | 'runs' | 'ports'>[],
  phase: LabState['phase'],
): LabState {
  return {
    version: 1,
    name: work.spec.name,
    phase,
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
    components: components.map(({ name, runs, ports }) => ({ name, runs, ports: [...ports] })),
  };
}

function jaegerIn({ components }: LabSpec): string {
  const programs = components.map(({ program }) => program);
  return programs.find((program) => program.kind === 'jaeger')?.version ?? '';
}
