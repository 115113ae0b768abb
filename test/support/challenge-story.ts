import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChallengeAnswer } from '../../src/cli/commands/challenge/answer.ts';
import type { Commands } from './program.ts';

/**
 * The whole challenge: 200 requests, every trace verified, payment named as what slows the slowed ones, and the graph.
 * The evidence lies in its folder; the lab is gone.
 *
 * @param args which Jaeger
 */
export async function assertStoryOfChallenge(program: Commands, ...args: string[]): Promise<void> {
  const folder = join(program.folder, 'evidence');
  const ended = await program.run('challenge', '--json', '--artifacts', folder, ...args);
  assert.equal(ended.code, 0, ended.stderr);
  const answer = JSON.parse(ended.stdout) as ChallengeAnswer;
  assert.deepEqual(
    answer.claims.map(({ name, holds }) => [name, holds]),
    [
      ['answered', true],
      ['verified', true],
      ['bottleneck', true],
      ['compared', true],
      ['graph', true],
    ],
  );
  const [answered, verified, , , graph] = answer.claims.map(({ evidence }) => evidence);
  assert.equal(answered, '200 of 200 requests were answered, 20 of them slowed on purpose');
  assert.match(verified ?? '', /^200 of 200 traces found by id, complete/);
  assert.equal(graph, 'api-gateway → user → order → payment, 200 calls each, and nothing else');
  assert.deepEqual((await readdir(folder)).toSorted(), answer.artifacts.files.toSorted());
  const mermaid = await readFile(join(folder, 'dependencies.mmd'), 'utf8');
  assert.equal(mermaid.match(/-->\|"200 calls/g)?.length, 3, mermaid);
  assert.match(await readFile(join(folder, 'dependencies.svg'), 'utf8'), /^<svg .*<\/svg>\n?$/s);
  assert.match(await readFile(join(folder, 'slow-trace.txt'), 'utf8'), /payment +POST \/pay/);
}
