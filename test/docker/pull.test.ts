import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { findEngine } from '../../src/runtime/docker/engine.ts';
import { ensureImage } from '../../src/runtime/docker/images.ts';
import type { RuntimeEvent } from '../../src/runtime/runtime.ts';
import { docker, withLab } from '../support/docker-lab.ts';
import { assertCode } from '../support/program.ts';
import { type Meddle, proxyTo, publish, skip, startRegistry } from '../support/registry.ts';

const ensure = async (name: string): Promise<{ id: string; events: RuntimeEvent[] }> => {
  const events: RuntimeEvent[] = [];
  const { id } = await ensureImage(
    { kind: 'jaeger', version: '2' },
    {
      engine: await findEngine({ env: process.env }),
      naming: { overrides: { jaeger: name }, registry: '' },
      servicesFolder: 'dist/services',
      on: (event) => events.push(event),
      signal: new AbortController().signal,
    },
  );
  return { id, events };
};

const isLayer = (url = ''): boolean => url.includes('/blobs/sha256:');

describe('an image that is not on the engine', { skip }, () => {
  test('is pulled, its bytes are counted up to the whole, and then it is there', async () => {
    await using registry = await startRegistry();
    const bytes = 20_000_000;
    const repo = `${registry.address}/jaeger`;
    const published = await publish(repo, bytes);
    try {
      const { id, events } = await ensure(`${repo}:1`);
      assert.equal(id, published);
      const pulling = events.filter((event) => event.kind === 'pulling');
      assert.ok(pulling.every((at) => at.bytes <= at.totalBytes));
      assert.ok(pulling.some((at) => at.bytes > 0 && at.bytes < bytes));
      const last = pulling.at(-1);
      assert.ok(last !== undefined && last.totalBytes >= bytes && last.bytes === last.totalBytes);
      assert.deepEqual(await ensure(`${repo}:1`), { id, events: [] });
    } finally {
      await docker.getImage(`${repo}:1`).remove();
    }
  });

  test('is pulled to its end over a connection that broke', async () => {
    await using registry = await startRegistry();
    let broken = 0;
    await using proxy = await proxyTo(registry, ({ method, url }, response, from) => {
      const breaks = method === 'GET' && isLayer(url) && from.statusCode === 200 && broken === 0;
      if (!breaks || Number(from.headers['content-length']) < 1_000_000) return false;
      broken += 1;
      response.writeHead(200, from.headers);
      from.once('data', (chunk: Buffer) => response.write(chunk, () => response.destroy()));
      return true;
    });
    const published = await publish(`${registry.address}/jaeger`, 20_000_000);
    const name = `${proxy.address}/jaeger:1`;
    try {
      assert.equal((await ensure(name)).id, published);
      assert.equal(broken, 1);
    } finally {
      await docker.getImage(name).remove();
    }
  });

  test('and whose pull is interrupted: exit 130, nothing is left, and the next pull has it', async () => {
    await using registry = await startRegistry();
    let isSlow = true;
    const waiting = new EventTarget();
    await using proxy = await proxyTo(registry, ({ method, url }, response, from) => {
      const isHeld = isSlow && method === 'GET' && isLayer(url) && from.statusCode === 200;
      if (!isHeld || Number(from.headers['content-length']) < 1_000_000) return false;
      response.writeHead(200, from.headers);
      from.once('data', (chunk: Buffer) => {
        response.write(chunk);
        waiting.dispatchEvent(new Event('held'));
      });
      return true;
    });
    const published = await publish(`${registry.address}/jaeger`, 20_000_000);
    const name = `${proxy.address}/jaeger:1`;
    await withLab(async (lab) => {
      const held = once(waiting, 'held');
      const up = lab.start('up', '--image', `jaeger=${name}`, '--ports', 'auto');
      await held;
      up.child.kill('SIGINT');
      assertCode(await up.ended, 130);
      await assert.rejects(docker.getImage(name).inspect());
    });
    isSlow = false;
    try {
      assert.equal((await ensure(name)).id, published);
    } finally {
      await docker.getImage(name).remove();
    }
  });
});

const tooMany: Meddle = ({ url = '' }, response, from) => {
  if (!url.includes('/manifests/')) return false;
  from.resume();
  const message = 'You have reached your pull rate limit.';
  response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '60' });
  response.end(JSON.stringify({ errors: [{ code: 'TOOMANYREQUESTS', message }] }));
  return true;
};

describe('an image that cannot be pulled', { skip }, () => {
  const refused = async (name: string, why: RegExp, hint: RegExp): Promise<void> => {
    await withLab(async (lab) => {
      const up = await lab.tryUp('--image', `jaeger=${name}`);
      assertCode(up, 3);
      assert.equal(up.stdout, '');
      assert.ok(up.stderr.includes(`image ${name} is not on this engine`), up.stderr);
      assert.match(up.stderr, why);
      assert.match(up.stderr, hint);
    });
  };

  test('because there is none of that tag', async () => {
    await using registry = await startRegistry();
    await publish(`${registry.address}/jaeger`, 1000);
    const name = `${registry.address}/jaeger:none`;
    await refused(name, /its registry has no image of that name and tag/, /--image jaeger=NAME/);
  });

  test('because there is none of that name', async () => {
    await using registry = await startRegistry();
    const name = `${registry.address}/nothing:1`;
    await refused(name, /its registry has no image of that name and tag/, /--image jaeger=NAME/);
  });

  test('because its registry asks for a login', async () => {
    await using registry = await startRegistry({ login: true });
    const name = `${registry.address}/jaeger:1`;
    await refused(name, /its registry requires authentication/, /docker login/);
  });

  test('because its registry has been asked too often', async () => {
    await using registry = await startRegistry();
    await using proxy = await proxyTo(registry, tooMany);
    const name = `${proxy.address}/jaeger:1`;
    await refused(name, /allows no more requests for now \(429\)/, /JAEGER_LAB_REGISTRY=/);
  });

  test('because no registry answers', async () => {
    const { address } = await startRegistry().then(async (registry) => {
      await registry[Symbol.asyncDispose]();
      return registry;
    });
    const name = `${address}/jaeger:1`;
    await refused(name, /its registry cannot be reached/, /images load FILE/);
  });
});
