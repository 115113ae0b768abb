/** A page of a trace in Jaeger's user interface, as a browser shows its address: some leave out the scheme. */
const PAGE = /^(?:https?:\/\/)?[^\s/]+\/(?:\S+\/)?trace\/([0-9a-f]{1,32})(?:[/?#]\S*)?$/i;
/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/i;

/**
 * The digits of the trace id in what a person typed or pasted: an id or its beginning, the address of its page, or a
 * `traceparent`.
 *
 * @returns in lower case; undefined for anything else
 */
export function typedTraceId(typed: string): string | undefined {
  const text = typed.trim();
  const id = (PAGE.exec(text)?.[1] ?? TRACEPARENT.exec(text)?.[1] ?? text).toLowerCase();
  return /^[0-9a-f]{1,32}$/.test(id) ? id : undefined;
}
