export interface ReportedTrace {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  readonly sampled: boolean;
}

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * Parses a `traceresponse` header, `00-<trace id>-<span id>-<flags>`.
 *
 * @returns undefined when it is malformed: no id is better than a wrong one
 * @see https://www.w3.org/TR/trace-context-2/#traceresponse-header
 */
export function parseTraceResponse(header: string): ReportedTrace | undefined {
  const [, version, traceId, spanId, flags, more] = FORM.exec(header) ?? [];
  if (version === undefined || traceId === undefined || flags === undefined) return undefined;
  const knownForm = version === '00' ? more === undefined : version !== 'ff';
  if (!knownForm || /^0+$/.test(traceId) || spanId === '0'.repeat(16)) return undefined;
  return { traceId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

const NAME = 'traceresponse';

/**
 * Finds and parses the `traceresponse` header of a response.
 *
 * @param headers names and values alternating, as received
 * @returns undefined when it is missing, malformed or given more than once
 */
export function traceResponseIn(headers: readonly Buffer[]): ReportedTrace | undefined {
  const value = headerIn(headers, NAME);
  return value === undefined ? undefined : parseTraceResponse(value);
}

/**
 * @param headers names and values alternating, as received
 * @param wanted in lower case
 * @returns undefined when it is missing or given more than once
 */
export function headerIn(headers: readonly Buffer[], wanted: string): string | undefined {
  let value: Buffer | undefined;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index];
    if (name?.length !== wanted.length || name.toString('latin1').toLowerCase() !== wanted)
      continue;
    if (value) return undefined;
    value = headers[index + 1];
  }
  return value?.toString('latin1');
}
