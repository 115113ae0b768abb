import type { Span, Trace } from '../model/trace.ts';

/** A call, or the wrapper around the only one that stands for it. */
const CALLS = /^((db|rpc|http\.request|messaging|message_bus)\.|http\.(method|url)$)/;
/** Looked through for one call; a wrapper of a call has few spans. */
const MOST_WRAPPED = 16;

/** Whether a span is a call to another component: `resize` is work, `SELECT` is a call. */
export function isCall({ kind, attributes }: Span): boolean {
  if (kind === 'client' || kind === 'producer') return true;
  if (kind === 'server' || kind === 'consumer') return false;
  return Object.keys(attributes).some((key) => CALLS.test(key));
}

/**
 * The calls that a span makes: its children that are calls, and for a child that only wraps one (a resolver, an ORM) that
 * one.
 */
export function callsBelow(parent: Span, trace: Trace): Span[] {
  return trace.children(parent.spanId).flatMap((child) => {
    if (isCall(child)) return [child];
    return child.kind === 'server' || child.kind === 'consumer' ? [] : onlyCallBelow(child, trace);
  });
}

function onlyCallBelow(wrapper: Span, trace: Trace): [] | [Span] {
  let found: Span | undefined;
  const waiting = [...trace.children(wrapper.spanId)];
  for (let looked = 0; waiting.length > 0; looked += 1) {
    const next = waiting.pop();
    if (next === undefined || looked === MOST_WRAPPED) return [];
    if (!isCall(next)) waiting.push(...trace.children(next.spanId));
    else if (found === undefined) found = next;
    else return [];
  }
  return found === undefined ? [] : [found];
}
