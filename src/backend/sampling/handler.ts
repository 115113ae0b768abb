import { jsonOf } from '../http/answer.ts';
import type { AnswerTo } from '../http/listen.ts';
import { badRequest } from '../http/refusal.ts';
import { routed } from '../http/route.ts';
import type { SamplingStrategies } from './strategies.ts';

/**
 * Answers services that ask how to sample: `GET /sampling?service=name`, as Jaeger 2.20 answers on port 5778. `/` and
 * `/api/sampling` are for clients of Jaeger 1.
 */
export const samplingHandler = (strategies: SamplingStrategies): AnswerTo =>
  routed([
    {
      path: /^\/(?:(?:api\/)?sampling)?$/,
      answer({ query }) {
        const [service = '', ...others] = query.getAll('service');
        if (service === '' || others.length > 0)
          throw badRequest("'service' parameter must be provided once");
        return jsonOf(strategies.strategyFor(service));
      },
    },
  ]);
