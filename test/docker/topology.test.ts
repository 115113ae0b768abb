import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { containerIds, docker, withLab } from '../support/docker-lab.ts';
import { assertCode } from '../support/program.ts';

const SERVICES = 50;
const MOST_BYTES = 4 * 1024 ** 3;

/** Each service calls up to three after it, the odd ones one after the other, the even ones side by side. */
const CALLS = Array.from({ length: SERVICES }, (_, i) =>
  [3 * i + 1, 3 * i + 2, 3 * i + 3].filter((callee) => callee < SERVICES),
);

function fiftyServices(): string {
  const services = CALLS.map((callees, i) => {
    const calls = callees.map((callee) => `s${callee} GET /work`).join(', ');
    const steps = i % 2 === 1 || callees.length === 0 ? calls : `{ parallel: [${calls}] }`;
    return `  s${i}: { GET /work: { latency: { uniform: { from: 1ms, to: 5ms } }, calls: [${steps}] } }\n`;
  });
  return `services:\n${services.join('')}requests: { go: s0 GET /work }\n`;
}

interface Deps {
  readonly edges: readonly { readonly from: { name: string }; readonly to: { name: string } }[];
}

/** What the engine charges the containers of a lab for, in bytes. */
async function memoryOf(lab: string): Promise<number> {
  const ids = Object.values(await containerIds(lab));
  const all = await Promise.all(
    ids.map((id) => docker.getContainer(id).stats({ stream: false, 'one-shot': true })),
  );
  return all.reduce((sum, { memory_stats: memory }) => sum + memory.usage, 0);
}

test('fifty services from one image come up, stay within 4 GB, and call each other as their file says', (t) =>
  withLab(async (lab) => {
    await writeFile(join(lab.folder, 'fifty.yaml'), fiftyServices());
    const beganAt = performance.now();
    await lab.up('./fifty.yaml');
    t.diagnostic(`up in ${((performance.now() - beganAt) / 1000).toFixed(1)} s`);
    assert.equal(Object.keys(await containerIds(lab.name)).length, SERVICES + 1);

    const some = ['--n', '40', '--interval', '0', '--concurrency', '2', '--quiet'];
    assertCode(await lab.run('load', ...some), 0);
    assertCode(await lab.run('verify'), 0);
    const deps = JSON.parse((await lab.run('deps', '--json')).stdout) as Deps;
    assert.deepEqual(
      deps.edges.map(({ from, to }) => `${from.name} ${to.name}`).sort(),
      CALLS.flatMap((callees, i) => callees.map((callee) => `s${i} s${callee}`)).sort(),
    );
    const bytes = await memoryOf(lab.name);
    t.diagnostic(`${(bytes / 1024 ** 3).toFixed(1)} GB after the load`);
    assert.ok(bytes > 0 && bytes < MOST_BYTES, `${bytes} bytes`);
  }));
