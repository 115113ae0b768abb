import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { place } from '../../answers/places.ts';

export const repairAnswer = z.object({
  schema: z.literal('jaeger-lab/repair@1'),
  lab: z.string(),
  started: z.array(z.string()).describe('components that were started again'),
  lost: z.array(z.string()).describe('data that was only in the memory of these components'),
  components: z.array(place),
});

export type RepairAnswer = Answer<z.infer<typeof repairAnswer>>;
