import express from 'express';
import { postJson } from '../shared/call.ts';
import { env } from '../shared/env.ts';
import { pause } from '../shared/pause.ts';
import { serve } from '../shared/serve.ts';

const USER_URL = env('USER_URL', 'http://localhost:5101');

const app = express();

// The entry for customers' requests. Behind it each service calls the next.
app.post('/checkout', async (_request, response) => {
  await pause(5, 15);
  try {
    const user = await postJson(`${USER_URL}/user`);
    response.json({ checkout: 'ok', user });
  } catch (error) {
    response.status(502).json({ checkout: 'failed', reason: (error as Error).message });
  }
});

serve('api-gateway', app, 5100);
