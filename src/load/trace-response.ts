export interface ReportedTrace {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  readonly sampled: boolean;
}

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * Reads a `traceresponse` header, `00-<trace id>-<span id>-<flags>`.
 *
 * @returns undefined for one that is absent, repeated or malformed: no id is better than a wrong one
 * @see https://www.w3.org/TR/trace-context-2/#traceresponse-header
 */
export function parseTraceResponse(
  header: string | readonly string[] | undefined,
): ReportedTrace | undefined {
  if (typeof header !== 'string') return undefined;
  const [, version, traceId, spanId, flags, more] = FORM.exec(header) ?? [];
  if (version === undefined || traceId === undefined || flags === undefined) return undefined;
  const knownForm = version === '00' ? more === undefined : version !== 'ff';
  if (!knownForm || /^0+$/.test(traceId) || spanId === '0'.repeat(16)) return undefined;
  return { traceId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
