import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { startEngine, type TestEngine } from '../../scripts/engine.ts';
import type { ImagesAnswer } from '../../src/cli/commands/images/answer.ts';
import { assertCode, program, type Program } from '../support/program.ts';
import { publish, publishAs, type Registry, skip, startRegistry } from '../support/registry.ts';

/** What the public hub serves, as an engine asks a mirror for it, and the local image that stands in for each. */
const SERVED = [
  ['jaegertracing/jaeger:2.20.0', 'JAEGER_2'],
  ['library/node:24-slim', 'NODE'],
  ['library/redis:7-alpine', 'REDIS'],
] as const;

/** Enough for the lab's images, and not for the one that fills the disk. */
const DISK_BYTES = 600_000_000;
const TOO_LARGE = 300_000_000;

/** An engine that has nothing, with a disk of its own and a mirror of the public hub; nothing is overridden. */
describe('the default images', { skip }, () => {
  let registry: Registry;
  let engine: TestEngine;
  let docker: Docker;
  let own: Program;

  before(async () => {
    registry = await startRegistry();
    for (const [name, image] of SERVED) {
      const local = process.env[`JAEGER_LAB_TEST_IMAGE_${image}`] ?? '';
      await publishAs(`${registry.address}/${name}`, local);
    }
    engine = await startEngine(console.error, {
      mirror: `http://${registry.address}`,
      diskBytes: DISK_BYTES,
    });
    docker = new Docker({ socketPath: engine.dockerHost.replace('unix://', '') });
    own = await program({ DOCKER_HOST: engine.dockerHost, JAEGER_LAB_RUNTIME: 'docker' });
  });
  after(async () => {
    await own[Symbol.asyncDispose]();
    await engine.stop();
    await registry[Symbol.asyncDispose]();
  });

  const images = async (...args: string[]): Promise<ImagesAnswer['images']> => {
    const ended = await own.run('images', ...args, '--json');
    assertCode(ended, 0);
    return (JSON.parse(ended.stdout) as ImagesAnswer).images;
  };

  test('are listed as not there', async () => {
    assert.deepEqual(await images('list'), [
      { name: 'jaegertracing/jaeger:2.20.0' },
      { name: 'node:24-slim' },
      { name: 'redis:7-alpine' },
    ]);
  });

  test('are pulled by up, and not again by the next', async () => {
    const up = await own.run('up', '--ports', 'auto');
    assertCode(up, 0);
    assert.match(up.stderr, /pulled jaegertracing\/jaeger:2\.20\.0/);
    assert.match(up.stderr, /pulled node:24-slim/);
    assertCode(await own.run('down'), 0);
    const again = await own.run('up', '--ports', 'auto');
    assertCode(again, 0);
    assert.doesNotMatch(again.stderr, /pulled|built/);
    assertCode(await own.run('down'), 0);
  });

  test('are saved in one file, what is not there yet is pulled, and load brings back all', async () => {
    const file = join(own.folder, 'images.tar.gz');
    const saved = await images('save', file);
    const names = saved.map(({ name }) => name);
    assert.deepEqual(
      names.map((name) => name.replace(/:.*/, '')),
      ['jaegertracing/jaeger', 'jaeger-lab/services', 'redis', 'node'],
    );
    assert.ok(saved.every(({ bytes = 0, architecture }) => bytes > 1e6 && architecture));
    for (const { Id } of await docker.listImages())
      await docker.getImage(Id).remove({ force: true });
    const loaded = await images('load', file);
    assert.deepEqual(loaded.map(({ name }) => name).toSorted(), names.toSorted());
    const up = await own.run('up', '--ports', 'auto');
    assertCode(up, 0);
    assert.doesNotMatch(up.stderr, /pulled|built/);
    assertCode(await own.run('down'), 0);
  });

  test('an interrupted save leaves no file', async () => {
    const file = join(own.folder, 'interrupted.tar');
    const saving = own.start('images', 'save', file);
    for (let wait = 0; !existsSync(`${file}.part`); wait += 1) {
      assert.ok(wait < 2_000, 'it begins to write');
      await sleep(10);
    }
    saving.child.kill('SIGINT');
    assertCode(await saving.ended, 130);
    assert.deepEqual([existsSync(file), existsSync(`${file}.part`)], [false, false]);
  });

  test('what is no archive of images is refused, and named', async () => {
    for (const [file, code, why] of [
      ['/nowhere/images.tar', 2, /cannot read \/nowhere\/images\.tar: no such file/],
      [process.execPath, 3, /could not be loaded|holds no images/],
      ['/dev/null', 2, /cannot read \/dev\/null: not a regular file/],
    ] as const) {
      const ended = await own.run('images', 'load', file);
      assertCode(ended, code);
      assert.match(ended.stderr, why);
    }
  });

  test('what cannot be written is named, and what is no file stays', async () => {
    const pipe = join(own.folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const [file, why] of [
      ['/nowhere/images.tar', 'no such file or directory'],
      [own.folder, 'it is a directory'],
      [pipe, 'not a regular file'],
    ] as const) {
      const saving = await own.run('images', 'save', file);
      assertCode(saving, 2);
      assert.ok(saving.stderr.includes(`cannot write ${file}: ${why}\n`), saving.stderr);
    }
    assert.ok(lstatSync(pipe).isFIFO());
  });

  test('an image that the disk has no room for: the reason, and what was there works', async () => {
    const name = `${registry.address}/large`;
    await publish(name, TOO_LARGE);
    const up = await own.run('up', '--image', `jaeger=${name}:1`, '--ports', 'auto');
    assertCode(up, 3);
    assert.match(up.stderr, /could not be pulled: the engine's disk is full/);
    assert.match(up.stderr, /docker system df/);
    assertCode(await own.run('up', '--ports', 'auto'), 0);
    assertCode(await own.run('down'), 0);
  });
});
