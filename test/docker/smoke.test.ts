import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { SmokeAnswer } from '../../src/cli/commands/smoke/answer.ts';
import {
  JAEGER_1,
  JAEGER_2,
  assertNothingLeft,
  dockerProgram,
  withLab,
} from '../support/docker-lab.ts';
import type { Ended } from '../support/program.ts';

/** The one document on stdout, valid by the schema that the program itself prints. */
async function answerIn(ended: Ended): Promise<SmokeAnswer> {
  await using program = await dockerProgram();
  const schema = JSON.parse((await program.run('schema', 'smoke')).stdout) as object;
  const answer = JSON.parse(ended.stdout) as SmokeAnswer;
  const validate = new Ajv2020().compile(schema);
  assert.ok(validate(answer), JSON.stringify(validate.errors));
  assert.equal(answer.exitCode, ended.code);
  assert.equal(answer.ok, ended.code === 0);
  return answer;
}

describe('smoke', () => {
  for (const { title, args } of [JAEGER_1, JAEGER_2]) {
    test(`exits 0 on a healthy lab with ${title}, and leaves nothing`, () =>
      withLab(async (program) => {
        const ended = await program.run('smoke', ...args);
        assert.equal(ended.code, 0, ended.stderr);
        const { traces, slowest, failures, artifacts } = await answerIn(ended);
        assert.deepEqual(
          { expected: traces?.expected, readable: traces?.readable, failures, artifacts },
          { expected: 20, readable: 20, failures: [], artifacts: undefined },
        );
        assert.match(slowest[0]?.path.at(-1) ?? '', /^enricher GET \/enrich/);
        await assertNothingLeft(program.name, program.stateHome);
      }));
  }

  test('exits 1 when traces are not as expected, and leaves logs and traces to look into', () =>
    withLab(async (program) => {
      const folder = join(program.folder, 'artifacts');
      const ended = await program.run(
        'smoke',
        '--artifacts',
        folder,
        '--env',
        'enricher.OTEL_TRACES_EXPORTER=none',
      );
      assert.equal(ended.code, 1, ended.stderr);
      const { traces, failures } = await answerIn(ended);
      assert.equal(traces?.wrong.length, 20);
      assert.match(
        failures.join(),
        /traces are not as expected \([0-9a-f]{32}: .*enricher GET \/enrich/,
      );
      const files = await readdir(folder);
      assert.deepEqual(files.filter((file) => !/^[0-9a-f]{32}\.json$/.test(file)).toSorted(), [
        'enricher.log',
        'gateway.log',
        'jaeger.log',
        'smoke.json',
        'traces.otlp.jsonl.gz',
        'validator.log',
      ]);
      assert.equal(files.length, 26);
      assert.match(await readFile(join(folder, 'gateway.log'), 'utf8'), /gateway/);
      await assertNothingLeft(program.name, program.stateHome);
    }));

  test('exits 1 when traces are missing', () =>
    withLab(async (program) => {
      // The services still say that they sample, but send their spans to a closed port.
      const ended = await program.run(
        'smoke',
        '-n',
        '5',
        '--env',
        '*.OTEL_EXPORTER_OTLP_ENDPOINT=http://jaeger:9',
      );
      assert.equal(ended.code, 1, ended.stderr);
      const { traces } = await answerIn(ended);
      assert.deepEqual([traces?.missing.length, traces?.late], [5, false]);
      await assertNothingLeft(program.name, program.stateHome);
    }));

  test('exits 4 when traces are late', () =>
    withLab(async (program) => {
      // Spans that leave after 20 s cannot be there after 2 s, and the lab knows that they may still come.
      const ended = await program.run(
        'smoke',
        '-n',
        '5',
        '--wait',
        '2s',
        '--env',
        '*.OTEL_BSP_SCHEDULE_DELAY=20000',
      );
      assert.equal(ended.code, 4, ended.stderr);
      const { traces, failures } = await answerIn(ended);
      assert.equal(traces?.late, true);
      assert.match(failures.join(), /5 of 5 traces were not readable in time/);
      await assertNothingLeft(program.name, program.stateHome);
    }));

  test('exits 3 with no runtime', async () => {
    await using program = await dockerProgram({
      DOCKER_HOST: 'unix:///no-such-folder/docker.sock',
    });
    const ended = await program.run('smoke');
    assert.equal(ended.code, 3, ended.stderr);
    assert.match((await answerIn(ended)).failures.join(), /no Docker engine answers/);
  });
});
