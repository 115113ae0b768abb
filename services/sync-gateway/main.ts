import express from 'express';
import { getJson } from '../shared/call.ts';
import { env } from '../shared/env.ts';
import { pause } from '../shared/pause.ts';
import { serve } from '../shared/serve.ts';

const SYNC_URL = env('SYNC_URL', 'http://localhost:5201');
const MODES = ['one-by-one', 'batched'];

const app = express();

// The request of a client's "sync now": the files that have changed elsewhere.
app.get('/sync', async (request, response) => {
  const { mode = 'one-by-one' } = request.query;
  if (typeof mode !== 'string' || !MODES.includes(mode)) {
    response
      .status(400)
      .json({ sync: 'failed', reason: `mode must be one of: ${MODES.join(', ')}` });
    return;
  }
  await pause(5, 15);
  try {
    const files = await getJson(`${SYNC_URL}/files?mode=${mode}`);
    response.json({ sync: 'ok', files });
  } catch (error) {
    response.status(502).json({ sync: 'failed', reason: (error as Error).message });
  }
});

serve('sync-gateway', app, 5200);
