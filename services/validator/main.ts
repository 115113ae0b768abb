import { randomInt } from 'node:crypto';
import express from 'express';
import { pause } from '../shared/pause.ts';
import { serve } from '../shared/serve.ts';

const app = express();

app.get('/validate', async (_request, response) => {
  await pause(50, 300);
  response.json({ valid: true, score: randomInt(0, 101) });
});

serve('validator', app, 5001);
