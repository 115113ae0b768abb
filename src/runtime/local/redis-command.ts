import { join } from 'node:path';
import type { PublishedPort } from '../runtime.ts';
import type { Command } from './command.ts';

/**
 * How Redis is started as a process: the server of this machine, which keeps nothing on disk, or the embedded store.
 *
 * @param redis the server's program; undefined where there is no such program
 * @param host where it listens
 * @param folder where it runs: the lab's own
 */
export function redisCommand(
  redis: string | undefined,
  ports: readonly PublishedPort[],
  host: string,
  folder: string,
  distFolder: string,
): Command {
  const { hostPort = 6379 } = ports[0] ?? {};
  if (redis === undefined) {
    const program = join(distFolder, 'redis.js');
    return {
      command: process.execPath,
      args: [program, `--host=${host}`, `--port=${hostPort}`],
      env: {},
      runs: 'embedded store (no redis-server)',
      files: [program],
    };
  }
  return {
    command: redis,
    args: [
      ...['--bind', host, '--port', String(hostPort), '--dir', folder],
      ...['--save', '', '--appendonly', 'no', '--daemonize', 'no'],
      // Its title would overwrite the mark in its environment by which a lab finds its processes.
      ...['--set-proc-title', 'no'],
    ],
    env: {},
    runs: redis,
    files: [redis],
  };
}
