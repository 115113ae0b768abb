import express from 'express';
import { pause } from '../shared/pause.ts';
import { env } from '../shared/env.ts';
import { serve } from '../shared/serve.ts';
import { FILES, openIndex } from './file-index.ts';

const index = openIndex(env('REDIS_URL', 'redis://localhost:6379'));
const app = express();

// The result is the same either way; the difference is how often the service waits for the remote Redis.
app.get('/files', async (request, response) => {
  try {
    const revisions =
      request.query['mode'] === 'batched'
        ? await index.batched(FILES)
        : await index.oneByOne(FILES);
    // Compares them with the client's revisions.
    await pause(80, 100);
    response.json(Object.fromEntries(FILES.map((file, i) => [file, revisions[i]])));
  } catch (error) {
    response.status(502).json({ files: 'failed', reason: (error as Error).message });
  }
});

serve('sync', app, 5201);
