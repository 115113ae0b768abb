import { createHash } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertNothingLeft, type DockerLab, dockerProgram, withLab } from './docker-lab.ts';
import { certificateFolder, outsideAddress, relayAt, tlsEngine } from './engine-proxy.ts';
import { assertCode } from './program.ts';

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

export async function foundAgainOnTls(): Promise<void> {
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
}

export async function foundAgainOnContext(): Promise<void> {
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
}

/** Needs an address of this machine that is not loopback; also takes a lab down whose state is elsewhere. */
export async function foundAgainOnRemote(): Promise<void> {
  const outside = outsideAddress() ?? '';
  await using engine = await relayAt(outside);
  const DOCKER_HOST = `tcp://${outside}:${engine.port}`;
  await withLab(
    async (lab) => {
      assertCode(await lab.tryUp(), 2);
      const answer = await lab.up('--publish', outside, '--json');
      if (!answer.includes(`"host":"${outside}"`)) throw new Error(`not published: ${answer}`);
      await using elsewhere = await dockerProgram({ DOCKER_HOST });
      await assertFoundAgain(lab);
      await lab.tryUp();
      lab.env['DOCKER_HOST'] = DOCKER_HOST;
      await lab.up('--publish', outside);
      assertCode(await elsewhere.run('down', '--name', lab.name), 0);
      await assertNothingLeft(lab.name, elsewhere.stateHome);
    },
    { DOCKER_HOST },
  );
}
