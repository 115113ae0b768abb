import { operationOf } from '../../analysis/operation.ts';
import type { Trace } from '../../model/trace.ts';
import type { TraceChoice } from '../shell/trace-options.ts';

/** More names are of no use in a hint. */
const MOST_NAMES = 10_000;

/** The operations of the traces that were read, where the choice names some: Jaeger knows only the names of spans. */
export class SeenOperations {
  readonly #isAsked: boolean;
  readonly #byService = new Map<string, Set<string>>();
  #count = 0;

  constructor({ operation, notOperation }: Pick<TraceChoice, 'operation' | 'notOperation'>) {
    this.#isAsked = operation !== undefined || notOperation !== undefined;
  }

  add({ spans }: Trace): void {
    if (!this.#isAsked) return;
    for (const span of spans) {
      const { service } = span.resource;
      const names = this.#byService.get(service) ?? new Set();
      this.#byService.set(service, names);
      for (const name of [operationOf(span), span.name]) {
        if (names.has(name) || this.#count === MOST_NAMES) continue;
        names.add(name);
        this.#count += 1;
      }
    }
  }

  /** Folded ones before the names of spans. @param service of any where none is named */
  namesOf(service: string | undefined): string[] {
    if (service !== undefined) return [...(this.#byService.get(service) ?? [])];
    return [...new Set([...this.#byService.values()].flatMap((names) => [...names]))];
  }
}
