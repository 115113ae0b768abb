import express from 'express';
import { postJson } from '../shared/call.ts';
import { env } from '../shared/env.ts';
import { pause } from '../shared/pause.ts';
import { serve } from '../shared/serve.ts';

const ORDER_URL = env('ORDER_URL', 'http://localhost:5102');

const app = express();

// Looks up the customer, then requests the order.
app.post('/user', async (_request, response) => {
  await pause(10, 30);
  try {
    const order = await postJson(`${ORDER_URL}/order`);
    response.json({ name: 'Ada', order });
  } catch (error) {
    response.status(502).json({ name: 'Ada', reason: (error as Error).message });
  }
});

serve('user', app, 5101);
