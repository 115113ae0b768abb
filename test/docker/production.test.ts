import { describe, test } from 'node:test';
import { JAEGER_2, withLab } from '../support/docker-lab.ts';
import { keepsTraces } from '../support/production-story.ts';
import { SERVER_IMAGES, serversMissing } from '../support/server-images.ts';

/** 2.13.0 by name: what stands in for the newest may be another one, whose keys for Kafka differ. */
const V2 = [...JAEGER_2.args, '--jaeger', '2.13.0', ...SERVER_IMAGES];

// `npm run prove -- storages` restarts every component, of each storage with each version of Jaeger.
describe('traces outlive restarts and the lab', () => {
  test(`Badger with ${JAEGER_2.title}`, () =>
    withLab(async (lab) => {
      await keepsTraces(lab, [...JAEGER_2.args, '--storage', 'badger'], ['jaeger']);
    }));

  test('Elasticsearch with Jaeger 2.13', { skip: serversMissing }, () =>
    withLab(async (lab) => {
      await keepsTraces(lab, [...V2, '--production'], ['elasticsearch', 'collector']);
    }),
  );
});
