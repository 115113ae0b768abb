import * as z from 'zod';
import type { ExpectedSpan } from '../../../model/hierarchy.ts';
import type { Answer } from '../../answers/answer.ts';

const expectedSpan: z.ZodType<ExpectedSpan> = z.object({
  service: z.string(),
  name: z.string(),
  kind: z.enum(['internal', 'server', 'client', 'producer', 'consumer']),
  get children() {
    return z.array(expectedSpan).describe('in any order');
  },
});

export const scenariosAnswer = z.object({
  schema: z.literal('jaeger-lab/scenarios@1'),
  scenarios: z.array(z.object({ name: z.string(), about: z.string() })),
});

export const scenarioAnswer = z.object({
  schema: z.literal('jaeger-lab/scenario@1'),
  name: z.string(),
  about: z.string(),
  file: z.string().optional().describe('absent for one of the program’s own'),
  services: z.array(z.object({ name: z.string(), port: z.int() })),
  redis: z
    .object({
      roundTripMs: z.number().describe('how far away it is; 0 where it is asked directly'),
    })
    .optional()
    .describe('the Redis that services ask'),
  edges: z.array(z.object({ from: z.string(), to: z.string() })).describe('calls between services'),
  requests: z
    .array(
      z.object({
        name: z.string(),
        weight: z.number().describe('how often load sends it, beside the others'),
        service: z.string(),
        method: z.string(),
        path: z.string(),
        spans: z.int().describe('that it leaves'),
        expected: expectedSpan.describe('its hierarchy'),
      }),
    )
    .describe('requests that load sends'),
});

export type ScenariosAnswer = Answer<z.infer<typeof scenariosAnswer>>;
export type ScenarioAnswer = Answer<z.infer<typeof scenarioAnswer>>;
