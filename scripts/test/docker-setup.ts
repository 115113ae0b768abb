import { LabError, reasonOf } from '../../src/base/errors.ts';
import { findEngine } from '../../src/runtime/docker/engine.ts';
import { startEngine, type TestEngine } from '../engine.ts';
import { startPodman } from '../engine/podman.ts';
import { ensureRegistry } from '../engine/registry.ts';
import { ensureCompose } from '../images/ensure.ts';
import type { Making } from '../images/go-part.ts';
import { programOrReason } from './program-or-reason.ts';
import { serverVariables } from './server-images.ts';
import { sweep } from './sweep.ts';
import { testImages } from './test-images.ts';

/** The environment variables that the Docker tests need. */
export interface DockerSetup extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  /** Where it was started for this run. */
  readonly engine: TestEngine | undefined;
}

/** By the values of `JAEGER_LAB_TEST_ENGINE`. */
const OWN_ENGINES: Readonly<Record<string, typeof startEngine>> = {
  install: startEngine,
  podman: startPodman,
};

/**
 * The available engine, or as `JAEGER_LAB_TEST_ENGINE` says a new one for this run, with its images.
 *
 * @param files the test files that will run
 * @throws LabError when there is no engine or an image can neither be pulled nor built
 */
export async function dockerSetup(
  env: NodeJS.ProcessEnv,
  files: readonly string[],
  making: Making,
): Promise<DockerSetup> {
  const name = env['JAEGER_LAB_TEST_ENGINE'];
  const own = name ? await ownEngine(name, making) : undefined;
  try {
    const engine = await findEngine({ env: own ? { DOCKER_HOST: own.dockerHost } : env });
    making.note(engine.description);
    const images = await testImages(engine.docker, making);
    const compose = programOrReason('JAEGER_LAB_TEST_COMPOSE', ensureCompose(making), making);
    return {
      engine: own,
      env: {
        DOCKER_HOST: engine.endpoint.host,
        JAEGER_LAB_TEST_IMAGE_JAEGER_1: images.jaeger1,
        JAEGER_LAB_TEST_IMAGE_JAEGER_2: images.jaeger2,
        JAEGER_LAB_TEST_IMAGE_JAEGER_2_RC: images.jaeger2Rc,
        JAEGER_LAB_TEST_IMAGE_NODE: images.node,
        JAEGER_LAB_TEST_IMAGE_REDIS: images.redis,
        ...(await compose),
        ...(await serverVariables(files, engine.docker, making)),
        // Only an engine on this machine reaches a registry on its loopback address.
        ...(name === 'install' && { JAEGER_LAB_TEST_REGISTRY: await ensureRegistry(making) }),
      },
      async [Symbol.asyncDispose]() {
        const keep = env['JAEGER_LAB_TEST_KEEP'] === '1';
        const swept = own || keep ? [] : await sweep(engine.docker).catch(tellFailure);
        if (swept.length > 0)
          making.note(`removed the labs of interrupted tests: ${swept.join(', ')}`);
        await own?.stop();
      },
    };
  } catch (failure) {
    await own?.stop();
    throw failure;
  }

  function tellFailure(failure: unknown): string[] {
    making.note(`cannot look for the labs of interrupted tests: ${reasonOf(failure)}`);
    return [];
  }
}

async function ownEngine(name: string, { note, signal }: Making): Promise<TestEngine> {
  const start = OWN_ENGINES[name];
  if (!start) {
    throw new LabError(`JAEGER_LAB_TEST_ENGINE is "${name}"`, {
      hint: `set it to ${Object.keys(OWN_ENGINES).join(' or ')}, or leave it unset`,
    });
  }
  return start(note, { signal });
}
