import Docker from 'dockerode';
import { program } from '../../../test/support/program.ts';
import { filesOfLabs, type Place, type PlacedLab } from './place.ts';

/** What `dockerSetup` prepares: DOCKER_HOST and the images of the tests. */
export type EngineEnv = Readonly<Record<string, string | undefined>>;

let labs = 0;

/** Labs in containers of an engine. @param host where the program finds it, if that is another address */
export function enginePlace(name: string, env: EngineEnv, host = env['DOCKER_HOST']): Place {
  const socketPath = (env['DOCKER_HOST'] ?? '').replace('unix://', '');
  const docker = new Docker({ socketPath });
  return { name, jaeger: [], open: () => openOn(docker, { ...env, DOCKER_HOST: host }) };
}

async function openOn(docker: Docker, env: EngineEnv): Promise<PlacedLab> {
  const name = `prove-${process.pid}-${(labs += 1)}`;
  const ofLab = { filters: { label: [`jaeger-lab.lab=${name}`] } };
  const lab = await program({
    JAEGER_LAB_RUNTIME: 'docker',
    JAEGER_LAB_NAME: name,
    DOCKER_HOST: env['DOCKER_HOST'],
    JAEGER_LAB_IMAGE_JAEGER: env['JAEGER_LAB_TEST_IMAGE_JAEGER_2'],
    JAEGER_LAB_IMAGE_NODE: env['JAEGER_LAB_TEST_IMAGE_NODE'],
    JAEGER_LAB_IMAGE_REDIS: env['JAEGER_LAB_TEST_IMAGE_REDIS'],
  });
  const containers = () => docker.listContainers({ all: true, ...ofLab });
  const left = async (): Promise<string[]> => {
    const found = [
      ...(await containers()).map(({ Names }) => `container ${Names.join()}`),
      ...(await docker.listNetworks(ofLab)).map(({ Name }) => `network ${Name}`),
      ...(await docker.listVolumes(ofLab)).Volumes.map(({ Name }) => `volume ${Name}`),
    ];
    return [...found, ...(await filesOfLabs(lab))];
  };
  return {
    ...lab,
    left,
    kill: async (component) => {
      const all = await containers();
      const found = all.find(({ Labels }) => Labels['jaeger-lab.component'] === component);
      await docker.getContainer(found?.Id ?? '').kill();
    },
    [Symbol.asyncDispose]: async () => {
      // After a case that went wrong: the next one must not find it.
      for (const { Id } of await containers())
        await docker.getContainer(Id).remove({ force: true, v: true });
      for (const { Id } of await docker.listNetworks(ofLab)) await docker.getNetwork(Id).remove();
      await lab[Symbol.asyncDispose]();
    },
  };
}
