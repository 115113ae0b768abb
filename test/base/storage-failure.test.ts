import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { storageFailure } from '../../src/base/storage-failure.ts';

/** What Jaeger 1.57 (v1) and 2.13 (v2) and the servers really wrote when each failure was provoked. */
const FOLDER = 'test/fixtures/storage-failures';

const provoked: Readonly<Record<string, string>> = {
  'v1-default-cassandra':
    'it tried Cassandra at 127.0.0.1:9042, as Jaeger 1 does when SPAN_STORAGE_TYPE is not set',
  'v1-no-server-urls':
    'it tried Elasticsearch at 127.0.0.1:9200, as Jaeger does when it is given no address',
  'v1-unknown-type': 'SPAN_STORAGE_TYPE=elastic is not a storage that Jaeger has',
  'v2-unknown-backend': 'this version of Jaeger does not have elastic in its configuration',
  'v1-elasticsearch-refused':
    'Elasticsearch at http://elasticsearch:9201 cannot be reached: connection refused',
  'v2-elasticsearch-refused':
    'Elasticsearch at http://elasticsearch:9201 cannot be reached: connection refused',
  'v1-elasticsearch-away': 'Elasticsearch at http://nowhere:9200 cannot be reached: no such host',
  'v2-elasticsearch-away': 'Elasticsearch at http://nowhere:9200 cannot be reached: no such host',
  'v2-cassandra-away': 'the name of the Cassandra server does not resolve',
  'v1-keyspace-missing': 'Cassandra has no keyspace nope',
  'v2-keyspace-missing': 'Cassandra has no keyspace nope',
  'v1-template-refused':
    'the storage refused the index template jaeger-span: Setting index.mapper.dynamic was removed after version 6.0.0',
  'v2-template-refused':
    'the storage refused the index template jaeger-span: Setting index.mapper.dynamic was removed after version 6.0.0',
  'v1-version':
    'Jaeger was given a version of Elasticsearch that this server does not have: it refused the index template',
  'v2-version':
    'Jaeger was given a version of Elasticsearch that this server does not have: it refused the index template',
  'v1-kafka':
    'Kafka is not ready or cannot be reached: lookup nowhere on 127.0.0.11:53: no such host',
  'v2-kafka-away-collector':
    'Kafka at nowhere:9092 is not ready or cannot be reached: no such host',
  'v2-kafka-away-ingester': 'Kafka at nowhere:9092 is not ready or cannot be reached: no such host',
  'elasticsearch-flood-stage':
    'the disk is fuller than 3% (free: 62.9gb = 24.9%): Elasticsearch made its indices read-only',
  'v2-flood-stage':
    'Elasticsearch refuses to write: its indices are read-only, mostly because the disk is nearly full',
  'v1-read-only':
    'Elasticsearch refuses to write: its indices are read-only, mostly because the disk is nearly full',
  'v2-read-only':
    'Elasticsearch refuses to write: its indices are read-only, mostly because the disk is nearly full',
  'v1-red':
    'Elasticsearch refuses to write: index jaeger-span-2026-11-27 has a shard that is nowhere (cluster health red)',
  'v1-red-query':
    'Elasticsearch cannot read an index: none of its shards answers (cluster health red)',
  'v2-red-query':
    'Elasticsearch cannot read an index: none of its shards answers (cluster health red)',
  'v1-away-query': 'Jaeger has lost its storage: no server answers',
  'v2-away-query': 'Jaeger has lost its storage: no server answers',
  'elasticsearch-heap': 'it has too little memory: Java heap space',
  'elasticsearch-no-memory': 'it has too little memory',
  'elasticsearch-map-count':
    'vm.max_map_count of the machine is 65530; it needs 262144: sysctl -w vm.max_map_count=262144',
};

describe('what was written when a storage failed', () => {
  for (const [name, sentence] of Object.entries(provoked)) {
    test(`${name}: ${sentence}`, async () => {
      const text = await readFile(join(FOLDER, `${name}.log`), 'utf8');
      assert.equal(storageFailure(text.split('\n'))?.sentence, sentence);
    });
  }

  test('has a sentence for every recording', async () => {
    const recorded = (await readdir(FOLDER)).map((file) => file.replace(/\.log$/, ''));
    assert.deepEqual(recorded.toSorted(), Object.keys(provoked).toSorted());
  });

  test('names the setting of the kernel, as Elasticsearch 8 words its bootstrap check', () => {
    const line =
      'bootstrap check failure [1] of [1]: max virtual memory areas vm.max_map_count [65530] is too low, increase to at least [262144]; for more information see [https://www.elastic.co/guide/en/elasticsearch/reference/8.13/_maximum_map_count_check.html]';
    assert.match(storageFailure([line])?.sentence ?? '', /sysctl -w vm\.max_map_count=262144$/);
  });

  test('is not what a single node of Elasticsearch only warns of', async () => {
    const text = await readFile('test/fixtures/healthy/elasticsearch-single-node.log', 'utf8');
    assert.match(text, /vm\.max_map_count \[65530\] is too low/);
    assert.equal(storageFailure(text.split('\n')), undefined);
  });

  test('is not guessed from the lines of a healthy start', () => {
    const lines = [
      'Everything is ready. Begin running and processing data.',
      'Starting HTTP server',
    ];
    assert.equal(storageFailure(lines), undefined);
  });

  test('of a container that was ended for its memory is the memory', () => {
    assert.match(storageFailure(['ran out of memory'])?.hint ?? '', /more memory/);
  });
});
