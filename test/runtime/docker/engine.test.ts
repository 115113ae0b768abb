import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Interrupted, type LabError } from '../../../src/base/errors.ts';
import { exchange } from '../../../src/runtime/docker/engine.ts';
import { ensureImage } from '../../../src/runtime/docker/images.ts';
import { withHangingEngine } from './fake-engine.ts';

test('an engine that hangs is given up, and does not keep the process alive', () =>
  withHangingEngine(async (engine, server) => {
    const [[connection]] = await Promise.all([
      once(server, 'connection') as Promise<[NodeJS.EventEmitter]>,
      assert.rejects(
        exchange('listing', engine, () => engine.docker.listContainers(), 50),
        (error: LabError) => {
          assert.match(error.message, /went away while listing: no answer for 0\.05 s$/);
          assert.match(error.hint ?? '', /jaeger-lab down/);
          return error.exitCode === 3;
        },
      ),
    ]);
    await once(connection, 'close');
  }));

test('Ctrl-C ends a pull that gets nowhere, and is not a bug', () =>
  withHangingEngine(
    async (engine, server) => {
      const stop = new AbortController();
      server.on('request', ({ method }) => {
        if (method === 'POST') stop.abort();
      });
      const naming = { overrides: {}, registry: '' };
      const source = { engine, naming, servicesFolder: '', on: () => undefined };
      await assert.rejects(
        ensureImage({ kind: 'redis' }, { ...source, signal: stop.signal }),
        Interrupted,
      );
    },
    ({ method }, response) => {
      if (method === 'GET') response.writeHead(404).end('{"message":"no such image"}');
    },
  ));
