import { describe, test } from 'node:test';
import { JAEGER_1, JAEGER_2, withLab } from '../support/docker-lab.ts';
import { keepsTraces } from '../support/production-story.ts';

describe('traces outlive restarts and the lab', () => {
  for (const { title, args } of [JAEGER_1, JAEGER_2])
    test(`Badger with ${title}`, () =>
      withLab((lab) => keepsTraces(lab, [...args, '--storage', 'badger'], ['jaeger'])));

  test('Elasticsearch with a collector and a query of their own', () =>
    withLab((lab) =>
      keepsTraces(
        lab,
        [...JAEGER_2.args, '--jaeger', '2.13.0', '--production'],
        ['elasticsearch', 'query', 'collector'],
      ),
    ));
});
