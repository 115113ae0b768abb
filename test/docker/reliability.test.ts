import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { COMPONENTS, killedInLoad } from '../../scripts/prove/reliability/components.ts';
import { cutOffInUp } from '../../scripts/prove/reliability/cut-off.ts';
import { enginePlace } from '../../scripts/prove/reliability/engine-place.ts';

describe('a small part of npm run prove -- reliability', () => {
  const place = enginePlace('Docker', process.env);
  for (const component of COMPONENTS)
    test(`${component}, killed in mid-load, is named and repaired; the figures are kept`, async () => {
      assert.deepEqual(await killedInLoad(place, component, 1000), []);
    });

  test('an engine whose proxy goes away in the middle of up', async () => {
    assert.deepEqual(await cutOffInUp(2000), []);
  });
});
