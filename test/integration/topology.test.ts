import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { LoadAnswer } from '../../src/cli/answers/load.ts';
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
    assert.equal(up.stdout.match(/^component\t/gm)?.length, 5);
    await rm(file);

    const load = await lab.run('load', '--n', '40', '--interval', '0', '--json', '--quiet');
    assert.equal(load.code, 0, load.stderr);
    const { summary, byRequest, traces } = JSON.parse(load.stdout) as LoadAnswer;
    assert.deepEqual([traces?.expected, traces?.readable], [40, 40]);
    assert.deepEqual(
      byRequest?.map(({ name, sent, failed, response }) => [name, sent, failed, response.n]),
      [
        ['look', 24, 0, 24],
        ['buy', 8, summary.failed, 8 - summary.failed],
        ['straight', 8, 0, 8],
      ],
    );
    assert.equal(summary.ok + summary.failed, 40);
    assert.ok(summary.failed <= 8);

    const schema = await lab.run('schema', 'load');
    const valid = new Ajv2020().compile(JSON.parse(schema.stdout) as object);
    assert.ok(valid(JSON.parse(load.stdout)), JSON.stringify(valid.errors));
    const one = await lab.run('load', '--n', '2', '--request', 'look', '--json', '--quiet');
    assert.equal((JSON.parse(one.stdout) as LoadAnswer).byRequest, undefined);

    const verify = await lab.run('verify', '--run', '1');
    assert.equal(verify.code, 0, verify.stdout + verify.stderr);
    const deps = JSON.parse((await lab.run('deps', '--run', '1', '--json')).stdout) as Deps;
    const counts = new Map(
      deps.edges.map(({ from, to, count }) => [`${from.name} ${to.name}`, count]),
    );
    assert.equal(counts.get('shop price'), 24);
    assert.equal(counts.get('shop payment'), 8);
    assert.equal(counts.get('shop stock'), 24 * 3 + 8 - summary.failed);
    assert.equal(counts.size, 3);
  } finally {
    const down = await lab.run('down', '--format', 'table');
    assert.match(down.stdout, /5 components removed/);
  }
});
