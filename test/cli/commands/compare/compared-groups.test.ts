import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT, LabError } from '../../../../src/base/errors.ts';
import {
  type GroupsWanted,
  readGroups,
} from '../../../../src/cli/commands/compare/compared-groups.ts';
import { parseMoment } from '../../../../src/cli/shell/moment.ts';
import type { Groups } from '../../../../src/cli/traces/compare-groups.ts';
import { openTraceSource } from '../../../../src/cli/traces/trace-source.ts';
import { type Micros, micros } from '../../../../src/model/units.ts';
import { replay } from '../../../jaeger/recordings.ts';
import { labWithRun, type RunOptions } from '../../../support/lab-with-run.ts';
import { memoryContext } from '../../../support/memory-context.ts';

const FIRST = '0af7651916cd43dd8448eb211c80319c';
const CHECKOUT = '1af7651916cd43dd8448eb211c80319c';
const SKEWED = '4af7651916cd43dd8448eb211c80319c';
/** In the ledger, and not in Jaeger. */
const LOST = 'ffffffffffffffffffffffffffffffff';

/** When the three began: 9:00:00, :03 and :08. */
const at = (time: string): Micros => micros(Date.parse(`2026-11-22T${time}Z`) * 1000);

interface Asked extends RunOptions {
  readonly ids?: readonly string[];
  readonly wanted?: Partial<GroupsWanted>;
  readonly run?: readonly string[];
}

async function groupsOf({
  ids = [],
  wanted,
  run = [FIRST, CHECKOUT, SKEWED],
  ...options
}: Asked): Promise<Groups> {
  const unknown = { status: 404, body: { error: { httpCode: 404, message: 'trace not found' } } };
  await using jaeger = await replay({
    folder: 'jaeger-2.20',
    override: (path) => (path.includes(LOST) ? unknown : undefined),
  });
  await using lab = await labWithRun(jaeger.url, run, options);
  const { context } = memoryContext({ env: lab.env });
  const asked = { name: 'lab', ...wanted };
  await using source = await openTraceSource(asked, context);
  return await readGroups(ids, asked, source, context);
}

const idsOf = ({ traces }: Groups): [a: string[], b: string[]] => [
  traces.a.map(({ traceId }) => traceId).sort(),
  traces.b.map(({ traceId }) => traceId).sort(),
];

describe('which traces are compared', () => {
  const cases: [title: string, asked: Asked, a: string[], b: string[]][] = [
    ['two ids', { ids: [CHECKOUT, FIRST] }, [CHECKOUT], [FIRST]],
    ['their beginnings, and names', { ids: ['0A', 'latest'] }, [FIRST], [SKEWED]],
    [
      'two runs, in the order in which they were named',
      { wanted: { runs: [[2], [1]] }, run: [CHECKOUT], earlier: [FIRST, SKEWED] },
      [CHECKOUT],
      [FIRST, SKEWED],
    ],
    [
      'requests that met no fault, and those whose spans show one',
      { wanted: { faultVsNormal: true } },
      [FIRST, SKEWED],
      [CHECKOUT],
    ],
    [
      'requests without a fault, and with one',
      { wanted: { faultVsNormal: true }, faulty: [CHECKOUT] },
      [FIRST, SKEWED],
      [CHECKOUT],
    ],
    ['too few for a slowest tenth', { wanted: { slowestVsMedian: true } }, [], []],
    [
      'before a moment, and from then on',
      { wanted: { before: at('09:00:03') } },
      [FIRST],
      [CHECKOUT, SKEWED],
    ],
    [
      'the same by the other name',
      { wanted: { after: at('09:00:03') } },
      [FIRST],
      [CHECKOUT, SKEWED],
    ],
    [
      'with a pause between',
      { wanted: { before: at('09:00:01'), after: at('09:00:05') } },
      [FIRST],
      [SKEWED],
    ],
  ];
  for (const [title, asked, a, b] of cases) {
    test(title, async () => {
      assert.deepEqual(idsOf(await groupsOf(asked)), [a, b]);
    });
  }

  test('traces that Jaeger lacks are counted for either run', async () => {
    const groups = await groupsOf({
      wanted: { runs: [[1], [2]] },
      run: [CHECKOUT],
      earlier: [FIRST, LOST],
    });
    assert.deepEqual(groups.missing, [LOST]);
    assert.deepEqual(idsOf(groups), [[FIRST], [CHECKOUT]]);
  });
});

test('of several runs each is a whole: every trace comes with its run', async () => {
  const { labels, runOf, runSpreadUs, names } = await groupsOf({
    wanted: { runs: [[1, 3], [2]] },
    run: [FIRST],
    later: [[CHECKOUT], [SKEWED]],
  });
  assert.deepEqual([labels, names.a, runSpreadUs], ['runs', 'runs 1, 3', undefined]);
  assert.deepEqual(
    [FIRST, CHECKOUT, SKEWED].map((id) => runOf?.get(id)),
    [1, 2, 3],
  );
});

test('two runs come with the spread of at least four others', async () => {
  const asked = { wanted: { runs: [[1], [2]] }, run: [FIRST] };
  const spread = async (others: number): Promise<number | undefined> =>
    (await groupsOf({ ...asked, later: Array<string[]>(others + 1).fill([CHECKOUT]) })).runSpreadUs;
  assert.equal(await spread(3), undefined);
  assert.equal(await spread(4), 0, 'runs of equal times');
});

describe('only labels that were dealt at random permit a test', () => {
  const cases: [asked: Asked, labels: string, names: [string, string]][] = [
    [{ ids: [FIRST, CHECKOUT] }, 'single', ['0af76519', '1af76519']],
    [{ wanted: { runs: [[1], [2]] }, earlier: [FIRST] }, 'not-dealt', ['run 1', 'run 2']],
    [{ wanted: { faultVsNormal: true }, faulty: [FIRST] }, 'dealt', ['normal', 'with a fault']],
    [{ wanted: { slowestVsMedian: true } }, 'by-duration', ['near the median', 'the slowest']],
    [{ wanted: { before: at('09:00:03') } }, 'not-dealt', ['before', 'after']],
    [
      { wanted: { a: { 'error.type': 'CardDeclined' }, b: { 'http.route': '/skewed' } } },
      'by-tag',
      ['error.type=CardDeclined', 'http.route=/skewed'],
    ],
  ];
  for (const [asked, labels, [a, b]] of cases) {
    test(`${b}: ${labels}`, async () => {
      const groups = await groupsOf(asked);
      assert.deepEqual([groups.labels, groups.names], [labels, { a, b }]);
    });
  }
});

describe('what cannot be compared is said in a sentence', () => {
  const cases: [title: string, asked: Asked, sentence: RegExp, exitCode: number][] = [
    ['nothing', {}, /^nothing to compare$/, EXIT.usage],
    ['one tag', { wanted: { a: { x: '1' } } }, /^--a and --b belong together$/, EXIT.usage],
    [
      'tags that one trace has',
      { wanted: { a: { error: 'true' }, b: { error: 'true' } } },
      /with both tags$/,
      EXIT.usage,
    ],
    ['a run on both sides', { wanted: { runs: [[1, 2], [2]] } }, /two lists/, EXIT.usage],
    [
      'two pairs',
      { ids: [FIRST, CHECKOUT], wanted: { faultVsNormal: true } },
      /^there is more than one pair/,
      EXIT.usage,
    ],
    ['one trace', { ids: [FIRST] }, /^one trace has nothing/, EXIT.usage],
    ['three traces', { ids: [FIRST, CHECKOUT, SKEWED] }, /^only two traces/, EXIT.usage],
    ['a trace with itself', { ids: [FIRST, '0af'] }, /^both are trace 0af/, EXIT.usage],
    ['one run', { wanted: { runs: [[1]] } }, /^--runs takes two different runs/, EXIT.usage],
    ['a run with itself', { wanted: { runs: [[1], [1]] } }, /^--runs takes two/, EXIT.usage],
    ['three runs', { wanted: { runs: [[1], [2], [3]] } }, /^--runs takes two/, EXIT.usage],
    ['a run that was not', { wanted: { runs: [[1], [7]] } }, /has no run 7$/, EXIT.usage],
    [
      'no fault',
      { wanted: { faultVsNormal: true }, run: [FIRST, SKEWED] },
      /^no request of run 1 carried/,
      EXIT.usage,
    ],
    [
      'faults of a window',
      { wanted: { faultVsNormal: true, since: 1000 }, faulty: [FIRST] },
      /^only the ledger knows/,
      EXIT.usage,
    ],
    [
      'after that is before',
      { wanted: { before: at('09:00:05'), after: at('09:00:03') } },
      /^--after is earlier than --before$/,
      EXIT.usage,
    ],
    [
      'no trace before a moment',
      { wanted: { after: at('09:00:00') } },
      /^no trace of run 1 began before 2026-11-22T09:00:00\.0{6}Z: they began from 2026-11-22T09:00:00.000000Z to 2026-11-22T09:00:07.950000Z$/,
      EXIT.usage,
    ],
    [
      'no trace after one moment, with two of them',
      { wanted: { before: at('09:00:05'), after: at('09:01:00') } },
      /^no trace of run 1 began at or after 2026-11-22T09:01:00\.0{6}Z: /,
      EXIT.usage,
    ],
    [
      'a trace that Jaeger does not have',
      { ids: [FIRST, LOST] },
      /does not have trace f{32}$/,
      EXIT.notReady,
    ],
  ];
  for (const [title, asked, sentence, exitCode] of cases) {
    test(title, async () => {
      await assert.rejects(groupsOf(asked), (error) => {
        assert.ok(error instanceof LabError, String(error));
        assert.match(error.message, sentence);
        assert.notEqual(error.hint, undefined);
        assert.equal(error.exitCode, exitCode);
        return true;
      });
    });
  }
});

test('where no trace is on one side, the moment in the hint has traces on both', async () => {
  const refusal = (wanted: Partial<GroupsWanted>, run?: readonly string[]): Promise<LabError> =>
    groupsOf({ wanted, ...(run && { run }) }).then(
      () => assert.fail('not refused'),
      (error: unknown) => (error instanceof LabError ? error : assert.fail(String(error))),
    );
  const { hint = '' } = await refusal({ after: at('08:00:00') });
  const [, typed = ''] = /^jaeger-lab compare --before (\S+)$/.exec(hint) ?? [];
  const between = parseMoment(typed, 0) ?? assert.fail(hint);
  const groups = await groupsOf({ wanted: { before: between } });
  assert.deepEqual(idsOf(groups), [[FIRST], [CHECKOUT, SKEWED]]);
  const one = await refusal({ after: at('08:00:00') }, [FIRST]);
  assert.equal(one.hint, 'read more traces, e.g. with --since 1h');
});
