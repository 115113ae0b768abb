import { LabError } from '../../src/base/errors.ts';
import { exists } from '../images/cache.ts';
import { runTool } from '../images/tool.ts';

/** The programs of each engine, with the Debian package of each program. */
const PROGRAMS = {
  docker: [
    ['dockerd', 'docker.io'],
    ['iptables', 'iptables'],
    ['ip', 'iproute2'],
  ],
  podman: [
    ['podman', 'podman'],
    ['netavark', 'netavark'],
    ['aardvark-dns', 'aardvark-dns'],
    ['catatonit', 'catatonit'],
    ['runc', 'runc'],
    ['iptables', 'iptables'],
  ],
} as const;

const FOLDERS = [
  ...['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'],
  // What only Podman runs is not on the PATH.
  ...['/usr/lib/podman', '/usr/libexec/podman'],
];

/** Longer than apt waits for a silent mirror, or for another apt. */
const SILENT_MS = 4 * 60_000;

/**
 * Installs the missing programs of an engine with apt.
 *
 * @throws LabError when that is not possible: not Linux, not root, no apt
 */
export async function installEngine(
  engine: keyof typeof PROGRAMS,
  note: (text: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new LabError('an engine can be installed only on Debian or Ubuntu as root', {
      hint: 'start Docker yourself and leave JAEGER_LAB_TEST_ENGINE unset',
    });
  }
  const packages = await missingPackages(PROGRAMS[engine]);
  if (packages.length === 0) return;
  note(`installing ${packages.join(', ')}`);
  await apt(['update', '-q'], signal);
  await apt(['install', '-q', '-y', '--no-install-recommends', ...packages], signal);
}

async function missingPackages(
  programs: readonly (readonly [program: string, debianPackage: string])[],
): Promise<string[]> {
  const missing: string[] = [];
  for (const [program, debianPackage] of programs) {
    const places = await Promise.all(FOLDERS.map((folder) => exists(`${folder}/${program}`)));
    if (!places.includes(true)) missing.push(debianPackage);
  }
  return missing;
}

/** Runs apt-get in a folder, which gets its downloads. */
export async function apt(
  args: readonly string[],
  signal: AbortSignal | undefined,
  folder = '/',
): Promise<void> {
  await runTool({
    command: 'apt-get',
    // Another apt may be running on this machine.
    args: ['-o', 'DPkg::Lock::Timeout=120', ...args],
    cwd: folder,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    limit: { silentMs: SILENT_MS, filling: folder === '/' ? '/var/cache/apt/archives' : folder },
    signal,
    purpose: 'install an engine',
    whenMissing: 'install Docker yourself and leave JAEGER_LAB_TEST_ENGINE unset',
  });
}
