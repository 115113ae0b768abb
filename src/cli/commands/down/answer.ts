import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';

export const downAnswer = z.object({
  schema: z.literal('jaeger-lab/down@1'),
  lab: z.string(),
  removed: z
    .array(z.string())
    .describe('containers, networks, volumes and state; empty when there was no lab'),
});

export type DownAnswer = Answer<z.infer<typeof downAnswer>>;
