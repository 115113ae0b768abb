import type { CauseName } from '../model/cause.ts';
import type { AddressOf } from '../runtime/runtime.ts';
import type { MetricsFlaw } from './monitor-empty.ts';
import type { Role } from './roles.ts';

/** One way to plant a cause in a component. */
export interface Variant {
  /** What is done, for `--spoil`. */
  readonly about: string;
  readonly in: Role;
  readonly settings?: (address: AddressOf) => Readonly<Record<string, string>>;
  /** Started without the tracing preload. */
  readonly untraced?: true;
  /** A part of Jaeger with a storage of its own, in memory. */
  readonly ownMemory?: true;
  /** A part of Jaeger that writes spans only now and then. */
  readonly storesLate?: true;
  /** A part of Jaeger whose mistake leaves the Monitor tab empty. */
  readonly metricsFlaw?: MetricsFlaw;
  /** A Prometheus that looks for metrics where there are none. */
  readonly scrapesNothing?: true;
}

export interface Plant {
  readonly cause: CauseName;
  /** What a user of the lab notices; it does not name the cause. */
  readonly symptom: string;
  readonly variants: readonly Variant[];
}

/** A variant that only sets variables. */
export const set = (
  role: Role,
  settings: Readonly<Record<string, string>> | NonNullable<Variant['settings']>,
  about: string,
): Variant => ({
  about,
  in: role,
  settings: typeof settings === 'function' ? settings : () => settings,
});
