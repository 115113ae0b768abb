import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { ROLES } from './cause.ts';

export const outageAnswer = z.object({
  schema: z.literal('jaeger-lab/outage@1'),
  lab: z.string(),
  component: z.string(),
  role: z.enum(ROLES).describe('its part in the lab'),
  run: z.int().describe('for verify --run'),
  stoppedAt: z.string().describe('RFC 3339'),
  downMs: z.number().describe('from the stop until it was ready again'),
  requests: z.int(),
  failed: z.int().describe('requests without a good response'),
  accepted: z.int().describe('good responses whose service sampled them'),
  readable: z.int().describe('of the accepted ones: found with every expected span'),
  incomplete: z.int().describe('of the accepted ones: found, but spans are missing'),
  missing: z.int().describe('of the accepted ones: no span was found'),
  lost: z.int().describe('accepted - readable'),
  acceptedWhileDown: z.int(),
  lostWhileDown: z.int(),
  isExact: z.boolean().describe('false: spans were still arriving when the wait ended'),
  alsoEnded: z
    .array(z.object({ component: z.string(), ended: z.string() }))
    .describe('other components that ended meanwhile, and do not run'),
  cause: z.string().describe('why spans were lost, or what kept them'),
  setting: z.string().optional().describe('the setting that would have kept them'),
  lostTraceIds: z.array(z.string()),
});

export type OutageAnswer = Answer<z.infer<typeof outageAnswer>>;
