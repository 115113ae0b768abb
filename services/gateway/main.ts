import express from 'express';
import { env } from '../shared/env.ts';
import { getJson } from '../shared/call.ts';
import { pause } from '../shared/pause.ts';
import { serve } from '../shared/serve.ts';

const VALIDATOR_URL = env('VALIDATOR_URL', 'http://localhost:5001');
const ENRICHER_URL = env('ENRICHER_URL', 'http://localhost:5002');

const app = express();

// One request, two calls, one after the other: the trace shows them as two steps of a staircase.
app.get('/process', async (_request, response) => {
  await pause(10, 50);
  try {
    const validate = await getJson(`${VALIDATOR_URL}/validate`);
    const enrich = await getJson(`${ENRICHER_URL}/enrich`);
    response.json({ gateway: 'ok', validate, enrich });
  } catch (error) {
    response.status(502).json({ gateway: 'failed', reason: (error as Error).message });
  }
});

serve('gateway', app, 5000);
