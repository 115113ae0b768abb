import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { insecure } from '../../answers/insecure.ts';
import { listedTrace } from '../../answers/listed-trace.ts';

/** One line of `watch --json`: a trace that has just completed. */
export const watchAnswer = listedTrace.extend({
  schema: z.literal('jaeger-lab/watch@1'),
  insecure,
});

export type WatchAnswer = Answer<z.infer<typeof watchAnswer>>;
