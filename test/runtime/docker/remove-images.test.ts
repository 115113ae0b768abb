import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removeOldServices } from '../../../src/runtime/docker/remove-images.ts';
import { withHangingEngine } from './fake-engine.ts';

const NOW_S = 1_800_000_000;

/** As an engine lists them: built by the program, at that age. */
const IMAGES = [
  {
    Id: 'current',
    Created: NOW_S,
    RepoTags: ['jaeger-lab/services:c', 'jaeger-lab/services:latest'],
  },
  { Id: 'young', Created: NOW_S - 3_000, RepoTags: ['jaeger-lab/services:y'] },
  { Id: 'old', Created: NOW_S - 4_000, RepoTags: ['jaeger-lab/services:o'] },
  { Id: 'dangling', Created: NOW_S - 4_000, RepoTags: ['<none>:<none>'] },
  { Id: 'used', Created: NOW_S - 4_000, RepoTags: ['jaeger-lab/services:u'] },
];

test('after a build, old images of services go, and none that is in use or of the last hour', async () => {
  const removed: string[] = [];
  await withHangingEngine(
    (engine) => removeOldServices('current', engine),
    ({ method, url = '' }, response) => {
      const [, name] = /\/images\/(.+)$/.exec(decodeURIComponent(url.split('?')[0] ?? '')) ?? [];
      const answer = url.includes('/containers/json') ? [{ ImageID: 'used' }] : IMAGES;
      if (method === 'DELETE') removed.push(name ?? '');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(method === 'DELETE' ? [] : answer));
    },
  );
  assert.deepEqual(removed, ['jaeger-lab/services:o', 'dangling']);
});
