import type { LabShown } from '../../render/terminal/list.ts';
import { bytesBelow } from '../../base/files.ts';
import { LabError } from '../../base/errors.ts';
import { stillRuns } from '../../base/process-identity.ts';
import type { LabFolder } from '../../lab/lab-folder.ts';
import { hasState, labFolders } from '../../lab/lab-names.ts';
import { type LabState, NewerState, readState } from '../../lab/state.ts';
import type { FoundComponent, FoundLab, Runtime } from '../../runtime/runtime.ts';
import type { Context } from '../context.ts';
import { type OpenRuntime, openRuntimeOf, openRuntimesOf } from './open-runtime.ts';

/**
 * `incomplete`: a component does not run, or the last `up` failed; `left-over`: made by a command that was killed;
 * `unreachable`: its engine does not answer; `damaged`, `newer`: its state cannot be read; `stateless`: it has none.
 */
export const LAB_CONDITIONS = [
  'up',
  'incomplete',
  'left-over',
  'unreachable',
  'damaged',
  'newer',
  'stateless',
] as const;

export interface ListedLab extends LabShown {
  readonly state: (typeof LAB_CONDITIONS)[number];
  readonly runtime?: Runtime['kind'] | undefined;
  readonly engine?: string | undefined;
  /** Whether the command that made the lab for itself still runs. */
  readonly isInUse: boolean;
}

export interface ListedLabs {
  readonly labs: readonly ListedLab[];
  /** Why an engine could not be asked, although there is one. */
  readonly unasked?: LabError | undefined;
}

/** A runtime and the labs in it, by name. */
interface Asked {
  readonly open: OpenRuntime;
  readonly labs: ReadonlyMap<string, FoundLab>;
}

/** This user's labs by their state, and all labs of the engine that the environment names. */
export async function listLabs(context: Context): Promise<ListedLabs> {
  const { runtimes, unasked } = await openRuntimesOf(undefined, context);
  const here = await Promise.all(runtimes.map(ask));
  const asked = new Map(here.map((one) => [keyOf(one.open), one]));
  const known: ListedLab[] = [];
  for (const folder of await labFolders(context.env)) {
    if (await hasState(folder)) known.push(await byState(folder, asked, context));
  }
  const others = here.flatMap(({ open, labs }) =>
    [...labs.values()]
      .filter(({ lab, isMine }) => !isMine || !known.some((one) => one.lab === lab))
      .map((found) => byRuntime(found, open)),
  );
  const labs = [...known, ...others].sort((a, b) => (a.lab < b.lab ? -1 : 1));
  return { labs, unasked };
}

const keyOf = ({ runtime, engine }: OpenRuntime): string => `${runtime.kind} ${engine}`;

async function ask(open: OpenRuntime): Promise<Asked> {
  const labs = await open.runtime.labs();
  return { open, labs: new Map(labs.map((found) => [found.lab, found])) };
}

async function byState(
  folder: LabFolder,
  asked: Map<string, Asked>,
  context: Context,
): Promise<ListedLab> {
  const diskBytes = await bytesBelow(folder.path);
  try {
    const state = await readState(folder);
    if (state) return await listed(state, diskBytes, await foundFor(state, asked, context));
    // It was taken down meanwhile.
    return { ...NOTHING, lab: folder.lab, isMine: true, diskBytes, state: 'incomplete' };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const holder = [...asked.values()].find(({ labs }) => labs.get(folder.lab)?.isMine);
    const found = holder?.labs.get(folder.lab);
    const state = error instanceof NewerState ? 'newer' : 'damaged';
    const seen = found && holder ? byRuntime(found, holder.open) : NOTHING;
    return { ...seen, lab: folder.lab, isMine: true, diskBytes, state };
  }
}

async function foundFor(
  state: LabState,
  asked: Map<string, Asked>,
  context: Context,
): Promise<FoundLab | 'unreachable' | undefined> {
  const key = `${state.runtime} ${state.engine}`;
  try {
    const there = asked.get(key) ?? (await ask(await openRuntimeOf(state, context)));
    asked.set(key, there);
    const found = there.labs.get(state.name);
    return found?.isMine ? found : undefined;
  } catch (error) {
    if (error instanceof LabError) return 'unreachable';
    throw error;
  }
}

async function listed(
  state: LabState,
  diskBytes: number,
  found: FoundLab | 'unreachable' | undefined,
): Promise<ListedLab> {
  const { name: lab, temporary, runtime, engine, scenario, since, components } = state;
  const isInUse = temporary !== undefined && (await stillRuns(temporary.process));
  const there = found === 'unreachable' ? undefined : found;
  const { running } = figuresOf(there);
  return {
    ...{ lab, runtime, engine, scenario, since, isMine: true, isInUse, running },
    owner: there?.owner,
    temporary: temporary?.command,
    components: components.length,
    ports: portsOf(there?.components ?? components),
    diskBytes: diskBytes + (there?.bytes ?? 0),
    state: conditionOf(state, isInUse, found),
  };
}

function conditionOf(
  { phase, components, temporary }: LabState,
  isInUse: boolean,
  found: FoundLab | 'unreachable' | undefined,
): ListedLab['state'] {
  if (temporary && !isInUse) return 'left-over';
  if (found === 'unreachable') return found;
  return phase === 'up' && figuresOf(found).running === components.length ? 'up' : 'incomplete';
}

/** A lab without a state of this user. */
function byRuntime(found: FoundLab, open: OpenRuntime): ListedLab {
  const { lab, owner, isMine, since, components, bytes } = found;
  return {
    ...NOTHING,
    ...{ lab, owner, isMine, since, diskBytes: bytes },
    state: 'stateless',
    runtime: open.runtime.kind,
    engine: open.engine,
    scenario: components[0]?.scenario,
    ...figuresOf(found),
    ports: portsOf(components),
  };
}

const NOTHING = { running: 0, components: 0, ports: [], isInUse: false };

function figuresOf(found: FoundLab | undefined): Pick<ListedLab, 'running' | 'components'> {
  const components = found?.components ?? [];
  const running = components.filter(({ state }) => state === 'running').length;
  return { running, components: components.length };
}

const portsOf = (components: readonly Pick<FoundComponent, 'ports'>[]): number[] =>
  components.flatMap(({ ports }) => ports.map(({ hostPort }) => hostPort)).sort((a, b) => a - b);
