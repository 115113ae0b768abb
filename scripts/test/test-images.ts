import type Docker from 'dockerode';
import { reasonOf } from '../../src/base/errors.ts';
import { NODE_IMAGE, REDIS_IMAGE } from '../../src/runtime/docker/image-names.ts';
import { jaegerProfile } from '../../src/runtime/jaeger-profile.ts';
import { ensureImages } from '../images/ensure.ts';
import type { Making } from '../images/go-part.ts';
import { LAB_IMAGE_NAMES, type LabImageName } from '../images/local-image.ts';

/** The program's own default images, and the local one that stands in for each. */
const UPSTREAM: Readonly<Record<LabImageName, string>> = {
  redis: REDIS_IMAGE,
  node: NODE_IMAGE,
  jaeger1: jaegerProfile('1.57').image,
  jaeger2: jaegerProfile('2').image,
  jaeger2Rc: jaegerProfile('2.0.0-rc2').image,
};

/** Offline machines fail at once, or never; 100 MB over a slow connection take minutes. */
const PULL_WITHIN_MS = 5 * 60_000;

/**
 * The images of the Docker tests: the default ones where the engine has them or can pull them, otherwise local images
 * of the real components.
 *
 * @throws LabError when neither is available; Interrupted
 */
export async function testImages(
  docker: Docker,
  making: Making,
): Promise<Record<LabImageName, string>> {
  const missing: LabImageName[] = [];
  for (const name of LAB_IMAGE_NAMES) {
    if (await isThere(docker, UPSTREAM[name])) continue;
    // If one image cannot be pulled, the next one cannot be either.
    if (missing.length > 0 || !(await isPulled(docker, UPSTREAM[name], making))) missing.push(name);
  }
  return { ...UPSTREAM, ...(await ensureImages(docker, missing, making)) };
}

async function isThere(docker: Docker, reference: string): Promise<boolean> {
  const found = await docker.listImages({ filters: { reference: [reference] } });
  return found.length > 0;
}

async function isPulled(docker: Docker, reference: string, making: Making): Promise<boolean> {
  making.note(`pulling ${reference}`);
  const late = AbortSignal.timeout(PULL_WITHIN_MS);
  const abortSignal = making.signal ? AbortSignal.any([late, making.signal]) : late;
  try {
    const progress = await docker.pull(reference, { abortSignal });
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(progress, (failure) => {
        if (failure) reject(failure);
        else resolve();
      });
    });
    // Podman may end a pull that failed without saying so.
    if (await isThere(docker, reference)) return true;
    throw new Error('the engine does not have it after the pull');
  } catch (failure) {
    making.signal?.throwIfAborted();
    making.note(`${reference} cannot be pulled (${reasonOf(failure)}): using local builds`);
    return false;
  }
}
