import { setMaxListeners } from 'node:events';
import { mapBounded } from '../base/bounded.ts';
import type { Clock } from '../base/clock.ts';
import { throwIfInterrupted } from '../base/errors.ts';
import type { Change, ComponentSpec, FoundComponent, Repair, RuntimeEvent } from './runtime.ts';
import { type Starting, untilReady } from './until-ready.ts';

/** One component of the lab as its spec describes it, compared with what exists. */
export interface Step {
  readonly spec: ComponentSpec;
  /** For a person: an image's name, a program's path. */
  readonly runs: string;
  /** `unchanged` already runs as the spec describes it; `recreated` takes the place of another one. */
  readonly change: Exclude<Change['change'], 'removed'>;
}

export interface Plan<S extends Step> {
  readonly steps: readonly S[];
  /** Names of components that are no longer in the lab. */
  readonly removed: readonly string[];
}

/** Waits until a component is ready and reports it. */
export type Confirm = (starting: Omit<Starting, 'spec'>) => Promise<FoundComponent>;

/** What one runtime does for one `reconcile`; it remembers what it has created. */
export interface Driver<S extends Step> {
  /** Compares the lab with its spec. Changes nothing. @throws LabError for what cannot be done */
  plan(): Promise<Plan<S>>;
  /** Stops what is in the way, so that it can be started again: components that changed or are no longer in the lab. */
  makeRoom(): Promise<void>;
  /** What `confirm` needs to know about a component that runs unchanged. */
  running(step: S): Omit<Starting, 'spec'>;
  /** Starts a component and confirms it. */
  start(step: S, confirm: Confirm, stop: AbortSignal): Promise<FoundComponent>;
  /** Removes for good what `makeRoom` stopped. */
  finish(): Promise<void>;
  /** Removes whatever this driver has created, and starts again what `makeRoom` stopped. */
  undo(): Promise<void>;
}

/** See `Runtime.plan`. */
export async function changes<S extends Step>(driver: Driver<S>): Promise<Change[]> {
  const { steps, removed } = await driver.plan();
  return [
    ...steps.map(({ spec, change }) => ({ component: spec.name, change })),
    ...removed.map((component) => ({ component, change: 'removed' as const })),
  ];
}

/** How a component is to be treated that is as its spec describes it, or not. */
export function changeFor(
  { runs, isSame }: { runs: boolean; isSame: boolean },
  repair: Repair | undefined,
): Step['change'] {
  if (runs && (isSame || repair)) return 'unchanged';
  return runs ? 'recreated' : 'started';
}

/** Whether a step belongs to a repair, which leaves out every other component. */
export const isRepaired = ({ spec }: Step, repair: Repair | undefined): boolean =>
  repair?.component === undefined || repair.component === spec.name;

/** Twelve starts at a time: two processors make no progress on more, and each is probed while it waits. */
const AT_ONCE = 12;

/**
 * Makes a lab as its spec describes it; see `Runtime.apply`. Components start side by side; one waits only for
 * those that it names in `after` to be ready. The first failure stops the others, and is thrown when everything this call created is gone.
 */
export async function reconcile<S extends Step>(
  driver: Driver<S>,
  clock: Clock,
  on: (event: RuntimeEvent) => void,
  signal: AbortSignal,
): Promise<FoundComponent[]> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  // Each wait of each component listens to it.
  setMaxListeners(0, stop);
  try {
    const { steps } = await driver.plan();
    throwIfInterrupted(signal);
    await driver.makeRoom();
    const ready = new Map<string, Promise<FoundComponent>>();
    const components = await mapBounded(steps, AT_ONCE, (step) => {
      const { name, after = [] } = step.spec;
      const up = Promise.all(after.map((before) => Promise.resolve(ready.get(before))))
        .then(() => bringUp(step, driver, clock, on, stop))
        .catch((error: unknown) => {
          failed.abort();
          throw error;
        });
      ready.set(name, up);
      return up;
    });
    await driver.finish();
    return components;
  } catch (error) {
    await driver.undo();
    throw error;
  }
}

async function bringUp<S extends Step>(
  step: S,
  driver: Driver<S>,
  clock: Clock,
  on: (event: RuntimeEvent) => void,
  stop: AbortSignal,
): Promise<FoundComponent> {
  throwIfInterrupted(stop);
  const { spec, change, runs } = step;
  const beganAt = clock.now();
  const confirm: Confirm = async (starting) => {
    await untilReady({ spec, ...starting }, clock, stop);
    const component: FoundComponent = { ...starting.found, state: 'ready' };
    on({ kind: 'ready', component, afterMs: clock.now() - beganAt, how: change });
    return component;
  };
  if (change === 'unchanged') return confirm(driver.running(step));
  on({ kind: 'starting', component: spec.name, runs });
  return driver.start(step, confirm, stop);
}
