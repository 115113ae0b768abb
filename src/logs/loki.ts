import * as z from 'zod';
import { answered, type Asked, fields, lineOf, type TimedLine } from './asked.ts';

/** A stream for each set of labels; metadata of a line comes among its labels. */
const found = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('streams'),
    result: z.array(
      z.object({ stream: fields, values: z.array(z.tuple([z.string(), z.string()], z.unknown())) }),
    ),
  }),
});

/** Loki reads no more by default, of lines and of time. */
const MOST_LINES = 5_000;
const BACK_MS = 7 * 24 * 60 * 60_000;

/** Asks by LogQL. @see https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-within-a-range-of-time */
export async function askLoki(digits: string, asked: Asked): Promise<TimedLine[]> {
  const words = new URLSearchParams({
    query: `{lab=${JSON.stringify(asked.lab)}} | trace_id=~"${digits}.*"`,
    since: `${BACK_MS / 60_000}m`,
    limit: String(MOST_LINES),
    direction: 'forward',
  });
  return answered(`/loki/api/v1/query_range?${words.toString()}`, asked, (body) =>
    found.parse(JSON.parse(body)).data.result.flatMap(({ stream, values }) =>
      values.map(([time, message]) => ({
        time,
        line: lineOf(stream, Math.floor(Number(time) / 1e6), message),
      })),
    ),
  );
}
