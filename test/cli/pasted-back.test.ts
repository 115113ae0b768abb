import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { parseMoment } from '../../src/cli/shell/moment.ts';
import type { Terminal } from '../../src/cli/context.ts';
import { zonedTime } from '../../src/model/instant.ts';
import { micros } from '../../src/model/units.ts';
import { readRecording, replay } from '../jaeger/recordings.ts';
import { labWithRun } from '../support/lab-with-run.ts';
import { run } from '../support/run.ts';

const FIRST = '0af7651916cd43dd8448eb211c80319c';
const CHECKOUT = '1af7651916cd43dd8448eb211c80319c';
const screen: Terminal = {
  isTTY: true,
  format: 'table',
  columns: 120,
  colour: false,
  unicode: true,
};
const ZONE = process.env['TZ'];

afterEach(() => {
  if (ZONE === undefined) delete process.env['TZ'];
  else process.env['TZ'] = ZONE;
});

describe('a time as it is printed can be typed, in every zone', () => {
  const at = micros(Date.parse('2026-11-22T09:00:03.017Z') * 1000);
  const cases: [zone: string, printed: string][] = [
    ['UTC', '2026-11-22T09:00:03.017Z'],
    ['Europe/Berlin', '2026-11-22T10:00:03.017+01:00'],
    ['America/St_Johns', '2026-11-22T05:30:03.017-03:30'],
    ['Asia/Kolkata', '2026-11-22T14:30:03.017+05:30'],
  ];
  for (const [zone, printed] of cases) {
    test(zone, () => {
      process.env['TZ'] = zone;
      assert.equal(zonedTime(at, {}), printed);
      assert.equal(parseMoment(printed, 0), at);
      assert.equal(parseMoment(printed.slice(0, 23), 0), at);
      assert.equal(zonedTime(at, { utc: true }), cases[0]?.[1]);
      assert.equal(parseMoment('2026-11-22T09:00:03.017', 0, true), at);
    });
  }
});

describe('what a command prints, another one takes', () => {
  const found = readRecording('jaeger-2.20/search-v3.json');
  const override = (path: string) => (path.startsWith('/api/v3/traces?') ? found : undefined);

  test('ids and times of traces, with --utc too', async () => {
    process.env['TZ'] = 'Asia/Kolkata';
    await using jaeger = await replay({ folder: 'jaeger-2.20', override });
    await using lab = await labWithRun(jaeger.url, [FIRST, CHECKOUT]);
    for (const zone of [[], ['--utc']]) {
      const { out } = await run(['traces', ...zone], { env: lab.env, screen });
      const [, id = '', time = ''] = /^(1af\w+) +(\S+)/m.exec(out) ?? [];
      const trace = await run(['trace', id, '--json'], { env: lab.env });
      assert.equal((JSON.parse(trace.out) as { traceId: string }).traceId, CHECKOUT);
      const since = await run(['traces', '--from', time, '--json'], { env: lab.env });
      const { from } = JSON.parse(since.out) as { from: string };
      assert.equal(Date.parse(from), Date.parse('2026-11-22T09:00:03Z'), time);
    }
  });

  test('URLs of trace pages', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20' });
    await using lab = await labWithRun(jaeger.url, [FIRST, CHECKOUT]);
    for (const args of [['slowest'], ['trace', 'latest']]) {
      const { out } = await run(args, { env: lab.env, screen });
      const urls = out.match(/https?:\/\/\S+\/trace\/\S+/g) ?? [];
      for (const url of urls.slice(0, 2)) {
        const { out: trace, error } = await run(['trace', url, '--json'], { env: lab.env });
        assert.equal(error, undefined, url);
        assert.ok(url.includes((JSON.parse(trace) as { traceId: string }).traceId));
      }
      assert.ok(args[0] !== 'slowest' || urls.length > 0, out);
    }
  });
});
