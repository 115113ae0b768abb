import type { RequestListener } from 'node:http';
import { hostGuard } from '../query/guard.ts';
import { type Answer, jsonOf, NOT_FOUND, send, text } from '../query/send.ts';
import type { SamplingStrategies } from './strategies.ts';

export interface SamplingOptions {
  /** Names, without a port, that this server is reached by besides localhost and its address. */
  readonly allowedHosts?: readonly string[];
}

/** Tells services how to sample: `GET /sampling?service=name`, as Jaeger 2.20 answers on port 5778. */
export function samplingHandler(
  strategies: SamplingStrategies,
  options: SamplingOptions = {},
): RequestListener {
  const refusalOf = hostGuard(options.allowedHosts);
  return (request, response) => {
    const refusal = refusalOf(request);
    const answer =
      refusal === undefined ? answerTo(request.method, request.url) : text(403, refusal);
    void send(response, answer, request.method !== 'HEAD');
    request.resume();
  };

  function answerTo(method = '', url = '/'): Answer {
    const [path = '/', query = ''] = url.split('?', 2);
    if (!PATHS.has(path)) return NOT_FOUND;
    if (!METHODS.has(method)) {
      return { ...text(405, 'Method Not Allowed'), headers: { allow: 'GET, HEAD' } };
    }
    const [service = '', ...others] = new URLSearchParams(query).getAll('service');
    return service === '' || others.length > 0
      ? text(400, "'service' parameter must be provided once")
      : jsonOf(strategies.strategyFor(service));
  }
}

/** The last two for clients of Jaeger 1. */
const PATHS: ReadonlySet<string> = new Set(['/sampling', '/', '/api/sampling']);
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
