import { type Command, Option } from 'commander';
import type { ComponentEnv } from '../../lab/lab-spec.ts';
import { DEFAULT_JAEGER } from '../../runtime/jaeger-profile.ts';
import type { ImageOverrides } from '../../runtime/docker/image-names.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import * as parse from '../shell/options.ts';
import { RUNTIMES } from './open-runtime.ts';

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
  readonly env?: readonly ComponentEnv[];
  readonly faults: boolean;
  /** Absent for commands that cannot do without them. */
  readonly services?: boolean | undefined;
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
