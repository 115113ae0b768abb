import { describe, test } from 'node:test';
import { JAEGER_1, JAEGER_2, withLab } from '../support/docker-lab.ts';
import { keepsTraces } from '../support/production-story.ts';
import { SERVER_IMAGES, serversMissing } from '../support/server-images.ts';

/** 2.13.0 by name: what stands in for the newest may be another one, whose keys for Kafka differ. */
const V2 = [...JAEGER_2.args, '--jaeger', '2.13.0', ...SERVER_IMAGES];
const V1 = [...JAEGER_1.args, ...SERVER_IMAGES];

// `npm run prove -- storages` restarts every component, with each version of Jaeger.
describe('traces outlive restarts and the lab', () => {
  test(`Badger with ${JAEGER_2.title}`, () =>
    withLab(async (lab) => {
      await keepsTraces(lab, [...JAEGER_2.args, '--storage', 'badger'], ['jaeger']);
    }));

  const cases: [title: string, args: readonly string[], restarted: readonly string[]][] = [
    ['Elasticsearch with Jaeger 1.57', V1, ['elasticsearch']],
    ['Elasticsearch with Jaeger 2.13', V2, ['elasticsearch', 'collector']],
    ['Kafka before Elasticsearch with Jaeger 2.13', [...V2, '--buffer', 'kafka'], ['kafka']],
    ['Cassandra with Jaeger 2.13', [...V2, '--storage', 'cassandra'], ['query']],
  ];
  for (const [title, args, restarted] of cases)
    test(title, { skip: serversMissing }, () =>
      withLab(async (lab) => {
        await keepsTraces(lab, [...args, '--production'], restarted);
      }),
    );
});
