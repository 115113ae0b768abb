import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { dockerProgram } from '../support/docker-lab.ts';
import { assertCode } from '../support/program.ts';

/** An SSH server on loopback that accepts everybody and connects each command to the engine's socket; prints its port. */
const SERVER = `
  const { Server, utils } = require('ssh2');
  const { private: hostKey } = utils.generateKeyPairSync('ed25519');
  const server = new Server({ hostKeys: [hostKey] }, (client) => {
    client.on('error', () => {}).on('authentication', (attempt) => attempt.accept());
    client.on('ready', () => client.on('session', (accept) => accept().on('exec', (begin) => {
      const stream = begin();
      stream.pipe(require('net').connect(process.argv[1])).pipe(stream);
    })));
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;

const host = process.env['DOCKER_HOST'] ?? '';
const skip = !host.startsWith('unix://') && 'the engine is not at a socket of this machine';

test('a lab in an engine behind ssh: up, load, logs and down', { skip }, async () => {
  const server = spawn(process.execPath, ['--eval', SERVER, host.slice('unix://'.length)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    await using lab = await dockerProgram({ DOCKER_HOST: `ssh://me@127.0.0.1:${Number(port)}` });
    const name = ['--name', `t${process.pid}-ssh`];
    try {
      const up = await lab.run('up', '--ports', 'auto', '--quiet', ...name);
      assertCode(up, 0);
      assert.doesNotMatch(up.stderr, /DeprecationWarning/);
      assertCode(await lab.run('load', '--n', '3', '--interval', '0', '--quiet', ...name), 0);
      assert.match((await lab.run('logs', 'gateway', ...name)).stdout, /gateway listens on/);
    } finally {
      assertCode(await lab.run('down', ...name), 0);
    }
  } finally {
    server.kill();
  }
});
