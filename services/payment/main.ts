import { randomUUID } from 'node:crypto';
import express from 'express';
import { pause } from '../shared/pause.ts';
import { serve } from '../shared/serve.ts';

const app = express();

// The end of the chain: its time is part of the time of all four services.
app.post('/pay', async (_request, response) => {
  await pause(30, 90);
  response.json({ paid: true, receipt: randomUUID() });
});

serve('payment', app, 5103);
