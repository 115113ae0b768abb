import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { clockDisagreement } from '../../answers/clocks.ts';
import { calleesWithoutSpans } from '../../answers/dependency-node.ts';
import { headline, interval } from '../../answers/headline.ts';
import { insecure } from '../../answers/insecure.ts';

const pair = <T extends z.ZodType>(of: T) => z.object({ a: of, b: of });
const step = { service: z.string(), name: z.string().describe('as the span is named') };

export const compareAnswer = z.object({
  schema: z.literal('jaeger-lab/compare@1'),
  jaegerUrl: z.string(),
  insecure,
  jaegerVersion: z.string().optional(),
  names: pair(z.string()).describe('b is explained by comparison with a'),
  missing: z.array(z.string()).describe('trace ids of the runs that Jaeger does not know'),
  groupBy: z.string().optional().describe('service, operation, or the key of an attribute'),
  roots: pair(z.object(step)),
  traces: pair(z.int()),
  meanUs: pair(z.int()).describe('mean request duration'),
  deltaUs: z.number().describe('mean b less mean a; those of all places add up to it'),
  places: z.array(
    z.object({
      group: z.string().optional().describe('value of the row, by service or attribute'),
      steps: z
        .array(z.object({ ...step, callee: z.string().optional() }))
        .describe('from the root down; of more than 64 the first 32 and the last; none of a group'),
      level: z.int().describe('1 for the root, 0 for a group'),
      change: z.enum(['only-a', 'only-b', 'structure', 'time']),
      presentIn: pair(z.int()),
      spansPerTrace: pair(z.number()),
      totalUs: pair(z.int()).describe('critical-path time'),
      meanUs: pair(z.number()),
      deltaUs: z.number(),
      share: z.number().optional().describe('of the difference; absent where that is 0'),
      p: z
        .number()
        .optional()
        .describe('adjusted for the number of places; absent without evidence'),
    }),
  ),
  attributes: z.array(
    z.object({
      service: z.string(),
      key: z.string(),
      value: z.string(),
      presentIn: pair(z.int()),
      implied: z.int().describe('others that hold wherever this one does'),
    }),
  ),
  labels: z
    .enum(['dealt', 'runs', 'not-dealt', 'by-tag', 'by-duration', 'single'])
    .describe('only labels dealt at random within one run, or to whole runs, permit a test'),
  evidence: z
    .object({
      unit: z.enum(['request', 'run']).describe('unit of the permutation test'),
      method: z.enum(['exact', 'draws']),
      permutations: z.int(),
      smallestP: z.number(),
      p: z.number(),
      tooFew: z.boolean().describe('these group sizes cannot reach p ≤ 0.05'),
    })
    .optional(),
  interval: interval.optional().describe('95 % of deltaUs, over requests or runs'),
  headline,
  calleesWithoutSpans,
  clocks: z.array(clockDisagreement).describe('clocks that disagree'),
  rawClocks: z.boolean().describe('whether the times are as they were sent'),
  incomplete: pair(z.int()).describe('traces left out'),
  failed: pair(z.int()).describe('compared requests whose root failed'),
  otherOperations: pair(z.int()).describe(
    'traces that began with another operation; for --slowest-vs-median all in a',
  ),
});

export type CompareAnswer = Answer<z.infer<typeof compareAnswer>>;
