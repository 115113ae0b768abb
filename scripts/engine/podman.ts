import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, open, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Dockerode from 'dockerode';
import { reasonOf } from '../../src/base/errors.ts';
import type { EngineOptions, TestEngine } from '../engine.ts';
import { endGroup } from '../images/process-group.ts';
import { removeAll, untilItAnswers } from './answering.ts';
import { installEngine } from './install.ts';
import { removeFolder } from './remove-folder.ts';

const STOPS_WITHIN_MS = 30_000;

/**
 * Starts Podman's service with the API of Docker for one test run, and installs it if necessary. Its images, containers
 * and networks are in a folder of their own, which is removed after the run.
 *
 * @throws LabError when Podman cannot be installed, or does not answer
 */
export async function startPodman(
  note: (text: string) => void,
  { signal }: EngineOptions = {},
): Promise<TestEngine> {
  await installEngine('podman', note, signal);
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-podman-'));
  const socketPath = join(folder, 'sock');
  const docker = new Dockerode({ socketPath });
  let daemon: ChildProcess | undefined;
  const stop = async (): Promise<void> => {
    const steps = [
      async () => removeAll(docker),
      async () => daemon && endGroup(daemon, STOPS_WITHIN_MS),
      async () => removeFolder(folder),
    ];
    for (const step of steps) {
      await step().catch((failure: unknown) => note(`stopping Podman: ${reasonOf(failure)}`));
    }
  };
  try {
    daemon = await startService(folder, socketPath);
    await untilItAnswers(docker, { daemon, log: join(folder, 'log'), signal });
    return { dockerHost: `unix://${socketPath}`, stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

async function startService(folder: string, socketPath: string): Promise<ChildProcess> {
  const settings = join(folder, 'containers.conf');
  await writeFile(settings, await settingsText());
  const log = await open(join(folder, 'log'), 'w');
  const places = { root: 'root', runroot: 'run', tmpdir: 'tmp', 'network-config-dir': 'net' };
  const service = spawn(
    'setpriv',
    ['--pdeathsig', 'TERM', 'podman']
      .concat(Object.entries(places).flatMap(([name, place]) => [`--${name}`, join(folder, place)]))
      .concat('system', 'service', '--time', '0', `unix://${socketPath}`),
    {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { ...process.env, CONTAINERS_CONF: settings },
    },
  );
  service.on('error', () => undefined);
  await log.close();
  return service;
}

/**
 * Works without systemd, and where this process may not raise its limits, as Podman does by itself: it lowers its own
 * number of processes to the kernel's highest process id, and no container may have more.
 */
async function settingsText(): Promise<string> {
  const limits = await readFile('/proc/self/limits', 'utf8');
  const limit = (name: string): number => {
    const [, soft] = new RegExp(`^${name} +(\\d+)`, 'm').exec(limits) ?? [];
    return soft === undefined ? 65_536 : Number(soft);
  };
  const files = limit('Max open files');
  const highest = Number(await readFile('/proc/sys/kernel/pid_max', 'utf8'));
  const processes = Math.min(limit('Max processes'), highest);
  const ulimits = [`nofile=${files}:${files}`, `nproc=${processes}:${processes}`];
  return `[containers]
default_ulimits = ${JSON.stringify(ulimits)}
log_driver = "k8s-file"
[engine]
runtime = "runc"
events_logger = "file"
cgroup_manager = "cgroupfs"
[network]
network_backend = "netavark"
`;
}
