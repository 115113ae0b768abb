import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { componentLine } from '../../../src/render/terminal/component.ts';
import type { Screen } from '../../../src/render/terminal/screen.ts';

const jaeger = {
  name: 'jaeger',
  runs: 'jaegertracing/jaeger:2.20.0',
  ports: [{ name: 'query', port: 16686, host: '127.0.0.1', hostPort: 16686 }],
};
const gateway = {
  name: 'gateway',
  runs: 'jaeger-lab/services:618e23d91abf',
  ports: [{ name: 'http', port: 5000, host: '127.0.0.1', hostPort: 6000 }],
};

/** With the sign that stands before each. */
const lines = (columns: number, format: Screen['format'] = 'table'): string[] =>
  [jaeger, gateway].map((component) => {
    const screen = { format, columns, colour: false, unicode: true };
    return `✔ ${componentLine(component, 'ready in 0.9 s', screen)}`;
  });

describe('a line of a component', () => {
  test('on a wide screen shows all of what it runs', () => {
    assert.deepEqual(lines(100), [
      '✔ jaeger       jaegertracing/jaeger:2.20.0       ready in 0.9 s   http://localhost:16686',
      '✔ gateway      5000 → 6000                       ready in 0.9 s   http://localhost:6000',
    ]);
  });

  test('on 80 columns shows as much of it as fits', () => {
    assert.deepEqual(lines(80), [
      '✔ jaeger       jaegertracin…aeger:2.20.0 ready in 0.9 s   http://localhost:16686',
      '✔ gateway      5000 → 6000               ready in 0.9 s   http://localhost:6000',
    ]);
  });

  test('on 60 columns shows where it is instead', () => {
    assert.deepEqual(lines(60), [
      '✔ jaeger       ready in 0.9 s   http://localhost:16686',
      '✔ gateway      ready in 0.9 s   http://localhost:6000',
    ]);
  });

  test('is never wider than the screen', () => {
    for (let columns = 60; columns <= 120; columns += 1)
      for (const line of lines(columns)) assert.ok(line.length <= columns, `${columns}: ${line}`);
  });

  test('in a file shows all of it, however wide', () => {
    assert.deepEqual(lines(0, 'tsv'), lines(100));
  });
});
