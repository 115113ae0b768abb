import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { otlpLine } from '../../src/files/otlp-line.ts';
import { fileIn, temporaryFolder } from '../support/trace-files.ts';
import { run } from '../support/run.ts';
import { span, traceOf } from '../support/trace-builder.ts';

const id = (n: number): string => n.toString(16).padStart(32, '0');
const request = traceOf([span('shop', 'GET /', [0, 100], { kind: 'server' })], id(1));
const checked = traceOf(
  [
    span('jaeger-lab-doctor', 'GET /', [0, 10], { kind: 'client' }, [
      span('shop', 'GET /', [1, 9], { kind: 'server' }),
    ]),
  ],
  id(2),
);
const marker = traceOf([span('jaeger-lab', 'up', [0, 1])], id(3));

test('traces of the program’s own checks are left out, and said; asked for, they are there', async () => {
  await using folder = await temporaryFolder();
  const lines = [request, checked, marker].map(otlpLine).join('');
  const file = await fileIn(folder, 'all.otlp.jsonl', lines);
  const found = async (...options: string[]): Promise<[ids: string[], note: string]> => {
    const { out, note } = await run(['traces', '--file', file, '--json', ...options]);
    const { traces } = JSON.parse(out) as { traces: { traceId: string }[] };
    return [traces.map(({ traceId }) => traceId).sort(), note];
  };
  const [ids, note] = await found();
  assert.deepEqual(ids, [id(1)]);
  assert.match(note, /2 traces of the program’s own checks left out: --service jaeger-lab-doctor/);
  assert.deepEqual((await found('--service', 'jaeger-lab-doctor'))[0], [id(2)]);
  const kept = join(folder.path, 'kept.otlp.jsonl');
  await run(['traces', '--file', file, '--out', kept]);
  const again = await run(['traces', '--file', kept, '--json']);
  assert.doesNotMatch(again.note, /left out/);
});
