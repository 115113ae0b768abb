import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slowest } from '../../src/analysis/slowest.ts';
import { repeatedSentence } from '../../src/render/terminal/repeated.ts';
import { PLAIN, withShortNames } from '../../src/viewer/app/data/sentences.ts';
import { call, span, traceOf } from '../support/trace-builder.ts';
import { HOSTILE } from '../support/viewer-traces.ts';

test('names of 10 kB leave in sight what a sentence says about them', () => {
  const { long } = HOSTILE;
  const calls = Array.from({ length: 8 }, (_, i) =>
    call(long, `y${long}`, `GET ${long}`, {
      client: [10 + 40 * i, 45 + 40 * i],
      server: [12 + 40 * i, 43 + 40 * i],
    }),
  );
  const trace = traceOf([span(long, long, [0, 400], { kind: 'server' }, calls)], 'ab'.repeat(16));
  const [place] = withShortNames(slowest([trace], { by: 'path', limit: 10 })).repeated;
  assert.ok(place);
  const { mostCalls: count, mostSavedUs: savedUs, mostRetries: retries } = place;
  const sentence = repeatedSentence({ ...place, calls: count, savedUs, retries }, PLAIN);
  assert.match(sentence, /xxx….*8 × one after the other/);
  assert.ok(sentence.length < 400, sentence);
});
