import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';

export const targetsAnswer = z.object({
  schema: z.literal('jaeger-lab/targets@1'),
  targets: z.array(
    z.object({
      name: z.string(),
      jaegerUrl: z.string(),
      otlpUrl: z.string().optional(),
      headers: z
        .array(z.object({ name: z.string(), value: z.string() }))
        .describe('values are references to secrets, or need not be kept secret'),
      bearerToken: z.string().optional().describe('the reference, such as env:TOKEN'),
      ca: z.string().optional(),
      cert: z.string().optional(),
      key: z.string().optional().describe('the path of the file'),
      insecure: z.boolean(),
    }),
  ),
});

export type TargetsAnswer = Answer<z.infer<typeof targetsAnswer>>;
