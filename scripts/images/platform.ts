import type Docker from 'dockerode';
import { LabError, reasonOf } from '../../src/base/errors.ts';

/** A platform with Go's names, which engines use too. */
export interface Platform {
  readonly os: string;
  readonly arch: 'amd64' | 'arm64';
}

const KNOWN: Readonly<Record<string, Platform['arch']>> = {
  x64: 'amd64',
  x86_64: 'amd64',
  amd64: 'amd64',
  aarch64: 'arm64',
  arm64: 'arm64',
};

/** @throws LabError for an architecture that the local parts are not built for */
function platformOf(os: string, arch: string): Platform {
  const known = KNOWN[arch];
  if (known !== undefined) return { os, arch: known };
  throw new LabError(`the local parts support only amd64 and arm64, not ${arch}`, {
    hint: 'use an engine that can pull the upstream images',
  });
}

export function hostPlatform(): Platform {
  return platformOf(process.platform, process.arch);
}

/** The platform of the engine's containers, which may differ from this machine's. */
export async function enginePlatform(docker: Docker): Promise<Platform> {
  const version = await docker.version().catch((cause: unknown) => {
    throw new LabError(`no Docker engine answers: ${reasonOf(cause)}`, {
      hint: 'start Docker, or set DOCKER_HOST',
      cause,
    });
  });
  return platformOf(version.Os, version.Arch);
}
