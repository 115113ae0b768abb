import assert from 'node:assert/strict';
import Docker from 'dockerode';
import {
  type Commands,
  type Ended,
  type Program,
  assertCode,
  filesLeft,
  program,
} from './program.ts';

/** An engine, its images and the program, as the Docker tests use them. */

export const docker = new Docker();

export interface JaegerUnderTest {
  readonly title: string;
  /** Arguments of `up`. */
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
/** What a lab runs when nothing else is said. */
export const JAEGER_2: JaegerUnderTest = { title: `Jaeger 2 (${image('JAEGER_2')})`, args: [] };
export const JAEGER_2_RC: JaegerUnderTest = {
  title: 'the Jaeger 2.0 release candidate',
  args: ['--jaeger', '2.0.0-rc2', '--image', `jaeger=${image('JAEGER_2_RC')}`],
};

export const dockerProgram = (env: NodeJS.ProcessEnv = {}): Promise<Program> =>
  program({
    JAEGER_LAB_RUNTIME: 'docker',
    JAEGER_LAB_IMAGE_JAEGER: image('JAEGER_2'),
    JAEGER_LAB_IMAGE_NODE: image('NODE'),
    JAEGER_LAB_IMAGE_REDIS: image('REDIS'),
    ...env,
  });

let labs = 0;
/** A name that no other test's lab has, so that test files can run side by side. */
export const labName = (): string => `t${process.pid}-${(labs += 1)}`;

/** A lab of one test: every command gets its name. */
export interface DockerLab extends Commands {
  readonly name: string;
  /** Brings it up on free ports. @returns its stdout; fails unless it exits 0 */
  up(...args: string[]): Promise<string>;
  /** The same where it may fail. */
  tryUp(...args: string[]): Promise<Ended>;
}

/** With it a lab stays up after its test failed, to be looked at. */
const KEEP = process.env['JAEGER_LAB_TEST_KEEP'] === '1';

/** Runs `work` on a lab of its own and takes the lab down, whatever happens; nothing may be left of it then. */
export async function withLab(
  work: (lab: DockerLab) => Promise<void>,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const own = await dockerProgram(env);
  const name = labName();
  const run: Program['run'] = (...args) => own.run(...args, '--name', name);
  const tryUp: DockerLab['tryUp'] = (...args) => run('up', ...args, '--ports', 'auto', '--yes');
  const up: DockerLab['up'] = async (...args) => {
    const ended = await tryUp(...args);
    assertCode(ended, 0);
    return ended.stdout;
  };
  const start: Program['start'] = (...args) => own.start(...args, '--name', name);
  try {
    await work({ ...own, name, run, start, up, tryUp });
  } catch (failure) {
    if (!KEEP) await run('down').finally(() => own[Symbol.asyncDispose]());
    else console.error(`left up: XDG_STATE_HOME=${own.stateHome} jaeger-lab status --name ${name}`);
    throw failure;
  }
  await using _ = own;
  await run('down');
  await assertNothingLeft(name, own.stateHome);
}

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
      files: await filesLeft(stateHome),
    },
    { containers: [], networks: [], volumes: [], files: [] },
  );
}
