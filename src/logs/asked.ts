import * as z from 'zod';
import { LabError, reasonOf } from '../base/errors.ts';
import type { Http } from '../jaeger/http.ts';
import type { ShippedLine } from './client.ts';

/** A server that is asked, and for which lab. */
export interface Asked {
  readonly http: Http;
  readonly called: string;
  readonly lab: string;
}

/** A line, and its time in a form whose order is that of the times: two lines of a millisecond differ. */
export interface TimedLine {
  readonly time: string;
  readonly line: ShippedLine;
}

/** What the services name a line by: labels, and metadata of the line. */
export const fields = z.object({
  component: z.string(),
  level: z.string(),
  trace_id: z.string(),
  span_id: z.optional(z.string()),
});

export const lineOf = (
  { component, level, trace_id: traceId, span_id: spanId }: z.infer<typeof fields>,
  timeMs: number,
  message: string,
): ShippedLine => ({ component, level, traceId, spanId, timeMs, message });

/**
 * Asks for a path, and reads the body.
 *
 * @throws LabError where the status is not 200, or `read` throws
 */
export async function answered<T>(
  path: string,
  { http, called }: Asked,
  read: (body: string) => T,
): Promise<T> {
  const { status, body } = await http.get(path);
  if (status !== 200)
    throw new LabError(
      `${called} answered ${status} to a query for log lines: ${body.slice(0, 200)}`,
    );
  try {
    return read(body);
  } catch (cause) {
    throw new LabError(`${called} did not answer a query as expected: ${reasonOf(cause)}`, {
      cause,
    });
  }
}
