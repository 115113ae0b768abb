import type { ContainerCreateOptions } from 'dockerode';
import { BADGER_FOLDER, SERVER_PORTS } from '../jaeger-setup.ts';
import type { ComponentSpec, LabSpec, Program, Probe } from '../runtime.ts';
import { containerOptions, addressAmongContainers } from './container-options.ts';
import { type ImageNaming, imageOf, imageVariable } from './image-names.ts';
import { dataFolder } from './volumes.ts';

/** A file for Docker Compose, as data. */
export interface ComposeFile {
  readonly name: string;
  readonly services: Readonly<Record<string, object>>;
  readonly volumes?: Readonly<Record<string, object>>;
}

const SERVICES_IMAGE = 'jaeger-lab/services:latest';

/** What an engine would be asked to create for a lab, as a file for Docker Compose: containers, ports, volumes, limits. */
export function composeFile(lab: LabSpec, naming: ImageNaming): ComposeFile {
  const urls = jaegerUrls(lab);
  const services = lab.components.map(
    (spec) => [spec.name, serviceOf(spec, { lab, naming, urls })] as const,
  );
  const kept = lab.components.filter(({ keepsData }) => keepsData);
  const opened = kept.filter(({ program }) => program.kind === 'jaeger').map(volumeOpener);
  const volumes = Object.fromEntries(kept.map(({ name }) => [name, {}]));
  return {
    name: `jaeger-lab-${lab.name}`,
    services: Object.fromEntries([...services, ...opened]),
    ...(kept.length > 0 && { volumes }),
  };
}

interface Around {
  readonly lab: LabSpec;
  readonly naming: ImageNaming;
  /** Where each Jaeger is asked whether it is healthy. */
  readonly urls: readonly string[];
}

function serviceOf(spec: ComponentSpec, around: Around): object {
  const { lab, naming } = around;
  const image = imageReference(spec.program, naming);
  const data = dataFolder(spec, { name: image, id: '', volumes: [] });
  const options = containerOptions(spec, {
    ...{ lab: lab.name, scenario: lab.scenario, owner: '', address: '127.0.0.1' },
    ...{ image, imageId: '', data },
    reach: addressAmongContainers(lab.components),
  });
  const check = healthOf(spec, around.urls);
  const before = dependenciesOf(spec, lab);
  return {
    image,
    ...(options.Entrypoint && { entrypoint: options.Entrypoint }),
    ...(options.Cmd && options.Cmd.length > 0 && { command: options.Cmd }),
    environment: Object.fromEntries((options.Env ?? []).map(asVariable)),
    ports: portsOf(options),
    ...(data !== undefined && { volumes: [`${spec.name}:${data}`] }),
    ...contained(options),
    // Jaeger ends when its storage is not there.
    ...(spec.program.kind === 'jaeger' && { restart: 'on-failure' }),
    ...(check && { healthcheck: check }),
    ...(Object.keys(before).length > 0 && { depends_on: before }),
  };
}

/** The image that the lab uses, and the variable that replaces it. */
function imageReference(program: Program, naming: ImageNaming): string {
  const name =
    program.kind === 'service'
      ? (naming.overrides['services'] ?? SERVICES_IMAGE)
      : imageOf(program, naming).name;
  return `\${${imageVariable(program)}:-${name}}`;
}

/** A dollar sign would begin one of Compose's own variables. */
const escaped = (text: string): string => text.replaceAll('$', '$$$$');

function asVariable(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), escaped(text.slice(at + 1))];
}

function portsOf({ HostConfig: host }: ContainerCreateOptions): string[] {
  const bindings = (host?.PortBindings ?? {}) as Record<
    string,
    { HostIp: string; HostPort: string }[]
  >;
  return Object.entries(bindings).flatMap(([port, bound]) =>
    bound.map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}:${port.replace('/tcp', '')}`),
  );
}

function contained({ User: user, HostConfig: host = {} }: ContainerCreateOptions): object {
  const tmpfs = Object.entries((host.Tmpfs ?? {}) as Record<string, string>);
  return {
    ...(user !== undefined && { user }),
    init: host.Init,
    read_only: host.ReadonlyRootfs,
    tmpfs: tmpfs.map(([path, options]) => `${path}:${options}`),
    cap_drop: host.CapDrop as string[],
    security_opt: host.SecurityOpt as string[],
    mem_limit: host.Memory,
    pids_limit: host.PidsLimit,
    logging: {
      driver: host.LogConfig?.Type,
      options: host.LogConfig?.Config as Record<string, string>,
    },
  };
}

const TIMES = { interval: '1s', timeout: '5s', retries: 60, start_period: '120s' };

/**
 * How a container finds out that it is ready. Images of Jaeger have no program that could ask: the services ask for
 * them.
 */
function healthOf(
  { program, ready, ports }: ComponentSpec,
  urls: readonly string[],
): object | undefined {
  if (program.kind === 'server')
    return { test: ['CMD-SHELL', SERVER_CHECKS[program.server]], ...TIMES };
  if (program.kind === 'redis') return { test: ['CMD', 'redis-cli', 'ping'], ...TIMES };
  if (program.kind === 'jaeger') return undefined;
  const own = ready.find((probe) => probe.kind === 'http');
  const port = ports.find(({ name }) => name === own?.port)?.port;
  const all = [...(own ? [`http://127.0.0.1:${port ?? ''}${own.path}`] : []), ...urls];
  const script = `const all = ${JSON.stringify(all)}.map((url) => fetch(url));
Promise.all(all).then((answers) => answers.every(({ ok }) => ok)).then(
  (yes) => process.exit(yes ? 0 : 1),
  () => process.exit(1),
);
`;
  return { test: ['CMD', 'node', '--eval', escaped(script)], ...TIMES };
}

const SEARCH = `http://localhost:${SERVER_PORTS.elasticsearch.port}/_cluster/health?wait_for_status=yellow&timeout=1s`;
const searchCheck = `curl --silent --fail '${SEARCH}' || wget -q -O /dev/null '${SEARCH}'`;

/** Upstream images have the first program, or the second. */
const SERVER_CHECKS = {
  elasticsearch: searchCheck,
  opensearch: searchCheck,
  cassandra:
    "cqlsh -e 'SELECT now() FROM system.local' || nc -w 1 $$(hostname -i) 9042 -e /usr/bin/env",
  kafka: 'nc -w 1 localhost 9092 -e /usr/bin/env',
  prometheus: 'wget -q -O /dev/null http://localhost:9090/-/ready',
  zipkin: 'wget -q -O /dev/null http://localhost:9411/health',
  victorialogs: 'wget -q -O /dev/null http://localhost:9428/health',
} as const;

/** The questions that show that each Jaeger works. */
function jaegerUrls({ components }: LabSpec): string[] {
  return components
    .filter(({ program }) => program.kind === 'jaeger')
    .flatMap(({ name, ready, ports }) =>
      ready.filter(isHttp).map(({ port, path }) => {
        const listens = ports.find((one) => one.name === port)?.port;
        return `http://${name}:${listens ?? ''}${path}`;
      }),
    );
}

const isHttp = (probe: Probe): probe is Extract<Probe, { kind: 'http' }> =>
  probe.kind === 'http' && probe.shows === undefined;

/** The components that it is given the address of, and those that it has to wait for. */
function dependenciesOf(spec: ComponentSpec, { components }: LabSpec): Record<string, object> {
  const reach = addressAmongContainers(components);
  const named = new Set(spec.after ?? []);
  spec.env((component, port) => {
    named.add(component);
    return reach(component, port);
  });
  named.delete(spec.name);
  const conditions = [...named].map((name): [string, object] => {
    const isJaeger = components.find((one) => one.name === name)?.program.kind === 'jaeger';
    return [name, { condition: isJaeger ? 'service_started' : 'service_healthy' }];
  });
  const opener =
    spec.keepsData && spec.program.kind === 'jaeger'
      ? { [`${spec.name}-data`]: { condition: 'service_completed_successfully' } }
      : {};
  return { ...Object.fromEntries(conditions), ...opener };
}

/** A new volume belongs to root, and Jaeger does not run as root. */
const volumeOpener = ({ name }: ComponentSpec): [string, object] => [
  `${name}-data`,
  {
    image: `\${JAEGER_LAB_IMAGE_SERVICES:-${SERVICES_IMAGE}}`,
    user: '0:0',
    cap_drop: ['ALL'],
    cap_add: ['CHOWN'],
    entrypoint: [
      'node',
      '--eval',
      `require('node:fs').chownSync('${BADGER_FOLDER}', 10001, 10001)`,
    ],
    volumes: [`${name}:${BADGER_FOLDER}`],
  },
];
