import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { buildServices } from '../../scripts/build/services.ts';
import { servicesContext, servicesHash } from '../../src/runtime/docker/services-context.ts';
import { skipWithout } from '../support/real-programs.ts';

let folder: string;
let packages: string[];
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-build-'));
  packages = await buildServices(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

/** The build context of the image, as the program sends it to an engine. */
const context = async (): Promise<Buffer> =>
  buffer(await servicesContext(join(folder, 'services')));
const listed = async (): Promise<string[]> =>
  execFileSync('tar', ['-t'], { input: await context() })
    .toString()
    .trimEnd()
    .split('\n');

describe('building the services', () => {
  test('bundles each service, and the tracing preload beside them', async () => {
    assert.deepEqual((await readdir(join(folder, 'services'))).sort(), [
      'Dockerfile',
      'api-gateway.cjs',
      'enricher.cjs',
      'gateway.cjs',
      'hash',
      'instrument.cjs',
      'node_modules',
      'order.cjs',
      'payment.cjs',
      'relay.cjs',
      'strategies.cjs',
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
    const first = await context();
    await utimes('services/Dockerfile', new Date(), new Date());
    await buildServices(folder);
    assert.ok(first.equals(await context()));
  });

  test('names the image by its content', async () => {
    const hash = createHash('sha256')
      .update(await context())
      .digest('hex');
    assert.equal(await servicesHash(join(folder, 'services')), hash.slice(0, 12));
  });

  test(
    'packs the bundles, and express as one file with the licences of what is in it',
    { skip: skipWithout('tar') },
    async () => {
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
      assert.match(
        await readFile(licences, 'utf8'),
        /^send \d.* \(MIT\)\n {4}Copyright \(c\) 2012/m,
      );
    },
  );

  test('adds less than 4 MB to the image that it is built on', async () => {
    assert.ok((await context()).length < 4_000_000);
  });

  test('says which packages are in it, those that are loaded late too', () => {
    const names = new Set(packages.map((path) => path.replace(/^.*node_modules\//, '')));
    for (const name of ['express', 'iconv-lite', 'ioredis', '@grpc/grpc-js', 'protobufjs']) {
      assert.ok(names.has(name), name);
    }
  });

  test('needs neither a network nor a shell to build the image', async () => {
    const dockerfile = await readFile('services/Dockerfile', 'utf8');
    assert.doesNotMatch(dockerfile, /^(RUN|ADD|ENTRYPOINT)\b|--(mount|chmod|link)/m);
    assert.match(dockerfile, /^USER 10001:10001$/m);
  });
});
