import * as z from 'zod';
import { answered, type Asked, fields, lineOf, type TimedLine } from './asked.ts';

const found = z.object({ ...fields.shape, _time: z.string(), _msg: z.string() });

/**
 * Asks by LogsQL; the answer is a line of JSON for each log line, in no order.
 *
 * @param atOnce what was received a moment ago is not found yet, unless the server is asked to be quick
 * @see https://docs.victoriametrics.com/victorialogs/querying/#querying-logs
 */
export async function askVictoriaLogs(
  digits: string,
  asked: Asked,
  atOnce: boolean,
): Promise<TimedLine[]> {
  if (atOnce) await asked.http.get('/internal/force_flush');
  const query = `{lab=${JSON.stringify(asked.lab)}} trace_id:${digits}*`;
  const path = `/select/logsql/query?${new URLSearchParams({ query }).toString()}`;
  return answered(path, asked, (body) =>
    body
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const { _time: time, _msg: message, ...named } = found.parse(JSON.parse(line));
        return { time, line: lineOf(named, new Date(time).getTime(), message) };
      }),
  );
}
