import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { dependencyNode } from '../../answers/dependency-node.ts';
import { headline } from '../../answers/headline.ts';
import { insecure } from '../../answers/insecure.ts';

const times = z.object({
  n: z.int(),
  p50Us: z.int().optional(),
  p95Us: z.int().optional().describe('from 20 values on'),
  maxUs: z.int().optional(),
});

export const depsAnswer = z.object({
  schema: z.literal('jaeger-lab/deps@1'),
  jaegerUrl: z.string(),
  insecure,
  jaegerVersion: z.string().optional(),
  run: z.int().optional().describe('of the lab’s ledger; absent for a time window'),
  headline,
  traces: z.int(),
  incomplete: z.int().describe('traces in which calls without a callee do not count'),
  missing: z.array(z.string()).describe('trace ids of the run that Jaeger does not know'),
  unreadLinks: z.int().describe('links to traces that were not read'),
  nodes: z.array(dependencyNode),
  edges: z
    .array(
      z.object({
        from: dependencyNode,
        to: dependencyNode,
        kind: z.enum(['call', 'message']),
        count: z.int().describe('requests'),
        topics: z
          .array(z.object({ name: z.string(), count: z.int() }))
          .describe('of messages between services, most first'),
        errors: z.int(),
        caller: times.describe('as the caller saw it'),
        callee: times.describe('as the callee saw it'),
      }),
    )
    .describe('most requests first'),
  differences: z
    .array(
      z.object({
        from: z.string(),
        to: z.string(),
        ours: z.int(),
        jaeger: z.int(),
        reason: z.enum(['self-edge', 'span-pairs', 'other-traces', 'link', 'empty', 'fewer']),
      }),
    )
    .optional()
    .describe('against Jaeger’s own graph; absent where it could not be had'),
});

export type DepsAnswer = Answer<z.infer<typeof depsAnswer>>;
