import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { switchedFault } from '../../answers/switched-fault.ts';

export const injectAnswer = z.object({
  schema: z.literal('jaeger-lab/inject@1'),
  lab: z.string(),
  faults: z.array(switchedFault).describe('all active faults of the lab'),
});

export type InjectAnswer = Answer<z.infer<typeof injectAnswer>>;
