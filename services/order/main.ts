import express from 'express';
import { postJson } from '../shared/call.ts';
import { env } from '../shared/env.ts';
import { pause } from '../shared/pause.ts';
import { serve } from '../shared/serve.ts';

const PAYMENT_URL = env('PAYMENT_URL', 'http://localhost:5103');

const app = express();

// Records the order, then requests the payment: an order is only complete when it is paid.
app.post('/order', async (_request, response) => {
  await pause(20, 60);
  try {
    const payment = await postJson(`${PAYMENT_URL}/pay`);
    response.json({ order: 'made', payment });
  } catch (error) {
    response.status(502).json({ order: 'not completed', reason: (error as Error).message });
  }
});

serve('order', app, 5102);
