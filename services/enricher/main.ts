import express from 'express';
import { pause } from '../shared/pause.ts';
import { serve } from '../shared/serve.ts';

const app = express();

// Up to 800 ms: most of a request's time, as its trace shows.
app.get('/enrich', async (_request, response) => {
  await pause(100, 800);
  response.json({ enriched: true, tags: ['user', 'premium', 'beta'] });
});

serve('enricher', app, 5002);
