import { join } from 'node:path';
import { EXIT, LabError } from '../../base/errors.ts';
import {
  ANSWERS,
  HEALTH,
  HEALTHY,
  QUERY_AND_OTLP,
  SAMPLING,
  jaegerProfile,
} from '../jaeger-profile.ts';
import { ALL_IN_ONE, type JaegerSetup } from '../jaeger-setup.ts';
import { jaeger1Env } from '../jaeger1-env.ts';
import { jaeger2Config } from '../jaeger2-config.ts';
import { strategiesUrl } from '../jaeger2-sampling.ts';
import type { AddressOf, JaegerLaunch, PublishedPort } from '../runtime.ts';
import type { Command } from './command.ts';
import type { RealJaeger } from './real-jaeger.ts';

/** The lab's own backend, for machines without a Jaeger. */
export const EMBEDDED: JaegerLaunch = {
  version: 'embedded',
  ports: [...QUERY_AND_OTLP, SAMPLING, HEALTH],
  ready: [HEALTHY, ...ANSWERS],
};

export interface JaegerPlace {
  readonly ports: readonly PublishedPort[];
  readonly host: string;
  readonly setup?: JaegerSetup | undefined;
  readonly reach: AddressOf;
  /** Where it may keep data. */
  readonly dataFolder: string;
}

/** How a Jaeger is started as a process, with every endpoint at the address and port that was chosen for it. */
export function jaegerCommand(
  jaeger: RealJaeger | undefined,
  { ports, host, setup = ALL_IN_ONE, reach, dataFolder }: JaegerPlace,
  distFolder: string,
): Command {
  const at = (name: string): string => {
    const found = ports.find((port) => port.name === name);
    // A port of its own choice, for what the lab does not use.
    return found ? `${host}:${found.hostPort}` : '127.0.0.1:0';
  };
  if (jaeger === undefined) {
    const command = embedded(ports, host, distFolder);
    if (setup.sampling?.kind !== 'remote') return command;
    return { ...command, args: [...command.args, `--sampling-strategies=${strategiesUrl(reach)}`] };
  }
  const { path: command } = jaeger;
  const common = { command, runs: command, files: [command] };
  if (jaeger.major === 1) {
    if (setup.role !== 'all-in-one') throw onlyAllInOne(command);
    const env = { ...jaegerProfile('1.57').env, ...jaeger1Env(setup, reach, dataFolder) };
    return { ...common, args: jaeger1Flags(at), env };
  }
  // Two labs would both want its own metrics on port 8888.
  const quiet = jaeger2Config({ at, reach, badgerFolder: dataFolder }, setup).replace(
    'service:\n',
    'service:\n  telemetry:\n    metrics: { level: none }\n',
  );
  const { args, env } = jaegerProfile('2');
  return { ...common, args, env: { ...env, JAEGER_CONFIG: quiet } };
}

const onlyAllInOne = (command: string): LabError =>
  new LabError(`${command} is Jaeger 1 all in one: it cannot be a collector or a query alone`, {
    hint: 'name a Jaeger 2 binary with --jaeger-bin, or add --runtime docker',
    exitCode: EXIT.usage,
  });

function jaeger1Flags(at: (name: string) => string): string[] {
  return [
    `--query.http-server.host-port=${at('query')}`,
    `--query.grpc-server.host-port=${at('query-grpc')}`,
    `--collector.otlp.grpc.host-port=${at('otlp-grpc')}`,
    `--collector.otlp.http.host-port=${at('otlp-http')}`,
    `--admin.http.host-port=${at('health')}`,
    `--http-server.host-port=${at('sampling')}`,
    `--collector.grpc-server.host-port=${at('collector-grpc')}`,
    `--collector.http-server.host-port=${at('collector-http')}`,
    `--processor.jaeger-compact.server-host-port=${at('jaeger-compact')}`,
    `--processor.jaeger-binary.server-host-port=${at('jaeger-binary')}`,
    `--processor.zipkin-compact.server-host-port=${at('zipkin-compact')}`,
  ];
}

/** How the lab's own backend is started as a process. */
export function embedded(
  ports: readonly PublishedPort[],
  host: string,
  distFolder: string,
): Command {
  const program = join(distFolder, 'backend.js');
  const flags = ports.map(({ name, hostPort }) => `--${name}-port=${hostPort}`);
  return {
    command: process.execPath,
    args: [program, `--host=${host}`, `--viewer=${join(distFolder, 'viewer')}`, ...flags],
    env: {},
    runs: 'embedded Jaeger',
    files: [program],
  };
}
