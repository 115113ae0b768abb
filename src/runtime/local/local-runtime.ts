import { dirname, join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { EXIT, LabError } from '../../base/errors.ts';
import { listIfThere, remove } from '../../base/files.ts';
import { stillRuns } from '../../base/process-identity.ts';
import { jaegerProfile } from '../jaeger-profile.ts';
import { connects } from '../probe.ts';
import { DATA_FOLDER } from '../runtime.ts';
import { nothingToShow } from '../nothing-to-show.ts';
import { LINES_READ, endedAs } from '../reason-in-log.ts';
import { changes, reconcile } from '../reconcile.ts';
import type { ServerKind } from '../jaeger-setup.ts';
import type { FoundComponent, JaegerLaunch, Runtime } from '../runtime.ts';
import { EMBEDDED, jaegerCommand } from './jaeger-command.ts';
import { keepLogsShort, keeperOf } from './keep-logs-short.ts';
import { throwIfNotOurs } from './listen-address.ts';
import { LocalDriver, type LocalParts } from './local-driver.ts';
import { lastLines, logLines } from './logs.ts';
import {
  type ProcessFolder,
  type ProcessRecord,
  asComponent,
  readRecords,
} from './process-record.ts';
import { markedProcesses, stopProcess } from './processes.ts';
import { findRedis } from './real-redis.ts';
import { redisCommand } from './redis-command.ts';
import { type RealJaeger, findJaeger } from './real-jaeger.ts';
import { serviceCommand } from './service-command.ts';

export interface LocalRuntimeOptions {
  /** Where a lab keeps everything of its own. */
  readonly folderOf: (lab: string) => string;
  /** The folder of the built program: its services and its backend are there. */
  readonly distFolder: string;
  readonly clock: Clock;
  /** Searched for a real Jaeger and a real Redis. */
  readonly path: string | undefined;
  /** A Jaeger binary to use instead. */
  readonly jaegerBin?: string | undefined;
  /** Where everything listens. */
  readonly host?: string | undefined;
}

const LOOPBACK = '127.0.0.1';

/** Components as processes of this machine: for machines without containers. */
export function localRuntime(options: LocalRuntimeOptions): Runtime {
  const { clock, folderOf } = options;
  const folder = (lab: string): ProcessFolder => ({ lab, path: join(folderOf(lab), 'processes') });
  let looked: Promise<RealJaeger | undefined> | undefined;
  const realJaeger = (): Promise<RealJaeger | undefined> =>
    (looked ??= findJaeger(options.jaegerBin, options.path));
  return {
    kind: 'local',
    description: 'processes of this machine',
    jaeger: async (version) => launchOf(version, await realJaeger()),
    // Everything is part of the program.
    prepare: () => throwIfNotOurs(options.host ?? LOOPBACK),
    plan: (spec) =>
      changes(new LocalDriver(partsFor(folder(spec.name), options, realJaeger), spec)),
    apply: async (spec, on, signal, repair) => {
      const parts = partsFor(folder(spec.name), options, realJaeger);
      const driver = new LocalDriver(parts, spec, repair);
      const found = await reconcile(driver, clock, on, signal);
      await keepLogsShort(folder(spec.name), options.distFolder);
      return found;
    },
    labs: async () => {
      const home = dirname(folderOf('any'));
      const all = (await listIfThere(home)).map((lab) => ({
        lab,
        path: join(home, lab, 'processes'),
      }));
      const found = all.map(async (one) => ({
        ...{ lab: one.lab, isMine: true, bytes: 0 },
        components: await findIn(one),
      }));
      return (await Promise.all(found)).filter(({ components }) => components.length > 0);
    },
    find: (lab) => findIn(folder(lab)),
    logs: (lab, logOptions, signal) => logLines(folder(lab), clock, logOptions, signal),
    settings: async (lab) => {
      const records = await readRecords(folder(lab));
      return new Map(records.map(({ component, start }) => [component, start?.env ?? {}]));
    },
    // All processes share the addresses of this machine.
    connectFrom: (_lab, _component, address) => connects(address),
    stop: async (lab, component) => {
      const records = await readRecords(folder(lab));
      const found = records.find((record) => record.component === component);
      if (!found)
        throw nothingToShow(
          lab,
          component,
          records.map((one) => one.component),
        );
      await stopProcess(found.process, clock);
    },
    remove: async (lab, { keepsData }) => [
      ...(await removeLocally(folder(lab), clock)),
      ...(keepsData ? [] : await removeData(dataOf(folder(lab)))),
    ],
    keptData: (lab) => keptIn(dataOf(folder(lab))),
    removeBuilt: () => Promise.resolve({ removed: [], inUse: [] }),
  };
}

/** @param version as it was asked for; undefined when nothing was */
function launchOf(version: string | undefined, real: RealJaeger | undefined): JaegerLaunch {
  const wanted = version ?? (real ? PROFILE[real.major] : EMBEDDED.version);
  if (wanted === EMBEDDED.version) return EMBEDDED;
  const profile = wanted === PROFILE[1] ? PROFILE[1] : PROFILE[2];
  if (real && PROFILE[real.major] === profile)
    return { ...jaegerProfile(profile), version: profile };
  const there = real ? `; ${real.path} is Jaeger ${real.major}` : '';
  throw new LabError(`there is no Jaeger ${wanted} on this machine${there}`, {
    hint: 'name its binary with --jaeger-bin, or use --runtime docker',
    exitCode: EXIT.notReady,
  });
}

/** The launch profile that a binary is started with. */
const PROFILE = { 1: '1.57', 2: '2' } as const;

function partsFor(
  folder: ProcessFolder,
  { distFolder, clock, path, host = LOOPBACK }: LocalRuntimeOptions,
  realJaeger: () => Promise<RealJaeger | undefined>,
): LocalParts {
  return {
    folder,
    host,
    clock,
    commandOf: async (spec, ports, reach) => {
      const { program } = spec;
      const env = spec.env(reach);
      if (program.kind === 'service') {
        return serviceCommand(program, env, host, distFolder);
      }
      if (program.kind === 'server') throw noServer(program.server);
      if (program.kind === 'redis') {
        return redisCommand(await findRedis(path), ports, host, folder.path, distFolder);
      }
      const real = program.version === EMBEDDED.version ? undefined : await realJaeger();
      const dataFolder = join(dataOf(folder), spec.name);
      const place = { ports, host, reach, dataFolder, setup: program.setup };
      const command = jaegerCommand(real, place, distFolder);
      return { ...command, env: { ...command.env, ...env } };
    },
  };
}

/** Beside its processes, which are gone when the lab is down. */
const dataOf = ({ path }: ProcessFolder): string => join(dirname(path), DATA_FOLDER);

const keptIn = async (data: string): Promise<string[]> =>
  (await listIfThere(data)).map((name) => `folder ${join(data, name)}`);

async function removeData(data: string): Promise<string[]> {
  const kept = await keptIn(data);
  await remove(data);
  return kept;
}

const noServer = (server: ServerKind): LabError =>
  new LabError(`${server} is not started in the local runtime`, {
    hint: INSTEAD[server] ?? 'give the address of one with --storage-url, or use --runtime docker',
    exitCode: EXIT.usage,
  });

const INSTEAD: Readonly<Partial<Record<ServerKind, string>>> = {
  zipkin: 'use --runtime docker',
  prometheus: 'use --runtime docker',
  victorialogs:
    'give the address of one that runs: --loki-url http://localhost:9428/insert; or use --runtime docker',
};

async function findIn(folder: ProcessFolder): Promise<FoundComponent[]> {
  const records = (await readRecords(folder)).map(async (record) => {
    const isRunning = await stillRuns(record.process);
    const found = asComponent(record, isRunning);
    return isRunning ? found : { ...found, ended: await whyEnded(folder, record) };
  });
  return Promise.all(records);
}

/** The exit code of a process that outlived its parent is not known: only its log is left. */
async function whyEnded(folder: ProcessFolder, { component }: ProcessRecord): Promise<string> {
  return endedAs('ended', await lastLines(folder, component, LINES_READ));
}

/** See `Runtime.remove`: components (those that others still send to last), and whatever else carries the lab's mark. */
async function removeLocally(folder: ProcessFolder, clock: Clock): Promise<string[]> {
  const records = await readRecords(folder);
  const stopAll = (group: readonly ProcessRecord[]): Promise<string[]> =>
    Promise.all(
      group.map(async ({ component, process }) => {
        const ran = await stillRuns(process);
        await stopProcess(process, clock);
        return `process ${component} (${ran ? `pid ${process.pid}` : 'had already ended'})`;
      }),
    );
  const removed = [
    ...(await stopAll(records.filter(({ stopsLast }) => !stopsLast))),
    ...(await stopAll(records.filter(({ stopsLast }) => stopsLast))),
  ];
  const keeper = await keeperOf(folder);
  const left = [...(keeper ? [keeper] : []), ...(await markedProcesses(folder.path))];
  await Promise.all(left.map((identity) => stopProcess(identity, clock)));
  await remove(folder.path);
  return removed;
}
