import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dockerProgram, withLab } from '../support/docker-lab.ts';
import { outsideAddress } from '../support/engine-proxy.ts';
import {
  foundAgainOnContext,
  foundAgainOnRemote,
  foundAgainOnTls,
} from '../support/found-again.ts';
import { assertCode } from '../support/program.ts';

describe('a lab is found again without the options and variables that brought it up', () => {
  test('on an engine behind TLS', foundAgainOnTls);
  test('on the engine of a docker context', foundAgainOnContext);

  const skip = outsideAddress() === undefined && 'this machine has loopback addresses only';
  test('on an engine of another machine, and without its state', { skip }, foundAgainOnRemote);
});

test('down of an engine that does not answer fails with the reason, with and without a state', () =>
  withLab(async (lab) => {
    await lab.up();
    const before = lab.env['DOCKER_HOST'];
    lab.env['DOCKER_HOST'] = 'tcp://127.0.0.1:9';
    await using elsewhere = await dockerProgram({ DOCKER_HOST: 'tcp://127.0.0.1:9' });
    const down = await elsewhere.run('down', '--name', lab.name);
    assertCode(down, 3);
    assert.match(down.stderr, /no Docker engine answers: tcp:\/\/127\.0\.0\.1:9 .*refused/);
    if (before === undefined) delete lab.env['DOCKER_HOST'];
    else lab.env['DOCKER_HOST'] = before;
  }));
