import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import { Interrupted } from '../../base/errors.ts';
import { stillRuns } from '../../base/process-identity.ts';
import { throwIfPortsAreTaken } from '../ports-taken.ts';
import type {
  AddressOf,
  ComponentSpec,
  FoundComponent,
  LabSpec,
  PublishedPort,
  RuntimeEvent,
} from '../runtime.ts';
import { announce } from '../announce.ts';
import { sideBySide } from '../side-by-side.ts';
import { untilReady } from '../until-ready.ts';
import { markedProcesses, startChild, stopProcess } from './child.ts';
import type { Command } from './command.ts';
import { keeperOf } from './keep-logs-short.ts';
import { listenTo } from './listen-to.ts';
import { lastLines } from './logs.ts';
import { holderAmongLabs } from './neighbours.ts';
import { choosePorts, withFreePorts } from './ports.ts';
import {
  type ProcessFolder,
  type ProcessRecord,
  asComponent,
  forget,
  logFile,
  makeFolder,
  readRecords,
  writeRecord,
} from './process-record.ts';

/** What `applyLocally` works with. */
export interface LocalParts {
  readonly folder: ProcessFolder;
  /** Where everything listens. */
  readonly host: string;
  readonly clock: Clock;
  /** The program that a component is, once it is known where everything listens. */
  readonly commandOf: (
    spec: ComponentSpec,
    ports: readonly PublishedPort[],
    reach: AddressOf,
  ) => Promise<Command>;
}

type OnEvent = (event: RuntimeEvent) => void;

/** One component as the lab shall have it, beside what there is of it. */
interface Step {
  readonly spec: ComponentSpec;
  readonly command: Command;
  readonly ports: readonly PublishedPort[];
  readonly config: string;
  readonly before: ProcessRecord | undefined;
  readonly unchanged: boolean;
}

const LOG_LINES = 25;

/** See `Runtime.apply`. */
export async function applyLocally(
  parts: LocalParts,
  lab: LabSpec,
  on: OnEvent,
  signal: AbortSignal,
): Promise<FoundComponent[]> {
  const { folder, clock } = parts;
  const started: ProcessRecord[] = [];
  await makeFolder(folder);
  try {
    const { steps, obsolete, leaving } = await planOf(parts, lab);
    const toStart = steps.filter(({ unchanged }) => !unchanged);
    // Before anything is stopped, so that a lab that runs goes on when it cannot be changed.
    if (leaving) await throwIfTaken(toStart, portsOf(leaving), parts);
    await Promise.all(obsolete.map((identity) => stopProcess(identity, clock)));
    if (!leaving) await throwIfTaken(toStart, new Set(), parts);
    return await sideBySide(steps, signal, (step, stop) =>
      step.unchanged
        ? confirm(step, parts, on, stop)
        : start(step, { lab, started }, parts, on, stop),
    );
  } catch (error) {
    await Promise.all(started.map(({ process }) => stopProcess(process, clock)));
    await Promise.all(started.map(({ component }) => forget(folder, component)));
    throw error;
  }
}

interface Plan {
  readonly steps: Step[];
  /** The processes that go first: changed, no longer in the lab, or known to nobody. */
  readonly obsolete: readonly ProcessRecord['process'][];
  /** Their records, whose ports will be free; undefined where one has none. */
  readonly leaving: readonly ProcessRecord[] | undefined;
}

/** What has to be done. */
async function planOf(parts: LocalParts, lab: LabSpec): Promise<Plan> {
  const records = await readRecords(parts.folder);
  const alive = await Promise.all(records.map(({ process }) => stillRuns(process)));
  const running = records.filter((_, index) => alive[index]);
  // One that has ended comes back where it was, so that nobody who calls it has to start anew.
  const ended = records.filter((_, index) => !alive[index]);
  const known = [...running, ...(await withFreePorts(ended, parts.host))];
  const ports = await choosePorts(lab.components, known, parts.host);
  const reach = addressIn(ports);
  const steps = await Promise.all(
    lab.components.map(async (spec) => stepFor(spec, lab, running, ports, reach, parts)),
  );
  const kept = steps.flatMap(({ unchanged, before }) =>
    unchanged && before ? [before.process] : [],
  );
  const keeper = await keeperOf(parts.folder);
  const stay = new Set([...kept, ...(keeper ? [keeper] : [])].map(({ pid }) => pid));
  const marked = await markedProcesses(parts.folder.path);
  const recorded = running.map(({ process }) => process);
  const all = new Map([...marked, ...recorded].map((identity) => [identity.pid, identity]));
  const obsolete = [...all.values()].filter(({ pid }) => !stay.has(pid));
  const leaving = running.filter(({ process }) => !stay.has(process.pid));
  return { steps, obsolete, leaving: leaving.length === obsolete.length ? leaving : undefined };
}

const portsOf = (records: readonly ProcessRecord[]): Set<number> =>
  new Set(records.flatMap(({ ports }) => ports.map(({ hostPort }) => hostPort)));

async function stepFor(
  spec: ComponentSpec,
  lab: LabSpec,
  running: readonly ProcessRecord[],
  allPorts: ReadonlyMap<string, readonly PublishedPort[]>,
  reach: AddressOf,
  { commandOf }: LocalParts,
): Promise<Step> {
  const ports = allPorts.get(spec.name) ?? [];
  const command = await commandOf(spec, ports, reach);
  const config = await hashOf(lab, command, ports);
  const before = running.find(({ component }) => component === spec.name);
  return { spec, command, ports, config, before, unchanged: before?.config === config };
}

/** Addresses as the other components see them: everything is on this machine. */
const addressIn =
  (ports: ReadonlyMap<string, readonly PublishedPort[]>): AddressOf =>
  (component, port) => {
    const found = ports.get(component)?.find(({ name }) => name === port);
    if (!found) throw new TypeError(`the lab has no component ${component} with a port ${port}`);
    return `${found.host}:${found.hostPort}`;
  };

async function hashOf(
  { scenario }: LabSpec,
  command: Command,
  ports: readonly PublishedPort[],
): Promise<string> {
  const files = await Promise.all(
    command.files.map(async (file) => {
      const { mtimeMs, size } = await stat(file);
      return { file, mtimeMs, size };
    }),
  );
  const all = JSON.stringify({ scenario, command, ports, files });
  return createHash('sha256').update(all).digest('hex').slice(0, 16);
}

/** @param soonFree held by what goes first */
async function throwIfTaken(
  steps: readonly Step[],
  soonFree: ReadonlySet<number>,
  { folder, host }: LocalParts,
): Promise<void> {
  const wanted = steps
    .flatMap(({ spec, ports }) =>
      ports.map(({ hostPort }) => ({ component: spec.name, port: hostPort })),
    )
    .filter(({ port }) => !soonFree.has(port));
  await throwIfPortsAreTaken(wanted, host, (port) => holderAmongLabs(port, folder));
}

async function confirm(
  { spec, before }: Step,
  { folder, clock }: LocalParts,
  on: OnEvent,
  signal: AbortSignal,
): Promise<FoundComponent> {
  if (!before) throw new TypeError(`${spec.name} is not there to be confirmed`);
  const beganAt = clock.now();
  const ended = async (): Promise<string | undefined> =>
    (await stillRuns(before.process)) ? undefined : 'ended';
  const log = (): Promise<string[]> => lastLines(folder, spec.name, LOG_LINES);
  await untilReady({ spec, found: before, ended, lastLines: log }, clock, signal);
  return announce(await asComponent(before), clock.now() - beganAt, 'unchanged', on);
}

/** What the components of one `apply` have in common. */
interface Beginning {
  readonly lab: LabSpec;
  /** To be stopped again when something fails. */
  readonly started: ProcessRecord[];
}

async function start(
  { spec, command, ports, config, before }: Step,
  { lab, started }: Beginning,
  { folder, clock }: LocalParts,
  on: OnEvent,
  signal: AbortSignal,
): Promise<FoundComponent> {
  if (signal.aborted) throw new Interrupted();
  const beganAt = clock.now();
  on({ kind: 'starting', component: spec.name, runs: command.runs });
  const log = logFile(folder, spec.name);
  const child = await startChild({ ...command, log, lab: folder.path });
  using listening = listenTo(log, clock);
  const record: ProcessRecord = {
    component: spec.name,
    scenario: lab.scenario,
    process: child.identity,
    runs: command.runs,
    ports,
    config,
    stopsLast: spec.stopsLast ?? false,
  };
  started.push(record);
  await writeRecord(folder, record);
  await untilReady(
    {
      spec,
      found: { ports },
      ended: () => Promise.resolve(child.ended()),
      lastLines: () => lastLines(folder, spec.name, LOG_LINES),
      output: listening.output,
    },
    clock,
    signal,
  );
  const found = await asComponent(record);
  return announce(found, clock.now() - beganAt, before ? 'recreated' : 'started', on);
}
