import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type OutageFacts, outageCause } from '../../../../src/cli/commands/outage/cause.ts';
import { IN_MEMORY } from '../../../../src/lab/deployment.ts';

const kafka: OutageFacts = {
  role: 'buffer',
  jaeger: '1.57',
  deployment: { ...IN_MEMORY, storage: 'elasticsearch', buffer: 'kafka' },
  lost: 5,
  alsoEnded: [],
};

describe('why an outage lost spans', () => {
  for (const role of ['buffer', 'ingester', 'storage'] as const)
    test(`${role} of Jaeger 1: a newer version is named, not a setting that it does not have`, () => {
      const { setting = '' } = outageCause({ ...kafka, role });
      assert.match(setting, /jaeger-lab up --production --buffer kafka --jaeger 2\.13\.0$/);
    });

  for (const role of ['buffer', 'ingester', 'storage'] as const)
    test(`${role} of Jaeger 2: a setting is named`, () => {
      const { setting = '' } = outageCause({ ...kafka, role, jaeger: '2.13.0' });
      assert.match(setting, /^(exporters|receivers)\.kafka\./);
    });

  test('is another component that ended meanwhile', () => {
    const alsoEnded = [{ component: 'collector', ended: 'ended with exit code 2' }];
    const { cause } = outageCause({ ...kafka, alsoEnded });
    assert.equal(cause, 'collector ended with exit code 2');
  });

  test('is what kept the spans when nothing was lost', () => {
    const found = outageCause({ ...kafka, lost: 0 });
    assert.equal(found.setting, undefined);
    assert.match(found.cause, /^the collector kept the spans/);
  });
});
