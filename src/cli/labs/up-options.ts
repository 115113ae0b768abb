import { type Command, Option } from 'commander';
import type { ComponentEnv } from '../../lab/lab-spec.ts';
import { DEFAULT_JAEGER } from '../../runtime/jaeger-profile.ts';
import type { CompanionKind } from '../../runtime/jaeger-setup.ts';
import type { ImageOverrides } from '../../runtime/docker/image-names.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import * as parse from '../shell/options.ts';
import type { SamplingChoice } from '../shell/sampling-option.ts';
import { RUNTIMES } from './open-runtime.ts';
import { type Deployment, STORAGES } from '../../lab/deployment.ts';

export interface UpOptions {
  readonly name: string;
  readonly runtime?: Runtime['kind'];
  readonly jaeger?: string;
  readonly jaegerBin?: string;
  readonly image?: ImageOverrides;
  readonly portOffset: number;
  readonly ports?: 'auto';
  readonly publish?: string;
  readonly sample?: number;
  readonly sampling?: SamplingChoice;
  readonly with?: readonly CompanionKind[];
  readonly lokiUrl?: string;
  readonly env?: readonly ComponentEnv[];
  readonly faults: boolean;
  /** Absent for commands that cannot do without them. */
  readonly services?: boolean | undefined;
  readonly production?: boolean;
  readonly storage?: (typeof STORAGES)[number];
  readonly storageUrl?: string;
  readonly buffer?: 'kafka';
  readonly collectors?: number;
  readonly queries?: number;
  readonly quiet?: boolean | undefined;
  readonly takeOver?: boolean | undefined;
  /** Changes a lab that is up without asking. */
  readonly yes?: boolean | undefined;
  /** The command that makes the lab for itself, and takes it down again. */
  readonly temporary?: string | undefined;
}

/** The options of `up`, for every command that brings a lab up. */
export function withUpOptions(command: Command, name = parse.shared.name()): Command {
  return command
    .addOption(name)
    .addOption(
      new Option('--runtime <runtime>', 'containers or processes (default: docker if available)')
        .choices(RUNTIMES)
        .env('JAEGER_LAB_RUNTIME'),
    )
    .option(
      '--jaeger <version>',
      `2, 2.x.y, 1.57 or embedded (default: ${DEFAULT_JAEGER}, or from PATH)`,
      parse.jaegerVersion,
    )
    .option('--jaeger-bin <path>', 'local runtime: path of a Jaeger binary')
    .option(
      '--image <part=image>',
      'replace an image, e.g. jaeger=NAME (repeatable)',
      parse.imageOverride,
    )
    .option('--port-offset <number>', 'number to add to every published port', parse.wholeNumber, 0)
    .addOption(
      new Option('--ports <auto>', 'let the runtime choose free ports')
        .argParser(parse.portChoice)
        .conflicts('portOffset'),
    )
    .option(
      '--publish <address>',
      'address to publish ports on (default: 127.0.0.1)',
      parse.publishAddress,
    )
    .option('--sample <share>', 'share of the requests to trace, e.g. 0.1 or 10%', parse.share)
    .option(
      '--env <component.KEY=value>',
      'set a variable, * for all services (repeatable)',
      parse.componentEnv,
    )
    .option('--no-faults', 'disable fault injection');
}

/** The options of commands whose Jaeger may be deployed as in production. */
export function withDeploymentOptions(command: Command): Command {
  return command
    .option('--production', 'collector, query and storage as components of their own')
    .addOption(
      new Option(
        '--storage <kind>',
        'where traces are kept (default: memory; with --production: elasticsearch)',
      ).choices(STORAGES),
    )
    .option('--storage-url <url>', 'a storage server of your own, e.g. http://HOST:9200')
    .addOption(
      new Option('--buffer <kind>', 'queue between the collector and the storage').choices([
        'kafka',
      ]),
    )
    .option('--collectors <count>', 'number of collectors (default: 1)', parse.count)
    .option('--queries <count>', 'number of query services (default: 1)', parse.count);
}

/** @returns undefined for what `up` does without any of the options: all in one, in memory */
export function deploymentOf(options: UpOptions): Deployment | undefined {
  if (DEPLOYMENT.every((key) => options[key] === undefined)) return undefined;
  const { production = false, storageUrl, buffer, collectors = 1, queries = 1 } = options;
  const isServer = production || storageUrl !== undefined;
  const { storage = isServer ? 'elasticsearch' : 'memory' } = options;
  return { production, storage, storageUrl, buffer, collectors, queries };
}

const DEPLOYMENT = [
  'production',
  'storage',
  'storageUrl',
  'buffer',
  'collectors',
  'queries',
] as const satisfies readonly (keyof UpOptions)[];
