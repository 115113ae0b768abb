import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';

export const pruneAnswer = z.object({
  schema: z.literal('jaeger-lab/prune@1'),
  url: z.string().describe('of the storage'),
  prefix: z.string().describe('of the names of its indices'),
  keepMs: z.number().describe('everything younger stays'),
  deleted: z.boolean().describe('false: a dry run'),
  bytes: z.int().describe('of the indices to delete'),
  indices: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['span', 'service', 'dependencies', 'sampling']),
      createdAt: z.string().describe('RFC 3339'),
      documents: z.int().optional(),
      bytes: z.int(),
      action: z.enum(['delete', 'keep']),
    }),
  ),
});

export type PruneAnswer = Answer<z.infer<typeof pruneAnswer>>;
