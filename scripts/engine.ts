import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Dockerode from 'dockerode';
import { LabError, reasonOf } from '../src/base/errors.ts';
import { removeAll, untilItAnswers } from './engine/answering.ts';
import { createBridge } from './engine/bridge.ts';
import { installEngine } from './engine/install.ts';
import { removeFolder } from './engine/remove-folder.ts';
import { endGroup } from './images/process-group.ts';
import { runTool } from './images/tool.ts';

export interface EngineOptions {
  readonly signal?: AbortSignal | undefined;
  /** A registry that is asked first for images of the public hub: "http://127.0.0.1:5000". */
  readonly mirror?: string;
  /** Its disk, in memory; absent: the machine's. */
  readonly diskBytes?: number;
}

export interface TestEngine {
  /** The value for DOCKER_HOST. */
  readonly dockerHost: string;
  /** Ends the engine by SIGKILL, as if the machine had run out of memory; `restart` starts it again on the same data. */
  readonly kill?: () => Promise<void>;
  readonly restart?: () => Promise<void>;
  /** Removes every container and network, stops the engine and removes its files. */
  stop(): Promise<void>;
}

const STOPS_WITHIN_MS = 30_000;

/**
 * Starts a Docker engine for one test run, and installs it if necessary. Its data is removed after the run: importing
 * the images again takes three seconds, less than checking that the data root of an interrupted run is intact and not
 * used by a second run.
 *
 * @throws LabError when no engine can be installed, or it does not answer
 */
export async function startEngine(
  note: (text: string) => void,
  options: EngineOptions = {},
): Promise<TestEngine> {
  const { signal, mirror, diskBytes } = options;
  await installEngine('docker', note, signal);
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-engine-'));
  const undo: (() => Promise<void>)[] = [async () => removeFolder(folder)];
  const stop = async (): Promise<void> => {
    // Continue after a failure: each step undoes something else.
    for (const step of undo.splice(0).toReversed()) await step().catch(tellFailure);
  };
  const tellFailure = (failure: unknown): void =>
    note(`while stopping the engine: ${reasonOf(failure)}`);
  try {
    if (diskBytes !== undefined) await mountDisk(join(folder, 'data'), diskBytes);
    const bridge = await createBridge();
    undo.push(async () => bridge.remove());
    const socketPath = join(folder, 'sock');
    const docker = new Dockerode({ socketPath });
    let daemon: ChildProcess | undefined;
    const restart = (): Promise<void> =>
      bridge.around(async () => {
        daemon = await startDaemon(folder, bridge.name, mirror);
        await untilItAnswers(docker, { daemon, log: join(folder, 'log'), signal });
      });
    undo.push(async () => daemon && endGroup(daemon, STOPS_WITHIN_MS));
    await restart();
    undo.push(async () => removeAll(docker));
    const kill = async (): Promise<void> => {
      const ended = daemon && once(daemon, 'exit');
      daemon?.kill('SIGKILL');
      await ended;
    };
    return { dockerHost: `unix://${socketPath}`, stop, kill, restart };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

/** A file system of its own, which goes with the engine's folder. */
async function mountDisk(folder: string, bytes: number): Promise<void> {
  await mkdir(folder);
  await runTool({
    command: 'mount',
    args: ['-t', 'tmpfs', '-o', `size=${bytes}`, 'jaeger-lab-engine', folder],
    limit: { withinMs: 10_000 },
    purpose: 'give the engine a disk of its own',
    whenMissing: 'install util-linux',
  });
}

/** Short: the paths of the sockets below it count. */
const EXEC = 'x';

/** Linux allows a socket's path 107 characters; containerd's longest one is below the engine's folder. */
function throwIfTooLong(folder: string): void {
  const longest = join(folder, EXEC, 'containerd/containerd.sock.ttrpc');
  if (longest.length <= 107) return;
  throw new LabError(`the path of the engine's socket is too long: ${longest}`, {
    hint: 'set TMPDIR to a folder with a shorter name',
  });
}

async function startDaemon(folder: string, bridge: string, mirror?: string): Promise<ChildProcess> {
  throwIfTooLong(folder);
  const log = await open(join(folder, 'log'), 'w');
  // A system's containerd serves its own engine: another namespace keeps the two engines' containers apart.
  const namespaces = ['--containerd-namespace', bridge];
  namespaces.push('--containerd-plugins-namespace', `${bridge}-plugins`);
  const daemon = spawn(
    'setpriv',
    // The engine gets a signal to stop however this process ends.
    ['--pdeathsig', 'TERM', 'dockerd', '--host', `unix://${join(folder, 'sock')}`]
      .concat('--data-root', join(folder, 'data'), '--exec-root', join(folder, EXEC))
      .concat('--pidfile', join(folder, 'pid'), '--bridge', bridge, ...namespaces)
      .concat(mirror === undefined ? [] : ['--registry-mirror', mirror]),
    // Its own process group: Ctrl-C goes to this process, which stops the engine when it is no longer needed.
    { detached: true, stdio: ['ignore', log.fd, log.fd] },
  );
  daemon.on('error', () => undefined);
  await log.close();
  return daemon;
}
