import * as z from 'zod';
import type { Answer } from './answer.ts';

/** Where a component's ports are published. */
export const place = z.object({
  name: z.string(),
  runs: z.string().describe('an image, or a program'),
  ports: z.array(
    z.object({
      name: z.string(),
      port: z.int().describe('where the component listens'),
      host: z.string(),
      hostPort: z.int().describe('where a person reaches it'),
    }),
  ),
});

/** Where a lab's Jaeger takes spans, is asked, and is looked at. */
export const endpoints = z.object({
  otlpHttp: z.string().optional().describe('for OTEL_EXPORTER_OTLP_ENDPOINT with http/protobuf'),
  otlpGrpc: z.string().optional().describe('for OTEL_EXPORTER_OTLP_ENDPOINT with grpc'),
  query: z.string().optional().describe('base URL of the query API'),
  ui: z.string().optional().describe('absent where the backend has none'),
});

export type EndpointsAnswer = Answer<z.infer<typeof endpoints>>;
