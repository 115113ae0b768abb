import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JAEGER_1, JAEGER_2, withLab } from '../support/docker-lab.ts';
import { assertFoundAndFixed, examine, named } from '../support/doctor-story.ts';
import { findsTraces, keepsThroughRestarts, keepsTraces } from '../support/production-story.ts';
import { assertCode } from '../support/program.ts';
import { SERVER_IMAGES, serversMissing } from '../support/server-images.ts';

/** 2.13.0 by name: what stands in for the newest may be another one, whose keys for Kafka differ. */
const V2 = [...JAEGER_2.args, '--jaeger', '2.13.0', ...SERVER_IMAGES];

// `npm run prove -- storages` restarts every component, of each storage with each version of Jaeger.
describe('traces outlive restarts and the lab', () => {
  test(`Badger with ${JAEGER_2.title}`, () =>
    withLab(async (lab) => {
      await keepsTraces(lab, [...JAEGER_2.args, '--storage', 'badger'], ['jaeger']);
    }));

  test('Cassandra with Jaeger 2.13', { skip: serversMissing }, () =>
    withLab(async (lab) => {
      await keepsThroughRestarts(lab, [...V2, '--storage', 'cassandra'], ['cassandra']);
      assertCode(await lab.run('down', '--volumes'), 0);
    }),
  );

  // One lab for both: Elasticsearch keeps running between them.
  test(
    'Elasticsearch behind Kafka with Jaeger 2.13, one part with a storage of its own, then with 1.57',
    { skip: serversMissing },
    () =>
      withLab(async (lab) => {
        const buffered = [...V2, '--production', '--buffer', 'kafka'];
        await keepsTraces(lab, buffered, ['elasticsearch', 'ingester'], async () => {
          await assertFoundAndFixed(lab, ['storage']);
          assert.deepEqual(named(await examine(lab)), []);
          const old = [...JAEGER_1.args, ...SERVER_IMAGES];
          await findsTraces(lab, [...old, '--storage', 'elasticsearch']);
        });
      }),
  );
});
