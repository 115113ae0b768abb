import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';

export const logsAnswer = z.object({
  schema: z.literal('jaeger-lab/logs@1'),
  lab: z.string(),
  from: z
    .string()
    .describe('"components": their own logs; else the server that the services send their logs to'),
  traceId: z.string().optional().describe('with --trace'),
  lines: z
    .array(
      z.object({
        component: z.string(),
        time: z.string().optional().describe('absent, as level, where the line is not JSON'),
        level: z.string().optional(),
        message: z.string().describe('the whole line where it is not JSON'),
        traceId: z.string().optional(),
        spanId: z.string().optional(),
      }),
    )
    .describe('oldest first within a component; with --trace oldest first'),
});

export type LogsAnswer = Answer<z.infer<typeof logsAnswer>>;
