import type { LabSpec, Runtime, RuntimeEvent } from '../runtime/runtime.ts';
import type { LabFolder } from './lab-folder.ts';
import { lock } from './lock.ts';
import { type LabState, writeState } from './state.ts';

export interface ChangeWork {
  readonly folder: LabFolder;
  /** The lab as it is to be remembered, with the components as they are now. */
  readonly state: LabState;
  readonly spec: LabSpec;
  readonly runtime: Runtime;
  readonly on: (event: RuntimeEvent) => void;
  readonly signal: AbortSignal;
}

/** Recreates the components of a lab that its spec changes. The lab stays as old as it is, and so its runs stay the latest. */
export async function changeLab(work: ChangeWork): Promise<LabState> {
  const { folder, spec, runtime, on, signal } = work;
  await using _ = await lock(folder);
  await runtime.prepare(spec, on, signal);
  const found = await runtime.apply(spec, on, signal);
  const components = found.map(({ name, runs, ports }) => ({ name, runs, ports: [...ports] }));
  const state: LabState = { ...work.state, components };
  await writeState(folder, state);
  return state;
}
