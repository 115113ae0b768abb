import * as z from 'zod';
import type { Answer } from './answer.ts';
import { insecure } from './insecure.ts';

const times = z
  .object({
    n: z.int(),
    meanUs: z.int().optional(),
    p50Us: z.int().optional(),
    p95Us: z.int().optional().describe('from 20 values on'),
    p99Us: z.int().optional().describe('from 100 values on'),
    maxUs: z.int().optional(),
  })
  .describe('exact percentiles by nearest rank');

export const loadSummary = z.object({
  requests: z.int(),
  sent: z.int(),
  ok: z.int(),
  failed: z.int(),
  failures: z.array(
    z.object({
      kind: z.string(),
      status: z.int().optional(),
      count: z.int(),
      reason: z.string().optional().describe('reason of the first of them'),
    }),
  ),
  statuses: z.array(z.object({ status: z.int(), count: z.int() })),
  response: times.describe('of the good ones, from when each was due to the end of its answer'),
  service: times.describe('of the good ones, from when each was really sent'),
  lateness: times.describe('of all sent, from when each was due to when it was really sent'),
  durationUs: z.int(),
  sentPerSecond: z.number().optional(),
  answeredPerSecond: z.number().optional(),
  traced: z.int().describe('answers that named their trace'),
  sampled: z.int().describe('those of them that were sampled'),
});

export const awaitedTraces = z.object({
  expected: z.int().describe('requests that their service sampled'),
  readable: z.int().describe('found by id, with every expected span'),
  notSampled: z.int(),
  withoutId: z.int().describe('requests that brought back no trace id'),
  ids: z.array(z.string()),
  missing: z.array(z.string()).describe('never seen'),
  wrong: z.array(z.object({ traceId: z.string(), faults: z.array(z.string()) })),
  late: z.boolean().describe('time ran out while more could still have come'),
  waitedMs: z.number().describe('from the end of the last request'),
  delay: z
    .object({
      n: z.int().describe('requests that were followed, of those during the load'),
      p50Ms: z.number(),
      maxMs: z.number(),
    })
    .optional()
    .describe('from the end of a request until its whole trace could be read, in a storage'),
});

export const loadAnswer = z.object({
  schema: z.literal('jaeger-lab/load@1'),
  lab: z.string(),
  insecure,
  run: z.int().describe('in the ledger; 0 for requests that went elsewhere than to a lab'),
  request: z.string().optional().describe('as --request named it'),
  faults: z
    .array(z.object({ fault: z.string(), requests: z.int() }))
    .describe('that requests carried as baggage, as given by --fault'),
  seed: z.int().optional().describe('of the random numbers that dealt the faults'),
  url: z.string(),
  interrupted: z.boolean(),
  planned: z.int().optional().describe('requests of the plan; an interrupted run sent fewer'),
  unplanned: z.int().describe('failed requests without a planted fault'),
  summary: loadSummary,
  byRequest: z
    .array(
      z.object({
        name: z.string(),
        requests: z.int(),
        sent: z.int(),
        ok: z.int(),
        failed: z.int(),
        response: times.describe('of the good ones, from when each was due'),
      }),
    )
    .optional()
    .describe('each kind of request, where load chose among several'),
  traces: awaitedTraces
    .optional()
    .describe('absent when Ctrl-C ended the run or Jaeger did not answer'),
});

export type LoadAnswer = Answer<z.infer<typeof loadAnswer>>;
export type TracesAnswer = Answer<z.infer<typeof awaitedTraces>>;
