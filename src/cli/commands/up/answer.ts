import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { endpoints, place } from '../../answers/places.ts';

export const upAnswer = z.object({
  schema: z.literal('jaeger-lab/up@1'),
  lab: z.string(),
  scenario: z.string(),
  runtime: z.enum(['docker', 'local']),
  tookMs: z.number().describe('from the start of the command until every component was ready'),
  components: z.array(place),
  endpoints,
});

export type UpAnswer = Answer<z.infer<typeof upAnswer>>;
