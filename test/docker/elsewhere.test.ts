import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  type DockerLab,
  assertNothingLeft,
  dockerProgram,
  withLab,
} from '../support/docker-lab.ts';
import { certificateFolder, outsideAddress, relayAt, tlsEngine } from '../support/engine-proxy.ts';
import { assertCode } from '../support/program.ts';

/** Everything by which `up` found the engine is gone from the environment. */
function forgetEngine({ env }: DockerLab): void {
  for (const name of Object.keys(env)) if (name.startsWith('DOCKER_')) env[name] = undefined;
  env['DOCKER_HOST'] = 'unix:///no-such-folder/docker.sock';
}

/** Uses the lab and takes it down without an option by which it was brought up. */
async function assertFoundAgain(lab: DockerLab): Promise<void> {
  forgetEngine(lab);
  assertCode(await lab.run('status'), 0);
  assertCode(await lab.run('load', '--n', '2', '--interval', '0'), 0);
  assertCode(await lab.run('logs', 'gateway'), 0);
  assertCode(await lab.tryUp(), 0);
  assertCode(await lab.run('down'), 0);
  await assertNothingLeft(lab.name, lab.stateHome);
}

describe('a lab is found again without the options and variables that brought it up', () => {
  test('on an engine behind TLS', async () => {
    await using certificates = await certificateFolder();
    await using engine = await tlsEngine(certificates.path);
    const tls = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates.path };
    await withLab(
      async (lab) => {
        await lab.up();
        await assertFoundAgain(lab);
      },
      { ...tls, DOCKER_HOST: `tcp://127.0.0.1:${engine.port}` },
    );
  });

  test('on the engine of a docker context', async () => {
    await using certificates = await certificateFolder();
    await using engine = await tlsEngine(certificates.path);
    await withLab(async (lab) => {
      const config = join(lab.folder, 'docker');
      const id = createHash('sha256').update('far').digest('hex');
      const [meta, tls] = [`contexts/meta/${id}`, `contexts/tls/${id}/docker`];
      await mkdir(join(config, meta), { recursive: true });
      await cp(certificates.path, join(config, tls), { recursive: true });
      const docker = { Host: `tcp://127.0.0.1:${engine.port}` };
      const text = JSON.stringify({ Name: 'far', Endpoints: { docker } });
      await writeFile(join(config, meta, 'meta.json'), text);
      delete lab.env['DOCKER_HOST'];
      Object.assign(lab.env, { DOCKER_CONFIG: config, DOCKER_CONTEXT: 'far' });
      await lab.up();
      await assertFoundAgain(lab);
    });
  });

  const outside = outsideAddress();
  const skip = outside === undefined && 'this machine has loopback addresses only';
  test('on an engine of another machine, and without its state', { skip }, async () => {
    await using engine = await relayAt(outside ?? '');
    const DOCKER_HOST = `tcp://${outside}:${engine.port}`;
    await withLab(
      async (lab) => {
        assertCode(await lab.tryUp(), 2);
        const answer = await lab.up('--publish', outside ?? '', '--json');
        assert.match(answer, new RegExp(`"host":"${outside}"`));
        await using elsewhere = await dockerProgram({ DOCKER_HOST });
        await assertFoundAgain(lab);
        await lab.tryUp();
        lab.env['DOCKER_HOST'] = DOCKER_HOST;
        await lab.up('--publish', outside ?? '');
        assertCode(await elsewhere.run('down', '--name', lab.name), 0);
        await assertNothingLeft(lab.name, elsewhere.stateHome);
      },
      { DOCKER_HOST },
    );
  });
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
