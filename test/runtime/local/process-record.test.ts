import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { keeperOf } from '../../../src/runtime/local/keep-logs-short.ts';
import {
  type ProcessRecord,
  readRecords,
  writeRecord,
} from '../../../src/runtime/local/process-record.ts';

const record: ProcessRecord = {
  component: 'validator',
  scenario: 'tutorial',
  process: { pid: 7, startTime: '5' },
  runs: 'node validator.cjs',
  ports: [{ name: 'http', port: 5001, host: '127.0.0.1', hostPort: 5001 }],
  config: 'abc',
  stopsLast: false,
};

const damaged: [title: string, text: string][] = [
  ['empty', ''],
  ['cut off', JSON.stringify(record).slice(0, 50)],
  ['null', 'null'],
  ['a list', '[]'],
  ['an object of nothing', '{}'],
  ['without a process', JSON.stringify({ ...record, process: null })],
  ['with a pid that is a text', JSON.stringify({ ...record, process: { pid: '7' } })],
  ['without ports', JSON.stringify({ ...record, ports: undefined })],
  ['with malformed ports', JSON.stringify({ ...record, ports: [null] })],
  ['of another component', JSON.stringify({ ...record, component: '../../elsewhere' })],
];

for (const [title, text] of damaged)
  test(`a record that is ${title} is ignored, and the others are read`, async (t) => {
    const path = await mkdtemp(join(tmpdir(), 'records-'));
    t.after(() => rm(path, { recursive: true }));
    const folder = { lab: 'lab', path };
    await writeRecord(folder, record);
    await writeFile(join(path, 'enricher.json'), text);
    assert.deepEqual(await readRecords(folder), [record]);
    await writeFile(join(path, 'keeper'), text);
    assert.equal(await keeperOf(folder), undefined);
  });
