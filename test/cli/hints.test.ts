import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { cannotWrite } from '../../src/base/files.ts';
import type { Terminal } from '../../src/cli/context.ts';
import { replay } from '../jaeger/recordings.ts';
import { labWithRun } from '../support/lab-with-run.ts';
import { run } from '../support/run.ts';

const ID = '0af7651916cd43dd8448eb211c80319c';
const TERMINAL: Terminal = {
  isTTY: true,
  format: 'table',
  columns: 80,
  colour: false,
  unicode: true,
};

const nextLine = (note: string): string | undefined => /^Next: (.*)$/m.exec(note)?.[1];

describe('a hint works where it is printed', () => {
  test('runs without a lab leads to up, and not to a load of nothing', async () => {
    const { note } = await run(['runs'], {
      screen: TERMINAL,
      env: { XDG_STATE_HOME: '/no-such-folder' },
    });
    assert.equal(nextLine(note), 'jaeger-lab up');
  });

  test('runs of two that are readable leads to their comparison', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20' });
    await using lab = await labWithRun(jaeger.url, [ID], { earlier: [ID] });
    const { note } = await run(['runs'], { screen: TERMINAL, env: lab.env });
    assert.equal(nextLine(note), 'jaeger-lab compare --runs 1 2');
  });

  test('runs of a lab that never was is an error', async () => {
    const { error } = await run(['runs', '--name', 'nowhere'], {
      env: { XDG_STATE_HOME: '/no-such-folder' },
    });
    assert.equal(error?.message, 'there is no lab "nowhere"');
    assert.equal(error.exitCode, EXIT.notReady);
  });

  test('prune without a lab leads to a lab that has something to prune', async () => {
    const { error } = await run(['prune'], { env: { XDG_STATE_HOME: '/no-such-folder' } });
    assert.match(
      error?.hint ?? '',
      /--storage-url http:\/\/HOST:9200, or jaeger-lab up --production$/,
    );
  });

  test('prune names its own option for an address of another protocol', async () => {
    const { error } = await run(['prune', '--storage-url', 'ftp://user:hidden@host/x']);
    assert.equal(error?.message, '--storage-url is not an http or https URL');
    assert.equal(error.hint, 'use a URL such as http://localhost:9200');
    assert.equal(error.exitCode, EXIT.usage);
  });

  const servers: [command: string, example: string][] = [
    ['slowest --jaeger-url x', 'http://localhost:16686'],
    ['slowest --jaeger-url zipkin+x', 'zipkin+http://localhost:9411'],
    ['up --loki-url x', 'http://localhost:3100'],
    ['import run.otlp.jsonl --otlp x', 'http://localhost:4318'],
    ['doctor --jaeger-url http://localhost:1 --otlp x', 'http://localhost:4318'],
    ['target add a --jaeger-url x', 'http://localhost:16686'],
    ['target add a --jaeger-url zipkin+x', 'zipkin+http://localhost:9411'],
    ['target add a --jaeger-url http://x --otlp x', 'http://localhost:4318'],
    ['prune --storage-url x', 'http://localhost:9200'],
    ['load --url x', 'http://localhost:5000/cart'],
  ];
  for (const [typed, example] of servers)
    test(`an address that is not a URL leads to a URL of its own server: ${typed}`, async () => {
      const { error } = await run(typed.split(' '));
      assert.equal(error?.hint, `use a URL such as ${example}`);
      assert.equal(error.exitCode, EXIT.usage);
    });

  test('a page is refused as the base URL of the server that the option is for', async () => {
    const { error } = await run(['up', '--loki-url', 'http://localhost:3100/?a']);
    assert.match(
      error?.message ?? '',
      / is not the base URL of Loki: it has a query or a fragment$/,
    );
    assert.equal(error?.hint, 'use http://localhost:3100');
  });

  test('help of an unknown command says so', async () => {
    const { error } = await run(['help', 'foo']);
    assert.deepEqual([error?.message, error?.hint], ["unknown command 'foo'", 'jaeger-lab help']);
  });

  const reasons: [code: string, hint: RegExp][] = [
    ['ENOSPC', /^free some space, or/],
    ['ENOENT', /^set XDG_STATE_HOME to a folder that you may write to$/],
    ['EACCES', /^set XDG_STATE_HOME to a folder that you may write to$/],
  ];
  for (const [code, hint] of reasons)
    test(`a state that cannot be written because of ${code}`, () => {
      const cause = Object.assign(new Error(code), { code });
      assert.match(cannotWrite('state.json', cause).hint ?? '', hint);
    });
});
