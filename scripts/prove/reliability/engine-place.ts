import Docker from 'dockerode';
import { program } from '../../../test/support/program.ts';
import { filesOfLabs, type Place, type PlacedLab } from './place.ts';

/** What `dockerSetup` prepares: DOCKER_HOST and the images of the tests. */
export type EngineEnv = Readonly<Record<string, string | undefined>>;

let labs = 0;

/** Labs in containers of an engine. */
export function enginePlace(name: string, env: EngineEnv): Place {
  const socketPath = (env['DOCKER_HOST'] ?? '').replace('unix://', '');
  return { name, jaeger: [], open: () => openOn(new Docker({ socketPath }), env) };
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
      if ((await left()).length > 0) await lab.run('down', '--take-over', '--quiet');
      await lab[Symbol.asyncDispose]();
    },
  };
}
