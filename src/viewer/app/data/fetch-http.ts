import { Interrupted, reasonOf, LabError } from '../../../base/errors.ts';
import type { BaseUrl } from '../../../jaeger/base-url.ts';
import type { Http } from '../../../jaeger/http.ts';
import { JAEGER_GONE } from '../../lab-routes.ts';

const TIMEOUT_MS = 60_000;

/** GETs to the server that the page came from, over the browser's own connections. */
export function fetchHttp(base: BaseUrl): Http {
  return {
    async get(path) {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      try {
        const answer = await fetch(`${base.url}${path}`, {
          headers: { accept: 'application/json' },
          signal,
        });
        const body = await answer.text();
        const type = answer.headers.get('content-type');
        if (answer.status === JAEGER_GONE.status && type === JAEGER_GONE.type)
          throw new LabError(body, { hint: 'read the traces again (↻) once it is back' });
        return { status: answer.status, body, location: undefined };
      } catch (cause) {
        if (cause instanceof LabError) throw cause;
        if (signal.aborted)
          throw new LabError(`no answer within ${TIMEOUT_MS / 1000} s`, { cause });
        if (cause instanceof DOMException) throw new Interrupted();
        throw new LabError(`cannot reach ${base.url}: ${reasonOf(cause)}`, { cause });
      }
    },
    close: () => Promise.resolve(),
  };
}
