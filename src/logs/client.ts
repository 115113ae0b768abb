import { parseBaseUrl } from '../jaeger/base-url.ts';
import { httpOptions } from '../jaeger/client.ts';
import { openHttp } from '../jaeger/http.ts';
import type { ShippedLine } from './asked.ts';
import { askLoki } from './loki.ts';
import { askVictoriaLogs } from './victoria-logs.ts';

export interface LogClient extends AsyncDisposable {
  /** For a person: "VictoriaLogs at http://127.0.0.1:9428". */
  readonly called: string;
  /**
   * The lines of the traces whose id begins so, oldest first.
   *
   * @param digits hex digits in lower case
   * @throws LabError where the server does not answer as expected
   */
  linesOf(digits: string): Promise<ShippedLine[]>;
}

export interface LogClientOptions {
  /** Below which log lines are pushed: of a Loki, or of a VictoriaLogs, which ends in /insert. */
  readonly url: string;
  readonly lab: string;
  /** The lab started the server for itself: it may be asked for lines at once. */
  readonly isOfLab: boolean;
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 5_000;

/** Reads what services sent to a log server by Loki's push API: from a Loki or a VictoriaLogs. */
export function createLogClient({ url, lab, isOfLab, signal }: LogClientOptions): LogClient {
  const isLoki = !url.endsWith('/insert');
  const server = isLoki ? 'Loki' : 'VictoriaLogs';
  const base = parseBaseUrl(url.replace(/\/insert$/, ''), { isOfLab });
  const options = httpOptions({
    url,
    timeoutMs: TIMEOUT_MS,
    ...(signal && { signal }),
  });
  const http = openHttp(base, options, server);
  const asked = { http, called: `${server} at ${base.url}`, lab };
  return {
    called: asked.called,
    async linesOf(digits) {
      // A trace is known by its hex digits only: nothing else may become part of a query.
      if (!/^[0-9a-f]{1,32}$/.test(digits)) return [];
      const lines = await (isLoki
        ? askLoki(digits, asked)
        : askVictoriaLogs(digits, asked, isOfLab));
      return lines.toSorted((a, b) => (a.time < b.time ? -1 : 1)).map(({ line }) => line);
    },
    [Symbol.asyncDispose]: () => http.close(),
  };
}
