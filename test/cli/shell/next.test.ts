import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TraceChoice } from '../../../src/cli/shell/trace-options.ts';
import { sameTraces } from '../../../src/cli/traces/same-traces.ts';
import { micros } from '../../../src/model/units.ts';
import type { Terminal } from '../../../src/cli/context.ts';
import { replay } from '../../jaeger/recordings.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { labWithRun } from '../../support/lab-with-run.ts';
import { run } from '../../support/run.ts';

const FIRST = '0af7651916cd43dd8448eb211c80319c';
const OTHER = '1af7651916cd43dd8448eb211c80319c';
const SKEWED = '4af7651916cd43dd8448eb211c80319c';
const TERMINAL: Terminal = {
  isTTY: true,
  format: 'table',
  columns: 100,
  colour: false,
  unicode: true,
};
/** At the end of the window that was recorded, two hours long. */
const CLOCK = fakeClock(Date.parse('2026-11-22T10:00:00Z'));
const WINDOW = ['--service', 'gateway', '--since', '2h'];

const nextLine = (note: string): string | undefined => /^Next: (.*)$/m.exec(note)?.[1];

describe('the next command is about the same traces', () => {
  describe('of another Jaeger', () => {
    const same = '--jaeger-url URL --service gateway --since 2h';
    const cases: [args: string[], next: string | undefined][] = [
      [['slowest', ...WINDOW], `jaeger-lab traces ${same}`],
      [['deps', ...WINDOW], `jaeger-lab verify ${same}`],
      [['verify', ...WINDOW], undefined],
      [['compare', '--slowest-vs-median', ...WINDOW], `jaeger-lab deps ${same}`],
      [['compare', FIRST, SKEWED], 'jaeger-lab deps --jaeger-url URL'],
      [['trace', FIRST], `jaeger-lab deps --trace ${FIRST} --jaeger-url URL`],
      [['trace', 'latest', ...WINDOW], `jaeger-lab deps --trace ${SKEWED} --jaeger-url URL`],
    ];
    for (const [args, next] of cases) {
      test(args.join(' '), async () => {
        await using jaeger = await replay({ folder: 'jaeger-2.20', anyLimit: true });
        const { note } = await run([...args, '--jaeger-url', jaeger.url, '--quiet'], {
          screen: TERMINAL,
          clock: CLOCK,
        });
        assert.equal(nextLine(note), next?.replace('URL', jaeger.url));
      });
    }

    test('without the password that it was asked with', async () => {
      await using jaeger = await replay({ folder: 'jaeger-2.20', anyLimit: true });
      const url = jaeger.url.replace('http://', 'http://user:secret@');
      const { note } = await run(['slowest', ...WINDOW, '--jaeger-url', url, '--quiet'], {
        screen: TERMINAL,
        clock: CLOCK,
      });
      assert.equal(
        nextLine(note),
        `jaeger-lab traces --jaeger-url ${jaeger.url} --service gateway --since 2h`,
      );
    });
  });

  test('three traces have a median that is not the slowest', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20' });
    await using lab = await labWithRun(jaeger.url, [FIRST, SKEWED, OTHER]);
    const asked = ['trace', FIRST, '--run', '1', '--quiet'];
    const { note } = await run(asked, { screen: TERMINAL, env: lab.env });
    assert.equal(nextLine(note), 'jaeger-lab compare median slowest --run 1');
  });

  describe('of a run', () => {
    const cases: [args: string[], next: string][] = [
      [['slowest'], 'jaeger-lab traces'],
      [['slowest', '--run', '1'], 'jaeger-lab traces --run 1'],
      [['slowest', '--service', 'gateway'], 'jaeger-lab traces --service gateway'],
      [['deps', '--run', '1'], 'jaeger-lab verify --run 1'],
      [['verify', '--run', '1'], 'jaeger-lab down'],
      [['traces', '--run', '1'], 'jaeger-lab trace 0af76519 --run 1'],
      [['trace', 'latest', '--run', '1'], 'jaeger-lab deps --trace 0af76519 --run 1'],
    ];
    for (const [args, next] of cases) {
      test(args.join(' '), async () => {
        await using jaeger = await replay({ folder: 'jaeger-2.20' });
        await using lab = await labWithRun(jaeger.url, [FIRST]);
        const { note } = await run([...args, '--quiet'], { screen: TERMINAL, env: lab.env });
        assert.equal(nextLine(note), next);
      });
    }
  });
});

describe('what it is asked with, as a shell takes it', () => {
  const url = 'http://127.0.0.1:16686/jaeger';
  const at = micros(Date.parse('2026-11-22T09:00:00Z') * 1000);
  const cases: [asked: Omit<TraceChoice, 'name'>, text: string][] = [
    [{}, ''],
    [{ run: 3 }, ' --run 3'],
    [{ since: 90_000 }, ' --since 90s'],
    [{ since: 3_600_000 }, ' --since 1h'],
    [{ since: 1_800_000 }, ' --since 30m'],
    [{ since: 1500 }, ' --since 1500ms'],
    [{ from: at }, ' --from 2026-11-22T09:00:00.000000Z'],
    [{ jaegerUrl: url, service: 'shop' }, ` --jaeger-url ${url} --service shop`],
    [{ service: 'shop' }, ' --service shop'],
    [{ service: 'my shop', since: 1000 }, " --service 'my shop' --since 1s"],
    [{ service: "it's; rm", jaegerUrl: url }, ` --jaeger-url ${url} --service 'it'\\''s; rm'`],
    [{ service: 'a\u001b[31mb', since: 1000 }, " --service 'ab' --since 1s"],
    [
      { tag: { a: '1', b: 'x y' }, notOperation: ['GET /a', 'b'], errors: true, min: 0.004 },
      " --not-operation 'GET /a' --not-operation b --tag a=1 --tag 'b=x y' --errors --min 4us",
    ],
  ];
  for (const [asked, text] of cases) {
    test(JSON.stringify(asked), () => {
      const lab = asked.jaegerUrl === undefined ? {} : undefined;
      assert.equal(sameTraces({ choice: { name: 'lab', ...asked }, client: { url }, lab }), text);
    });
  }
});
