import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import Docker from 'dockerode';
import { type Program, program } from './program.ts';

/** An engine, its images and the program, as the Docker tests use them. */

export const docker = new Docker();

export interface JaegerUnderTest {
  readonly title: string;
  /** What `up` is told. */
  readonly args: readonly string[];
}

const image = (name: string): string => {
  const value = process.env[`JAEGER_LAB_TEST_IMAGE_${name}`];
  assert.ok(value, `JAEGER_LAB_TEST_IMAGE_${name} is set by npm test`);
  return value;
};

export const JAEGER_1: JaegerUnderTest = {
  title: 'Jaeger 1.57',
  args: ['--jaeger', '1.57', '--image', `jaeger=${image('JAEGER_1')}`],
};
export const JAEGER_2: JaegerUnderTest = {
  title: `Jaeger 2 (${image('JAEGER_2')})`,
  args: ['--image', `jaeger=${image('JAEGER_2')}`],
};
export const JAEGER_2_RC: JaegerUnderTest = {
  title: 'the Jaeger 2.0 release candidate',
  args: ['--jaeger', '2.0.0-rc2', '--image', `jaeger=${image('JAEGER_2_RC')}`],
};

export const dockerProgram = (env: NodeJS.ProcessEnv = {}): Promise<Program> =>
  program({
    JAEGER_LAB_RUNTIME: 'docker',
    JAEGER_LAB_IMAGE_NODE: image('NODE'),
    JAEGER_LAB_IMAGE_REDIS: image('REDIS'),
    ...env,
  });

let labs = 0;
/** A name that no other test's lab has, so that test files can run side by side. */
export const labName = (): string => `t${process.pid}-${(labs += 1)}`;

const ofLab = (lab: string): { filters: { label: string[] } } => ({
  filters: { label: [`jaeger-lab.lab=${lab}`] },
});

/** Container ids of a lab by component. */
export async function containerIds(lab: string): Promise<Record<string, string>> {
  const containers = await docker.listContainers({ all: true, ...ofLab(lab) });
  return Object.fromEntries(
    containers.map(({ Labels, Id }) => [Labels['jaeger-lab.component'] ?? '', Id]),
  );
}

/** Fails unless nothing of the lab is left: no container, network, volume or file. */
export async function assertNothingLeft(lab: string, stateHome: string): Promise<void> {
  const { Volumes: volumes } = await docker.listVolumes({
    filters: { label: ofLab(lab).filters.label },
  });
  assert.deepEqual(
    {
      containers: Object.keys(await containerIds(lab)),
      networks: (await docker.listNetworks(ofLab(lab))).map(({ Name }) => Name),
      volumes: volumes.map(({ Name }) => Name),
      files: await readdir(stateHome),
    },
    { containers: [], networks: [], volumes: [], files: [] },
  );
}
