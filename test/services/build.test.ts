import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { buildServices } from '../../scripts/build/services.ts';

let folder: string;
let tar: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-build-'));
  tar = join(folder, 'services-image/context.tar');
  await buildServices(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

const listed = async (): Promise<string[]> =>
  (await promisify(execFile)('tar', ['-tf', tar])).stdout.trimEnd().split('\n');

describe('building the services', () => {
  test('bundles each service, and the tracing preload beside them', async () => {
    assert.deepEqual((await readdir(join(folder, 'services'))).sort(), [
      'api-gateway.cjs',
      'enricher.cjs',
      'gateway.cjs',
      'node_modules',
      'order.cjs',
      'payment.cjs',
      'relay.cjs',
      'sync-gateway.cjs',
      'sync.cjs',
      'topology.cjs',
      'tracing-grpc.cjs',
      'tracing-later.cjs',
      'tracing.cjs',
      'user.cjs',
      'validator.cjs',
    ]);
  });

  test('leaves out of the bundles what has to be patched when it is required', async () => {
    const gateway = await readFile(join(folder, 'services/gateway.cjs'), 'utf8');
    assert.match(gateway, /require\("express"\)/);
    const sync = await readFile(join(folder, 'services/sync.cjs'), 'utf8');
    assert.match(sync, /require\("ioredis"\)/);
  });

  test('gives the same image for the same input, whatever the dates of the files', async () => {
    const first = await readFile(tar);
    await utimes('services/Dockerfile', new Date(), new Date());
    await buildServices(folder);
    assert.ok(first.equals(await readFile(tar)));
  });

  test('names the image by its content', async () => {
    const hash = createHash('sha256')
      .update(await readFile(tar))
      .digest('hex');
    const named = await readFile(join(folder, 'services-image/hash'), 'utf8');
    assert.equal(named, hash.slice(0, 12));
  });

  test('packs the bundles, and express as one file with the licences of what is in it', async () => {
    const paths = await listed();
    const expected = [
      'Dockerfile',
      'gateway.cjs',
      'tracing.cjs',
      'node_modules/router/lib/layer.js',
    ];
    for (const path of expected) assert.ok(paths.includes(path), path);
    const express = paths.filter((path) => path.startsWith('node_modules/express/'));
    assert.deepEqual(
      express.map((path) => basename(path)),
      ['LICENSES.txt', 'index.js', 'package.json'],
    );
    assert.deepEqual(
      paths.filter((path) => /\.(md|ts|map)$|\/test\//i.test(path)),
      [],
    );
    assert.deepEqual(paths, paths.toSorted());
    const licences = join(folder, 'services/node_modules/express/LICENSES.txt');
    assert.match(await readFile(licences, 'utf8'), /^send\n\n\(The MIT License\)/m);
  });

  test('makes an image of far less than 15 MB', async () => {
    assert.ok((await stat(tar)).size < 8_000_000);
  });

  test('needs neither a network nor a shell to build the image', async () => {
    const dockerfile = await readFile('services/Dockerfile', 'utf8');
    assert.doesNotMatch(dockerfile, /^(RUN|ADD|ENTRYPOINT)\b|--(mount|chmod|link)/m);
    assert.match(dockerfile, /^USER 10001:10001$/m);
  });
});
