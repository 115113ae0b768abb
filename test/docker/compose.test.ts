import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import type { LoadAnswer } from '../../src/cli/answers/load.ts';
import { expectedSpanCount } from '../../src/model/hierarchy.ts';
import { REDIS_IMAGE } from '../../src/runtime/docker/image-names.ts';
import { jaegerProfile } from '../../src/runtime/jaeger-profile.ts';
import type { ComponentSpec } from '../../src/runtime/runtime.ts';
import { scenarios } from '../../src/scenarios/all.ts';
import type { Scenario } from '../../src/scenarios/scenario.ts';
import { docker, dockerProgram, labName, withLab } from '../support/docker-lab.ts';
import { assertCode } from '../support/program.ts';
import { realProgram } from '../support/real-programs.ts';

const { path: compose, skip } = realProgram('JAEGER_LAB_TEST_COMPOSE');

/** Each service's ports, as the program has them. */
type Services = Readonly<Record<string, Pick<ComponentSpec, 'ports'>>>;

const servicesOf = ({ components }: Scenario): Services => ({
  ...Object.fromEntries(components.map((component) => [component.name, component])),
  jaeger: jaegerProfile('2'),
});

/** Each service, and what its container is made of. */
type Topology = Readonly<Record<string, unknown>>;

async function topology(label: string, serviceLabel: string): Promise<Topology> {
  const containers = await docker.listContainers({ filters: { label: [label] } });
  const entries = containers.map(async ({ Id, Labels }) => {
    const name = Labels[serviceLabel] ?? Id;
    return [name, await madeOf(Id, name)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** All that shows to those inside and outside a container, except for its names. */
async function madeOf(id: string, service: string): Promise<unknown> {
  const found = await docker.getContainer(id).inspect();
  const { Config: config, HostConfig: host } = found;
  const networks = Object.values(found.NetworkSettings.Networks);
  return {
    image: found.Image,
    entrypoint: config.Entrypoint,
    command: commandOf(config),
    environment: config.Env.toSorted(),
    user: config.User,
    ports: host.PortBindings as unknown,
    reachableByName: networks.some(({ Aliases }) => (Aliases as string[]).includes(service)),
    init: host.Init,
    readOnly: host.ReadonlyRootfs,
    dropped: host.CapDrop as unknown,
    security: host.SecurityOpt as unknown,
    memory: host.Memory,
    pids: host.PidsLimit,
    tmpfs: host.Tmpfs as unknown,
    log: host.LogConfig,
    mounts: found.Mounts,
  };
}

/** The engine says null for a command that is not there, whatever its client's types promise. */
const commandOf = ({ Cmd }: { Cmd: string[] | null }): string[] => Cmd ?? [];

/** What `up` starts, and the name of its services' image. Nothing of it runs any more afterwards. */
async function startedByUp(
  scenario: Scenario,
): Promise<{ started: Topology; servicesImage: string }> {
  let started: Topology = {};
  let servicesImage = '';
  await withLab(async (lab) => {
    const ofLab = `jaeger-lab.lab=${lab.name}`;
    await lab.up(scenario.name);
    const filters = { label: [ofLab, `jaeger-lab.component=${scenario.entry.component}`] };
    const [entry] = await docker.listContainers({ filters });
    started = await topology(ofLab, 'jaeger-lab.component');
    servicesImage = entry?.Image ?? '';
  });
  return { started, servicesImage };
}

type Composing = (args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<{ stdout: string }>;

const composingWith =
  (file: string): Composing =>
  (args, env) =>
    promisify(execFile)(compose, ['--file', file, ...args], {
      timeout: 120_000,
      env: { ...process.env, ...env },
    });

/** The same file with ports that the engine chooses: the tutorial's may be in use where this runs. */
async function withAutomaticPorts<T>(
  overridden: Services,
  use: (override: string) => Promise<T>,
): Promise<T> {
  const services = Object.entries(overridden).map(
    ([name, { ports }]) =>
      `  ${name}:\n    ports: !override [${ports.map(({ port }) => `'127.0.0.1::${port}'`).join(', ')}]\n`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'compose-'));
  const override = join(folder, 'ports.yaml');
  try {
    await writeFile(override, `services:\n${services.join('')}`);
    return await use(override);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function published(project: string, service: string, port: number): Promise<number> {
  const [container] = await docker.listContainers({
    filters: { label: [project, `com.docker.compose.service=${service}`] },
  });
  return container?.Ports.find(({ PrivatePort }) => PrivatePort === port)?.PublicPort ?? 0;
}

/** Whether Jaeger has a trace with all the spans of one request of the entry. */
async function hasWholeTrace(jaeger: string, { entry, expected }: Scenario): Promise<boolean> {
  const answer = await fetch(`${jaeger}/api/traces?service=${entry.component}&limit=20`);
  const { data } = (await answer.json()) as { data: { spans: unknown[] }[] };
  return data.some(({ spans }) => spans.length === expectedSpanCount(expected));
}

/** What Compose has started is driven and analysed like a lab. */
async function isDriven(scenario: string, entry: number, jaeger: number): Promise<void> {
  await using own = await dockerProgram();
  const jaegerUrl = ['--jaeger-url', `http://127.0.0.1:${jaeger}`];
  const where = ['--gateway-url', `http://127.0.0.1:${entry}`, ...jaegerUrl];
  const load = ['load', '--n', '5', '--interval', '0ms', '--scenario', scenario, '--json'];
  const driven = await own.run(...load, ...where);
  assertCode(driven, 0);
  const { run, traces } = JSON.parse(driven.stdout) as LoadAnswer;
  assert.deepEqual({ run, readable: traces?.readable }, { run: 0, readable: 5 });
  assertCode(await own.run('slowest', ...jaegerUrl, '--since', '5m', '--json'), 0);
}

async function untilTrue(what: string, question: () => Promise<boolean>): Promise<void> {
  const probe = async (): Promise<true | undefined> => (await question()) || undefined;
  await waitUntil(what, probe, { timeoutMs: 30_000, everyMs: 100 }, realClock);
}

/** What runs another image than the services'. */
const IMAGES: ReadonlyMap<string, string> = new Map([
  ['jaeger', jaegerProfile('2').image],
  ['redis', REDIS_IMAGE],
]);

for (const scenario of scenarios) {
  const file = `compose/${scenario.name}.yaml`;
  describe(file, { skip }, () => {
    const services = servicesOf(scenario);
    const composing = composingWith(file);

    test('starts with Docker Compose what up starts, and a request leaves a whole trace', async () => {
      const up = await startedByUp(scenario);
      assert.deepEqual(Object.keys(up.started).toSorted(), Object.keys(services).toSorted());
      const project = labName();
      const ofProject = `com.docker.compose.project=${project}`;
      const env = {
        COMPOSE_PROJECT_NAME: project,
        JAEGER_LAB_IMAGE_JAEGER: process.env['JAEGER_LAB_TEST_IMAGE_JAEGER_2'],
        JAEGER_LAB_IMAGE_REDIS: process.env['JAEGER_LAB_TEST_IMAGE_REDIS'],
        JAEGER_LAB_IMAGE_SERVICES: up.servicesImage,
      };
      try {
        await withAutomaticPorts(services, (override) =>
          composing(['--file', override, 'up', '--wait'], env),
        );
        assert.deepEqual(await topology(ofProject, 'com.docker.compose.service'), up.started);
        // At once: `--wait` has waited until it works.
        const { component, method, path } = scenario.entry;
        const [{ port } = assert.fail('an entry has a port')] = services[component]!.ports;
        const entry = await published(ofProject, component, port);
        const jaeger = await published(ofProject, 'jaeger', 16686);
        const answer = await fetch(`http://127.0.0.1:${entry}${path}`, { method });
        assert.equal(answer.status, 200);
        await untilTrue('a whole trace', () =>
          hasWholeTrace(`http://127.0.0.1:${jaeger}`, scenario),
        );
        await isDriven(scenario.name, entry, jaeger);
      } finally {
        await composing(['down'], env);
      }
      const filters = { label: [ofProject] };
      assert.deepEqual(await docker.listContainers({ all: true, filters }), []);
      assert.deepEqual(await docker.listNetworks({ filters }), []);
    });

    test('names the images and publishes the ports that up uses by default', async () => {
      const { stdout } = await composing(['config', '--format', 'json']);
      const config = JSON.parse(stdout) as {
        services: Record<string, { image: string; ports: ComposePort[] }>;
      };
      const found = Object.entries(config.services).map(([name, { image, ports }]) => ({
        name,
        image,
        ports: ports.map(({ host_ip, target, published: at }) => ({ host_ip, target, at })),
      }));
      const byDefault = Object.entries(services).map(([name, { ports }]) => ({
        name,
        image: IMAGES.get(name) ?? 'jaeger-lab/services:latest',
        ports: ports.map(({ port, published: at }) => ({
          host_ip: '127.0.0.1',
          target: port,
          at: at === 'auto' ? undefined : String(at),
        })),
      }));
      const byName = (a: { name: string }, b: { name: string }): number =>
        a.name < b.name ? -1 : 1;
      assert.deepEqual(found.toSorted(byName), byDefault.toSorted(byName));
    });
  });
}

interface ComposePort {
  readonly host_ip: string;
  readonly target: number;
  readonly published?: string;
}
