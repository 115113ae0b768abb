import { readFile, readdir, readlink } from 'node:fs/promises';

/** A process of this machine, as far as it may be looked at. */
export interface ListeningProcess {
  readonly pid: number;
  /** Its environment when it was started. */
  readonly settings: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** Its working directory; undefined where it may not be seen. */
  readonly folder?: string | undefined;
}

const LISTENS = '0A';
const NUL = '\0';

/**
 * The process that listens on a port of this machine, with its environment, which holds the settings of its SDK.
 *
 * @returns undefined where there is no /proc, or the process belongs to another user
 */
export async function processAt(port: number): Promise<ListeningProcess | undefined> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => textOf(`/proc/net/${name}`)));
  const inodes = new Set(tables.flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) if (await hasSocket(pid, inodes)) return describe(pid);
  return undefined;
}

/** Columns of the table: number, local address, remote address, state, …, inode. */
function listeningInodes(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const columns = line.trim().split(/\s+/);
    const isIt = columns[1]?.endsWith(`:${hex}`) && columns[3] === LISTENS;
    return isIt && columns[9] !== undefined ? [columns[9]] : [];
  });
}

async function hasSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  const targets = await Promise.all(
    names.map((name) => readlink(`${folder}/${name}`).catch(() => '')),
  );
  return targets.some((target) => inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? ''));
}

async function describe(pid: string): Promise<ListeningProcess> {
  const [environment, args, folder] = await Promise.all([
    textOf(`/proc/${pid}/environ`),
    textOf(`/proc/${pid}/cmdline`),
    readlink(`/proc/${pid}/cwd`).catch(() => undefined),
  ]);
  return {
    pid: Number(pid),
    folder,
    settings: Object.fromEntries(
      environment
        .split(NUL)
        .filter((entry) => entry.includes('='))
        .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
    ),
    args: args.split(NUL).filter((arg) => arg !== ''),
  };
}

const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');
