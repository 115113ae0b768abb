import { DOCTOR, MARKER } from '../../jaeger/own-spans.ts';
import type { Trace } from '../../model/trace.ts';
import { counted } from '../../model/counted.ts';
import type { TraceChoice } from '../shell/trace-options.ts';
import type { Scope } from './trace-source.ts';

const OWN: ReadonlySet<string> = new Set([DOCTOR, MARKER]);

/** Traces that the program's own checks left. They say nothing of a system, and are left out of a time that is looked at. */
export class OwnTraces {
  readonly #areWanted: boolean;
  #count = 0;

  constructor({ run }: Scope, { service = '' }: TraceChoice) {
    this.#areWanted = run !== undefined || OWN.has(service);
  }

  /** Counts the trace if it is one of them, and not asked for. */
  has(trace: Trace | undefined): boolean {
    const isOwn =
      !this.#areWanted && (trace?.spans.some(({ resource }) => OWN.has(resource.service)) ?? false);
    if (isOwn) this.#count += 1;
    return isOwn;
  }

  notes(): string[] {
    if (this.#count === 0) return [];
    return [
      `${counted(this.#count, 'trace')} of the program’s own checks left out: --service ${DOCTOR} shows them`,
    ];
  }
}
