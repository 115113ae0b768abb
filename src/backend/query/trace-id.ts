import { badRequest } from '../http/refusal.ts';

/**
 * A trace id as Jaeger 2.20 reads one in a path: up to 32 hex digits, or 16 bytes in base64.
 *
 * @returns 32 lower-case hex digits
 * @throws Refusal (400)
 */
export function traceIdInPath(text: string): string {
  if (/^[0-9a-f]{1,32}$/i.test(text)) return padded(text);
  // 16 bytes are 22 digits, the last of which carries only two bits.
  if (/^[0-9A-Za-z+/_-]{21}[AQgw](==)?$/.test(text)) {
    return Buffer.from(text, 'base64').toString('hex');
  }
  throw badRequest('invalid length for TraceID');
}

/** The same of a query string, where there is no base64. */
export function traceIdInQuery(text: string): string {
  if (/^[0-9a-f]{1,32}$/i.test(text)) return padded(text);
  const reason =
    text.length > 32 ? 'longer than 32 hex characters' : 'it is not made of hex digits';
  throw badRequest(`cannot parse traceID param: ${reason}`);
}

const padded = (hex: string): string => hex.toLowerCase().padStart(32, '0');

/** The legacy API prints an id of 64 bits with 16 digits. */
export const legacyTraceId = (id: string): string =>
  id.startsWith('0000000000000000') ? id.slice(16) : id;
