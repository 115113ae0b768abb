import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { closedPlan } from '../../load/schedule.ts';
import * as parse from '../shell/options.ts';
import type { LoadWork } from './drive-load.ts';
import { type UpOptions, withUpOptions } from './up-options.ts';

/** The options of a command that brings up a lab for itself and drives load at it. */
export interface OwnLabOptions extends Omit<UpOptions, 'name'> {
  readonly name?: string;
  readonly n: number;
  readonly concurrency: number;
  readonly timeout: number;
  readonly wait: number;
  readonly artifacts: string;
}

interface Defaults {
  readonly n: number;
  readonly concurrency: number;
  readonly timeout: string;
  readonly artifacts: string;
}

/** @param artifacts what goes into the folder */
export function withOwnLabOptions(
  command: Command,
  artifacts: string,
  defaults: Defaults,
): Command {
  const own = command
    .option('-n, --n <requests>', 'number of requests', parse.count, defaults.n)
    .option('--concurrency <workers>', 'requests at a time', parse.count, defaults.concurrency)
    .addOption(parse.timeoutOption(defaults.timeout))
    .addOption(
      parse.durationOption('--wait <duration>', 'timeout for the traces to become readable', '30s'),
    )
    .option('--artifacts <folder>', `folder for ${artifacts}`, defaults.artifacts);
  return withUpOptions(own, parse.shared.name().default(undefined, 'one of its own'));
}

export interface OwnLab {
  readonly up: UpOptions;
  readonly load: Omit<LoadWork, 'lab' | 'faults'>;
}

/**
 * On free ports unless the options name others: it must not fail for what else runs on the machine.
 *
 * @param keep whether the lab stays up when the command is done
 */
export function ownLab(command: string, options: OwnLabOptions, keep = false): OwnLab {
  const { n, concurrency, timeout: timeoutMs, wait: waitMs } = options;
  const name = options.name ?? `${command}-${randomBytes(4).toString('hex')}`;
  return {
    up: {
      ...{ ...options, name, temporary: keep ? undefined : command },
      ...(options.portOffset === 0 && { ports: 'auto' as const }),
    },
    load: { plan: closedPlan(n, { concurrency, intervalMs: 0 }), timeoutMs, waitMs },
  };
}
