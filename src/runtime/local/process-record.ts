import { join } from 'node:path';
import {
  ensureFolder,
  listIfThere,
  readIfThere,
  remove,
  writeAtomically,
} from '../../base/files.ts';
import { type ProcessIdentity, identityIn } from '../../base/process-identity.ts';
import type { FoundComponent, PublishedPort } from '../runtime.ts';
import type { Command } from './command.ts';

/** What is remembered of a component that was started as a process, in `<lab>/processes/<component>.json`. */
export interface ProcessRecord {
  readonly component: string;
  readonly scenario: string;
  readonly process: ProcessIdentity;
  readonly runs: string;
  readonly ports: readonly PublishedPort[];
  /** Hash of everything it was started with. */
  readonly config: string;
  readonly stopsLast: boolean;
  /** How it is started again; absent in records of older versions. */
  readonly start?: Pick<Command, 'command' | 'args' | 'env'> | undefined;
}

/** Where a lab keeps its processes' records and logs. */
export interface ProcessFolder {
  readonly lab: string;
  readonly path: string;
}

export const logFile = ({ path }: ProcessFolder, component: string): string =>
  join(path, `${component}.log`);

const recordFile = ({ path }: ProcessFolder, component: string): string =>
  join(path, `${component}.json`);

export async function writeRecord(folder: ProcessFolder, record: ProcessRecord): Promise<void> {
  await writeAtomically(recordFile(folder, record.component), JSON.stringify(record));
}

/** Forgets a component, its log included. */
export async function forget(folder: ProcessFolder, component: string): Promise<void> {
  const log = logFile(folder, component);
  const files = [recordFile(folder, component), log, `${log}.1`];
  await Promise.all(files.map(remove));
}

/** Every component that was started and not taken down, by name; an unreadable record is skipped. */
export async function readRecords(folder: ProcessFolder): Promise<ProcessRecord[]> {
  const names = await listIfThere(folder.path);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  const texts = await Promise.all(files.map((name) => readIfThere(join(folder.path, name))));
  return texts.flatMap((text, index) => {
    const record = recordIn(parsedOrNothing(text ?? ''));
    return record && `${record.component}.json` === files[index] ? [record] : [];
  });
}

/** A power cut may leave a file empty or cut off. */
export function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Read<T> = Partial<Record<keyof T, unknown>>;

function recordIn(value: unknown): ProcessRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { component, scenario, runs, config, stopsLast, ...read } = value as Read<ProcessRecord>;
  const process = identityIn(read.process);
  const ports = portsIn(read.ports);
  const texts = { component, scenario, runs, config };
  const isWhole = Object.values(texts).every((text) => typeof text === 'string');
  if (!isWhole || !process || !ports || typeof stopsLast !== 'boolean') return undefined;
  const start = read.start as ProcessRecord['start'];
  const whole = { ...(texts as Record<keyof typeof texts, string>), process, ports, stopsLast };
  return start === undefined ? whole : { ...whole, start };
}

function portsIn(value: unknown): PublishedPort[] | undefined {
  const isPort = (port: unknown): port is PublishedPort => {
    if (typeof port !== 'object' || port === null) return false;
    const { name, port: number, host, hostPort } = port as Read<PublishedPort>;
    return (
      [name, host].every((text) => typeof text === 'string') &&
      [number, hostPort].every((one) => typeof one === 'number')
    );
  };
  return Array.isArray(value) && value.every(isPort) ? value : undefined;
}

export async function makeFolder({ path }: ProcessFolder): Promise<void> {
  await ensureFolder(path, 0o700);
}

export function asComponent(record: ProcessRecord, isRunning: boolean): FoundComponent {
  const { component: name, scenario, runs, ports, config } = record;
  return { name, scenario, state: isRunning ? 'running' : 'exited', runs, ports, config };
}
