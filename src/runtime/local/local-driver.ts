import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import { type ProcessIdentity, stillRuns } from '../../base/process-identity.ts';
import { throwIfPortsAreTaken } from '../ports-taken.ts';
import {
  type Confirm,
  type Driver,
  type Plan,
  type Step,
  changeFor,
  isRepaired,
} from '../reconcile.ts';
import { LINES_READ } from '../reason-in-log.ts';
import type {
  AddressOf,
  ComponentSpec,
  FoundComponent,
  LabSpec,
  PublishedPort,
  Repair,
} from '../runtime.ts';
import type { Starting } from '../until-ready.ts';
import { markedProcesses, startDetached, stopProcess } from './processes.ts';
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

interface LocalStep extends Step {
  readonly command: Command;
  readonly ports: readonly PublishedPort[];
  readonly config: string;
  readonly before: ProcessRecord | undefined;
}

/** Components as processes of this machine. */
export class LocalDriver implements Driver<LocalStep> {
  readonly #parts: LocalParts;
  readonly #lab: LabSpec;
  readonly #repair: Repair | undefined;
  readonly #started: ProcessRecord[] = [];
  #toStart: readonly LocalStep[] = [];
  #obsolete: readonly ProcessIdentity[] = [];
  #leaving: readonly ProcessRecord[] = [];
  #removed: readonly string[] = [];
  #stopped: readonly ProcessRecord[] = [];
  /** Whether each of them has a record, so that its ports are known. */
  #allRecorded = true;

  constructor(parts: LocalParts, lab: LabSpec, repair?: Repair) {
    this.#parts = parts;
    this.#lab = lab;
    this.#repair = repair;
  }

  async plan(): Promise<Plan<LocalStep>> {
    const { folder, host } = this.#parts;
    await makeFolder(folder);
    const records = await readRecords(folder);
    const alive = await Promise.all(records.map(({ process }) => stillRuns(process)));
    const running = records.filter((_, index) => alive[index]);
    // One that has ended comes back on its port, so that its callers need not start again.
    const ended = records.filter((_, index) => !alive[index]);
    const known = [...running, ...(await withFreePorts(ended, host))];
    const ports = await choosePorts(this.#lab.components, known, host);
    const reach = addressIn(ports);
    const all = await Promise.all(
      this.#lab.components.map((spec) =>
        this.#stepFor(spec, ports.get(spec.name) ?? [], reach, running),
      ),
    );
    const steps = all.filter((step) => isRepaired(step, this.#repair));
    this.#toStart = steps.filter(({ change }) => change !== 'unchanged');
    const wanted = new Set(all.map(({ spec }) => spec.name));
    this.#removed = records.map(({ component }) => component).filter((name) => !wanted.has(name));
    if (this.#repair) return { steps, removed: [] };
    this.#leaving = await this.#findObsolete(steps, running);
    // Before anything is stopped, so that a lab that runs goes on when it cannot be changed.
    if (this.#allRecorded) await this.#throwIfTaken(this.#leaving);
    return { steps, removed: this.#removed };
  }

  async #stepFor(
    spec: ComponentSpec,
    ports: readonly PublishedPort[],
    reach: AddressOf,
    running: readonly ProcessRecord[],
  ): Promise<LocalStep> {
    const command = await this.#parts.commandOf(spec, ports, reach);
    const config = await hashOf(this.#lab, command, ports);
    const before = running.find(({ component }) => component === spec.name);
    const runs = before !== undefined;
    const change = changeFor({ runs, isSame: before?.config === config }, this.#repair);
    return { spec, command, runs: command.runs, ports, config, before, change };
  }

  /** @returns the records of those that are stopped first */
  async #findObsolete(
    steps: readonly LocalStep[],
    running: readonly ProcessRecord[],
  ): Promise<ProcessRecord[]> {
    const { folder } = this.#parts;
    const kept = steps.flatMap(({ change, before }) =>
      change === 'unchanged' && before ? [before.process] : [],
    );
    const keeper = await keeperOf(folder);
    const stay = new Set([...kept, ...(keeper ? [keeper] : [])].map(({ pid }) => pid));
    const marked = await markedProcesses(folder.path);
    const recorded = running.map(({ process }) => process);
    const all = new Map([...marked, ...recorded].map((identity) => [identity.pid, identity]));
    this.#obsolete = [...all.values()].filter(({ pid }) => !stay.has(pid));
    const leaving = running.filter(({ process }) => !stay.has(process.pid));
    this.#allRecorded = leaving.length === this.#obsolete.length;
    return leaving;
  }

  async makeRoom(): Promise<void> {
    this.#stopped = this.#leaving;
    await Promise.all(this.#obsolete.map((one) => stopProcess(one, this.#parts.clock)));
    if (!this.#allRecorded) await this.#throwIfTaken([]);
  }

  async finish(): Promise<void> {
    const { folder } = this.#parts;
    if (!this.#repair) await Promise.all(this.#removed.map((name) => forget(folder, name)));
  }

  /** @param leaving what is stopped first: its ports will be free */
  async #throwIfTaken(leaving: readonly ProcessRecord[]): Promise<void> {
    const { host, folder } = this.#parts;
    const soonFree = new Set(leaving.flatMap(({ ports }) => ports.map(({ hostPort }) => hostPort)));
    const wanted = this.#toStart
      .flatMap(({ spec, ports }) =>
        ports.map(({ hostPort }) => ({ component: spec.name, port: hostPort })),
      )
      .filter(({ port }) => !soonFree.has(port));
    await throwIfPortsAreTaken(wanted, host, (port) => holderAmongLabs(port, folder));
  }

  running({ spec, before }: LocalStep): Omit<Starting, 'spec'> {
    if (!before) throw new TypeError(`${spec.name} does not run`);
    const ended = async (): Promise<string | undefined> =>
      (await stillRuns(before.process)) ? undefined : 'ended';
    return { found: asComponent(before, true), ended, lastLines: () => this.#lastLines(spec.name) };
  }

  async start(
    { spec, command, runs, ports, config }: LocalStep,
    confirm: Confirm,
  ): Promise<FoundComponent> {
    const { folder, clock } = this.#parts;
    const component = spec.name;
    const log = logFile(folder, component);
    const { identity: process, ended } = await startDetached({ ...command, log, lab: folder.path });
    using listening = listenTo(log, clock);
    const { output } = listening;
    const { scenario } = this.#lab;
    const stopsLast = spec.stopsLast ?? false;
    const { args, env } = command;
    const start = { command: command.command, args, env };
    const record = { component, scenario, process, runs, ports, config, stopsLast, start };
    this.#started.push(record);
    await writeRecord(folder, record);
    return await confirm({
      found: asComponent(record, true),
      ended: () => Promise.resolve(ended()),
      lastLines: () => this.#lastLines(component),
      output,
    });
  }

  #lastLines(component: string): Promise<string[]> {
    return lastLines(this.#parts.folder, component, LINES_READ);
  }

  async undo(): Promise<void> {
    const { folder, clock } = this.#parts;
    await Promise.all(this.#started.map(({ process }) => stopProcess(process, clock)));
    await Promise.all(this.#started.map(({ component }) => forget(folder, component)));
    await Promise.all(this.#stopped.map((record) => this.#startAgain(record)));
  }

  async #startAgain(record: ProcessRecord): Promise<void> {
    if (!record.start) return;
    const { folder } = this.#parts;
    const log = logFile(folder, record.component);
    const { identity } = await startDetached({ ...record.start, log, lab: folder.path });
    await writeRecord(folder, { ...record, process: identity });
  }
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
