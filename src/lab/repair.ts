import type { FoundComponent, LabSpec, Runtime, RuntimeEvent } from '../runtime/runtime.ts';
import { withPorts } from './bring-up.ts';
import type { LabFolder } from './lab-folder.ts';
import { lock } from './lock.ts';
import { type LabState, writeState } from './state.ts';

export interface RepairWork {
  readonly folder: LabFolder;
  readonly state: LabState;
  /** The lab as it was made. */
  readonly spec: LabSpec;
  /** The only one to repair; all of them when undefined. */
  readonly component?: string | undefined;
  readonly runtime: Runtime;
  readonly on: (event: RuntimeEvent) => void;
  readonly signal: AbortSignal;
}

/** Starts what does not run, as the lab was made, and leaves everything else as it is. */
export async function repairLab(work: RepairWork): Promise<LabState> {
  const { folder, spec, component, runtime, on, signal } = work;
  await using _ = await lock(folder);
  await runtime.apply(spec, on, signal, { component });
  const found = await runtime.find(spec.name);
  const runs = (name: string): boolean =>
    found.some((one) => one.name === name && one.state === 'running');
  const isWhole = spec.components.every(({ name }) => runs(name));
  const known = withPorts({ ...work.state, components: knownAs(work.state, found) }, found);
  const state: LabState = { ...known, phase: isWhole ? 'up' : known.phase };
  await writeState(folder, state);
  return state;
}

/** An `up` that was killed has not written the components down. */
const knownAs = (state: LabState, found: readonly FoundComponent[]): LabState['components'] => [
  ...state.components,
  ...found
    .filter(({ name }) => !state.components.some((known) => known.name === name))
    .map(({ name, runs, ports }) => ({ name, runs, ports: [...ports] })),
];
