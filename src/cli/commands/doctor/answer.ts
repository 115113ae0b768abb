import * as z from 'zod';
import { causeNames } from '../../../model/cause.ts';
import type { Answer } from '../../answers/answer.ts';
import { insecure } from '../../answers/insecure.ts';

const finding = z.object({
  cause: z.enum(causeNames),
  title: z.string(),
  component: z.string(),
  tried: z.string(),
  from: z.string().describe('where it was tried'),
  cameBack: z.string(),
  means: z.string(),
  setting: z
    .object({ name: z.string(), value: z.string().optional() })
    .optional()
    .describe('the variable that causes it'),
  change: z.string().describe('the setting or code to change'),
  fix: z.string().optional().describe('the command that does it; absent outside a lab'),
});

export const doctorAnswer = z.object({
  schema: z.literal('jaeger-lab/doctor@1'),
  lab: z.string().optional(),
  jaegerUrl: z.string(),
  insecure,
  healthy: z.boolean(),
  findings: z.array(finding),
  checks: z.array(z.string()).describe('checks that passed'),
  marked: z
    .object({
      sent: z.int(),
      readBack: z.int(),
      p50Ms: z.number().optional().describe('until a span could be read by its id'),
      maxMs: z.number().optional(),
      listedMs: z
        .number()
        .optional()
        .describe('from then until it was in the list of services and in a search'),
    })
    .describe("the doctor's own spans, sent to Jaeger and read back"),
  tookMs: z.number(),
});

export type DoctorAnswer = Answer<z.infer<typeof doctorAnswer>>;
