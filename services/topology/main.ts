import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { getJson, postJson } from '../shared/call.ts';
import { env } from '../shared/env.ts';
import { log } from '../shared/log.ts';
import { serve } from '../shared/serve.ts';
import { type Call, type Endpoint, draw, readEndpoints } from './endpoints.ts';

const NAME = env('OTEL_SERVICE_NAME', 'topology');
const REDIS_URL = env('REDIS_URL');

const app = express();
// Most services do not use Redis, and do not load its client.
const redis =
  REDIS_URL === '' ? undefined : import('./redis.ts').then((it) => it.openRedis(REDIS_URL));

// One program for every service of a topology, configured by TOPOLOGY.
for (const endpoint of readEndpoints(env('TOPOLOGY', '[]'))) {
  app[endpoint.method === 'GET' ? 'get' : 'post'](endpoint.path, async (_request, response) => {
    const latencyMs = draw(endpoint.latency);
    // Even a timer of 0 takes a millisecond.
    if (latencyMs > 0) await sleep(latencyMs);
    if (Math.random() < endpoint.errors) {
      const reason = 'failed by its error rate';
      log('error', reason);
      response.status(500).json({ [NAME]: 'failed', reason });
      return;
    }
    try {
      await makeCalls(endpoint.steps);
      response.json({ [NAME]: 'ok' });
    } catch (error) {
      response.status(502).json({ [NAME]: 'failed', reason: (error as Error).message });
    }
  });
}

/** Runs the steps in order. Parallel calls all end before the response, even when one of them fails. */
async function makeCalls(steps: Endpoint['steps']): Promise<void> {
  for (const { parallel, calls } of steps) {
    const each = calls.flatMap((call) => Array<Call>(call.times).fill(call));
    if (parallel) await sideBySide(each);
    else for (const call of each) await ask(call);
  }
}

async function sideBySide(calls: readonly Call[]): Promise<void> {
  const ends = await Promise.allSettled(calls.map(ask));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

async function ask(call: Call): Promise<unknown> {
  if ('url' in call) return call.method === 'GET' ? getJson(call.url) : postJson(call.url);
  const askRedis = await redis;
  if (askRedis === undefined) throw new Error('REDIS_URL is not set');
  return askRedis(call);
}

serve(NAME, app, 5300);
