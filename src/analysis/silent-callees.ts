import { namedPeer } from './peer-name.ts';
import type { TimedSpan } from './span-times.ts';

/**
 * Which callees sent no spans in any of many requests, though they might have. Databases and queues never do, so that
 * nothing is missing there.
 */
export class SilentCallees {
  readonly #services = new Set<string>();
  /** By name: whether it may be a service, by all spans that call it. */
  readonly #callees = new Map<string, boolean>();

  /** @param all spans of one request */
  add(all: readonly TimedSpan[]): void {
    for (const { span, place } of all) {
      const { callee } = place.step;
      this.#services.add(span.resource.service);
      if (callee === undefined || this.#services.has(callee)) continue;
      if (this.#callees.get(callee) === false) continue;
      this.#callees.set(callee, namedPeer(span)?.type === 'virtual');
    }
  }

  /** Whether this callee of a step is one; to be asked when all requests were added. */
  has(callee: string | undefined): boolean {
    if (callee === undefined || this.#services.has(callee)) return false;
    return this.#callees.get(callee) ?? false;
  }
}
