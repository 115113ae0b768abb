import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { program } from '../support/program.ts';

const SHOP = `services:
  shop:
    GET /list: { calls: [{ parallel: [{ call: stock GET /level, times: 3 }, price GET /price] }] }
    POST /buy: { latency: 2ms, calls: [payment POST /pay, stock GET /level] }
  stock: { GET /level: { latency: { exponential: { mean: 2ms } } } }
  price: { GET /price: }
  payment: { POST /pay: { errors: 0.5 } }
requests:
  look: { to: shop GET /list, weight: 3 }
  buy: shop POST /buy
  straight: stock GET /level
`;

interface Load {
  readonly summary: { readonly ok: number; readonly failed: number };
  readonly traces: { readonly expected: number; readonly readable: number };
}

interface Deps {
  readonly edges: readonly {
    readonly from: { readonly name: string };
    readonly to: { readonly name: string };
    readonly count: number;
  }[];
}

test('a file of one’s own: up, load by weight, verify and deps, the file long gone', async () => {
  await using lab = await program({ DOCKER_HOST: 'unix:///no-such-folder/docker.sock' });
  const file = join(lab.folder, 'shop.yaml');
  await writeFile(file, SHOP);
  const up = await lab.run(
    'up',
    './shop.yaml',
    '--jaeger',
    'embedded',
    '--ports',
    'auto',
    '--quiet',
  );
  try {
    assert.equal(up.code, 0, up.stderr);
    assert.equal(up.stdout.split('\n').length, 6);
    await rm(file);

    const load = await lab.run('load', '--n', '40', '--interval', '0', '--json', '--quiet');
    assert.equal(load.code, 0, load.stderr);
    const { summary, traces } = JSON.parse(load.stdout) as Load;
    assert.deepEqual([traces.expected, traces.readable], [40, 40]);
    assert.equal(summary.ok + summary.failed, 40);
    assert.ok(summary.failed <= 8);

    const verify = await lab.run('verify');
    assert.equal(verify.code, 0, verify.stdout + verify.stderr);
    const deps = JSON.parse((await lab.run('deps', '--json')).stdout) as Deps;
    const counts = new Map(
      deps.edges.map(({ from, to, count }) => [`${from.name} ${to.name}`, count]),
    );
    assert.equal(counts.get('shop price'), 24);
    assert.equal(counts.get('shop payment'), 8);
    assert.equal(counts.get('shop stock'), 24 * 3 + 8 - summary.failed);
    assert.equal(counts.size, 3);
  } finally {
    const down = await lab.run('down');
    assert.match(down.stdout, /5 components removed/);
  }
});
