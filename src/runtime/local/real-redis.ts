import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';

const NAME = 'redis-server';
const ANSWER_WITHIN_MS = 5_000;

/** Older ones write their title over their environment, by which a lab finds what is its own. */
const LEAST: readonly [major: number, minor: number] = [6, 2];

/** The first Redis server on PATH that can be started as the lab needs it; undefined when there is no such program. */
export async function findRedis(path: string | undefined): Promise<string | undefined> {
  const folders = (path ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const candidate of folders.map((folder) => join(folder, NAME))) {
    if (await isRecent(candidate)) return candidate;
  }
  return undefined;
}

async function isRecent(path: string): Promise<boolean> {
  const said = await new Promise<string>((done) => {
    execFile(path, ['--version'], { timeout: ANSWER_WITHIN_MS }, (_, stdout) => done(stdout));
  });
  const [, major = NaN, minor = NaN] = /^Redis server v=(\d+)\.(\d+)/.exec(said) ?? [];
  return Number(major) > LEAST[0] || (Number(major) === LEAST[0] && Number(minor) >= LEAST[1]);
}
