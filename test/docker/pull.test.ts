import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { tarOf } from '../../src/runtime/docker/tar.ts';
import { LabError } from '../../src/base/errors.ts';
import { findEngine } from '../../src/runtime/docker/engine.ts';
import { ensureImage } from '../../src/runtime/docker/images.ts';
import type { RuntimeEvent } from '../../src/runtime/runtime.ts';
import { docker } from '../support/docker-lab.ts';

const program = process.env['JAEGER_LAB_TEST_REGISTRY'];
const skip = program === undefined && 'a registry comes with JAEGER_LAB_TEST_ENGINE=install only';

interface Registry extends AsyncDisposable {
  readonly address: string;
}

async function startRegistry(): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), 'registry-'));
  const config = {
    version: 0.1,
    log: { level: 'info' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: '127.0.0.1:0' },
  };
  await writeFile(join(folder, 'config.yml'), JSON.stringify(config));
  const child = spawn(program ?? '', ['serve', join(folder, 'config.yml')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return {
    address: await listeningAddress(child),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

async function listeningAddress(child: ChildProcess): Promise<string> {
  let log = '';
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`the registry ended: ${log}`)));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const [, address] = /listening on (127\.0\.0\.1:\d+)/.exec(log) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
}

async function ended(progress: NodeJS.ReadableStream): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Puts an image of that many bytes into a registry, and leaves nothing of it on the engine. @returns its id */
async function publish(repo: string, bytes: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'published-'));
  const from = join(folder, 'noise');
  // Nothing that compresses, and nothing that the engine has seen before.
  await writeFile(from, randomBytes(bytes));
  const root = tarOf([{ kind: 'file', path: 'noise', mode: 0o644, from }]);
  await ended(await docker.importImage(root, { repo, tag: '1' }));
  const image = docker.getImage(`${repo}:1`);
  const { Id } = await image.inspect();
  await ended(await image.push({ authconfig: {} }));
  await image.remove();
  await rm(folder, { recursive: true });
  return Id;
}

describe('an image that is not on the engine', { skip }, () => {
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

  test('and not in its registry ends in a sentence that names it, and how to name another', async () => {
    await using registry = await startRegistry();
    const name = `${registry.address}/jaeger:none`;
    await assert.rejects(ensure(name), (error) => {
      assert.ok(error instanceof LabError);
      assert.match(error.message, new RegExp(`^image ${name} is not on this engine`));
      assert.match(error.hint ?? '', /--image jaeger=/);
      return true;
    });
  });
});
