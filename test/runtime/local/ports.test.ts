import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choosePorts } from '../../../src/runtime/local/ports.ts';
import type { ComponentSpec } from '../../../src/runtime/runtime.ts';

const HOST = '127.0.0.1';
/** What Linux gives to outgoing connections by default; other systems begin later. */
const FIRST_OUTGOING = 32_768;

const anywhere = (count: number): ComponentSpec[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `s${i}`,
    program: { kind: 'service', service: 'topology' },
    ports: [{ name: 'http', port: 5300, published: 'auto' }],
    ready: [],
    env: () => ({}),
  }));

const chosenFor = async (count: number): Promise<number[]> =>
  [...(await choosePorts(anywhere(count), [], HOST)).values()].flat().map(({ port }) => port);

test('a port that is left to the lab is outside those of outgoing connections', async () => {
  const ports = await chosenFor(60);
  assert.equal(new Set(ports).size, 60);
  assert.ok(
    ports.every((port) => port > 1024 && port < FIRST_OUTGOING),
    ports.join(),
  );
});
