import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DepsAnswer } from '../../src/cli/commands/deps/answer.ts';
import type { LoadAnswer } from '../../src/cli/answers/load.ts';
import type { Commands } from './program.ts';

const FILE = `redis: { latency: 5ms }
services:
  shop:
    GET /slow: { calls: [cart GET /items] }
    GET /fast: { calls: [{ parallel: [cart GET /batch, redis: get user] }] }
  cart:
    GET /items: { calls: [redis: set item, { redis: get item, times: 15 }] }
    GET /batch: { calls: [redis: mget item price] }
requests:
  slow: { to: shop GET /slow, weight: 3 }
  fast: shop GET /fast
`;

/** Writes a file of one's own whose services ask Redis. @returns what `up` takes */
export async function redisTopology(lab: Commands): Promise<string> {
  await writeFile(join(lab.folder, 'carts.yaml'), FILE);
  return './carts.yaml';
}

/**
 * Drives a lab of that file that is up: every trace is whole with the spans of Redis in it, the fifteen questions are
 * reported as N+1 and nothing else is, and the services are seen to ask Redis.
 *
 * @param args which lab
 */
export async function assertStoryOfRedisTopology(lab: Commands, ...args: string[]): Promise<void> {
  const load = await lab.run('load', '--n', '8', '--interval', '0', '--quiet', '--json', ...args);
  assert.equal(load.code, 0, load.stderr);
  const { summary, traces } = JSON.parse(load.stdout) as LoadAnswer;
  assert.deepEqual([summary.ok, traces?.expected, traces?.readable], [8, 8, 8]);

  const verify = await lab.run('verify', ...args);
  assert.equal(verify.code, 0, verify.stdout + verify.stderr);
  assert.match(verify.stdout, /^verified\t8\t8(\t0)+$/m);

  const slowest = await lab.run('slowest', ...args);
  const repeated = slowest.stdout.split('\n').filter((row) => row.startsWith('repeated\t'));
  assert.equal(repeated.length, 1, slowest.stdout);
  assert.match(repeated[0] ?? '', /^repeated\tn-plus-one\tcart\tget\t[^\t]*\t[^\t]*\t15\t/);

  const deps = JSON.parse((await lab.run('deps', '--json', ...args)).stdout) as DepsAnswer;
  assert.deepEqual(
    deps.edges.map(({ from, to, count }) => [from.name, to.name, to.type, count]).sort(),
    [
      ['cart', 'redis', 'database', 6 * 16 + 2],
      ['shop', 'cart', 'service', 8],
      ['shop', 'redis', 'database', 2],
    ],
  );
}
