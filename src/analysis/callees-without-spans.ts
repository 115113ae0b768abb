import type { Span } from '../model/trace.ts';
import type { CallStep } from './call-path.ts';
import type { DependencyNode } from './dependency-graph.ts';
import { namedPeer } from './peer-name.ts';

/**
 * Which callees sent no spans in any of many requests, so that a call of theirs is the whole call and not a gap. Databases
 * and queues never send spans; of a callee of type `virtual` they might be missing.
 */
export class CalleesWithoutSpans {
  readonly #services = new Set<string>();
  readonly #callees = new Map<string, DependencyNode['type']>();

  add(span: Span, { callee }: CallStep): void {
    this.#services.add(span.resource.service);
    if (callee === undefined || this.#services.has(callee)) return;
    const before = this.#callees.get(callee) ?? 'virtual';
    if (before === 'virtual') this.#callees.set(callee, namedPeer(span)?.type ?? before);
  }

  /** In alphabetical order; to be asked when all spans were added. */
  finish(): DependencyNode[] {
    return Array.from(this.#callees, ([name, type]) => ({ type, name }))
      .filter(({ name }) => !this.#services.has(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** Whether a place is the whole call of a callee whose spans might have come: the reason of a headline. */
export const silenceOf = (
  callee: string | undefined,
  without: readonly DependencyNode[],
): 'callee-sent-no-spans' | undefined =>
  without.some(({ name, type }) => name === callee && type === 'virtual')
    ? 'callee-sent-no-spans'
    : undefined;
