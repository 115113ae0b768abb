import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { JAEGER_1, JAEGER_2, withLab } from '../support/docker-lab.ts';
import { assertFoundAndFixed, examine, named } from '../support/doctor-story.ts';
import { assertSolvedByWhatIsPrinted } from '../support/learn-story.ts';
import { findsTraces, keepsThroughRestarts, keepsTraces } from '../support/production-story.ts';
import { assertCode } from '../support/program.ts';
import { SERVER_IMAGES, serversMissing } from '../support/server-images.ts';

/** 2.13.0 by name: what stands in for the newest may be another one, whose keys for Kafka differ. */
const V2 = [...JAEGER_2.args, '--jaeger', '2.13.0', ...SERVER_IMAGES];

test('the lesson about a storage is solved by a restart that leaves traces, and by nothing less', () =>
  withLab(async (lab) => {
    await lab.up(...JAEGER_2.args);
    const load = ['load', '--n', '5', '--interval', '0', '--quiet'] as const;
    assertCode(await lab.run(...load), 0);
    assertCode(await lab.run('learn', 'production'), 0);
    const missing = async (): Promise<string> => {
      const { code, stderr } = await lab.run('learn', '--check', '--quiet');
      assert.equal(code, EXIT.no, stderr);
      return stderr;
    };
    assert.match(await missing(), /traces are still kept in memory/);
    await lab.up(...JAEGER_2.args, '--storage', 'badger');
    // Those that were in memory.
    assert.match(await missing(), /none of the 5 traces from before the last start of Jaeger/);
    assertCode(await lab.run(...load), 0);
    assert.match(await missing(), /none of the 5 traces/);
    await assertSolvedByWhatIsPrinted(lab, 'production', [...JAEGER_2.args, '--ports', 'auto']);
    assertCode(await lab.run('down', '--volumes'), 0);
  }));

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
