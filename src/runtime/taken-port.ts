import { readdir, readFile, readlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';

/**
 * Whether a process listens on a port: asked by connecting (a listener on another address of this machine can
 * escape a bind) and by binding (a listener that does not accept escapes a connect).
 */
export async function isTaken(host: string, port: number): Promise<boolean> {
  return (await accepts(host, port)) || !(await binds(host, port));
}

/** Whether a connection to a port is accepted within half a second. */
export async function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 500 });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
}

async function binds(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // An address that is not this machine's, or a port we may not bind, says nothing about a listener.
    server.on('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Who listens on a TCP port, as "node (pid 123)"; undefined where the system does not report it (only Linux does). */
export async function holderOf(port: number): Promise<string | undefined> {
  try {
    const inodes = await listeningInodes(port);
    if (inodes.size === 0) return undefined;
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      if (await holds(pid, inodes)) return `${await commandOf(pid)} (pid ${pid})`;
    }
  } catch {
    // No /proc here: the error goes without the holder's name.
  }
  return undefined;
}

const LISTEN = '0A';

async function listeningInodes(port: number): Promise<ReadonlySet<string>> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((table) => readFile(table, 'utf8').catch(() => '')),
  );
  const rows = tables
    .flatMap((table) => table.split('\n').slice(1))
    .map((row) => row.trim().split(/\s+/));
  const listening = rows.filter(
    ([, local, , state]) => state === LISTEN && local?.endsWith(wanted),
  );
  return new Set(listening.map((fields) => `socket:[${fields[9] ?? ''}]`));
}

async function holds(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  // A process may end while it is looked at, and other users' processes do not show their files.
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const targets = await Promise.all(
    files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')),
  );
  return targets.some((target) => sockets.has(target));
}

async function commandOf(pid: string): Promise<string> {
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a process')).trim();
}
