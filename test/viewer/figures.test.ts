import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CompareAnswer } from '../../src/cli/commands/compare/answer.ts';
import type { DepsAnswer } from '../../src/cli/commands/deps/answer.ts';
import type { SlowestAnswer } from '../../src/cli/commands/slowest/answer.ts';
import type { TraceAnswer } from '../../src/cli/commands/trace/answer.ts';
import type { TracesAnswer } from '../../src/cli/commands/traces/answer.ts';
import type { VerifyAnswer } from '../../src/cli/commands/verify/answer.ts';
import { percentilesOf } from '../../src/base/percentile.ts';
import { openPage, withoutChromium } from '../support/browser.ts';
import { type Attributed, figuresIn } from '../support/figures-in.ts';
import { run } from '../support/run.ts';
import { servedTraces } from '../support/served-traces.ts';
import { viewerTraces } from '../support/viewer-traces.ts';

const traces = viewerTraces();
const [first, second] = traces;
assert.ok(first && second);

const numbers = (values: readonly (number | undefined)[]): number[] =>
  values.filter((value) => value !== undefined);

describe('the figures of a page are those of the command', { skip: withoutChromium }, () => {
  const served = servedTraces(traces);
  const { at } = served;

  /** The command's JSON, about the same traces. */
  async function answer<T>(...args: string[]): Promise<T> {
    const { out, error } = await run([...args, '--jaeger-url', served.url, '--json']);
    assert.equal(error, undefined);
    return JSON.parse(out) as T;
  }

  for (const by of ['path', 'self', 'duration'])
    test(`slowest --by ${by}`, async () => {
      const expected = await answer<SlowestAnswer>('slowest', '--by', by, '--limit', '50');
      await using shown = await openPage();
      await at(shown.page, `/time?by=${by}`);
      const sections = await shown.page.locator('[data-section]').all();
      assert.equal(sections.length, expected.sections.length);
      for (const [i, section] of expected.sections.entries()) {
        const us = [
          section.meanUs,
          ...section.paths.flatMap(({ meanUs, p50Us, p95Us, maxUs }) =>
            numbers([meanUs, p50Us, p95Us, maxUs]),
          ),
        ];
        assert.deepEqual(await figuresIn(sections[i]!), us, section.operation);
      }
    });

  test('slowest --group-by service', async () => {
    const expected = await answer<SlowestAnswer>(
      'slowest',
      '--group-by',
      'service',
      '--limit',
      '50',
    );
    await using shown = await openPage();
    await at(shown.page, '/time?groupBy=service');
    const rows = shown.page.locator('[data-section]').first().locator('tbody tr');
    assert.deepEqual(
      await rows.evaluateAll((all) =>
        (all as unknown as Attributed[]).map((row) => row.getAttribute('data-place')),
      ),
      expected.sections[0]?.paths.map(({ group }) => group),
    );
  });

  test('the flame graph adds up to the ranking', async () => {
    const { sections } = await answer<SlowestAnswer>('slowest', '--limit', '1000');
    await using shown = await openPage();
    await at(shown.page, '/flame');
    for (const [i, { totalUs, paths }] of sections.entries()) {
      const section = shown.page.locator('[data-section]').nth(i);
      const boxes = await section
        .locator('.flame-box')
        .evaluateAll((all) =>
          (all as unknown as Attributed[]).map((box) => [
            box.getAttribute('data-total-us'),
            box.getAttribute('data-own-us'),
          ]),
        );
      assert.equal(Number(boxes[0]?.[0]), totalUs);
      const own = boxes.map(([, us]) => Number(us)).filter((us) => us > 0);
      assert.deepEqual(
        own.toSorted((a, b) => a - b),
        paths.map((path) => path.totalUs).toSorted((a, b) => a - b),
      );
    }
  });

  test('traces', async () => {
    const expected = await answer<TracesAnswer>('traces', '--sort', 'duration', '--limit', '5');
    await using shown = await openPage();
    await at(shown.page, '/search?sort=Longest+First');
    assert.match(
      await shown.page.locator('[data-figure=found]').innerText(),
      new RegExp(`^${expected.found} `),
    );
    const rows = await shown.page.locator('.trace').all();
    for (const [i, trace] of expected.traces.entries()) {
      assert.equal(await rows[i]?.getAttribute('data-trace'), trace.traceId);
      assert.deepEqual(await figuresIn(rows[i]!), [trace.durationUs]);
    }
  });

  test('trace', async () => {
    const expected = await answer<TraceAnswer>('trace', first.traceId);
    await using shown = await openPage();
    await at(shown.page, `/trace/${first.traceId}`);
    for (const row of expected.rows) {
      const element = shown.page.locator(`[data-span="${row.spanId}"]`);
      assert.deepEqual(await figuresIn(element), [row.durationUs], row.name);
      await element.click();
      const panel = shown.page.locator('.facts-list');
      await panel.getByText(row.spanId).waitFor();
      const { durationUs, selfUs, pathUs, offsetUs } = row;
      assert.deepEqual(await figuresIn(panel), [durationUs, selfUs, pathUs, offsetUs], row.name);
    }
    for (const { service, pathUs, selfUs } of expected.serviceTimes)
      assert.deepEqual(await figuresIn(shown.page.locator(`[data-service="${service}"]`)), [
        pathUs,
        selfUs,
      ]);
  });

  const WAYS: [title: string, args: string[], query: string][] = [
    ['two traces', [first.traceId, second.traceId], `a=${first.traceId}&b=${second.traceId}`],
    ['the slowest and the median', ['--slowest-vs-median'], 'groups=slowest'],
  ];
  for (const [title, args, query] of WAYS)
    test(`compare: ${title}`, async () => {
      const expected = await answer<CompareAnswer>('compare', ...args);
      await using shown = await openPage();
      await at(shown.page, `/compare?${query}`);
      const { meanUs, deltaUs, places } = expected;
      const summary = shown.page.getByRole('region', { name: 'Summary' });
      assert.deepEqual(await figuresIn(summary), [meanUs.a, meanUs.b, deltaUs]);
      const rows = shown.page.getByRole('region', { name: 'Where they differ' });
      assert.deepEqual(
        await figuresIn(rows),
        places.flatMap((place) => [place.meanUs.a, place.meanUs.b, place.deltaUs]),
      );
    });

  test('deps', async () => {
    const expected = await answer<DepsAnswer>('deps');
    await using shown = await openPage();
    await at(shown.page, '/dependencies');
    for (const { from, to, count, errors, caller, callee } of expected.edges) {
      const row = shown.page.locator(`[data-edge="${from.name} ${to.name}"]`);
      assert.equal(Number(await row.locator('[data-count]').innerText()), count);
      assert.equal(Number(await row.locator('[data-errors]').innerText()), errors);
      const { p50Us, p95Us, maxUs } = caller.n > 0 ? caller : callee;
      assert.deepEqual(await figuresIn(row), numbers([p50Us, p95Us, maxUs]));
    }
  });

  test('the overview: traces --json', async () => {
    const expected = await answer<TracesAnswer>('traces', '--limit', '1000');
    const { p50, p95, max } = percentilesOf(expected.traces.map(({ durationUs }) => durationUs));
    await using shown = await openPage();
    await at(shown.page, '/overview');
    const of = (name: string) => shown.page.locator(`.figures [data-figure="${name}"] dd`);
    assert.equal(Number(await of('Traces').innerText()), expected.found);
    const failed = expected.traces.filter(({ errors }) => errors > 0).length;
    assert.equal(Number(await of('With errors').innerText()), failed);
    assert.deepEqual(await figuresIn(shown.page.locator('.figures')), numbers([p50, p95, max]));
  });

  test('findings: slowest and verify', async () => {
    const { repeated, offPath, waits } = await answer<SlowestAnswer>('slowest', '--limit', '50');
    // Its exit code says that not all is as expected.
    const { out } = await run(['verify', '--jaeger-url', served.url, '--json']);
    const { warnings } = JSON.parse(out) as VerifyAnswer;
    await using shown = await openPage();
    await at(shown.page, '/findings');
    const counts = (kind: string) =>
      shown.page.locator(`[data-kind="${kind}"] tbody .number`).allInnerTexts();
    const expected: [kind: string, traces: number[]][] = [
      ['Repeated calls', repeated.map(({ traces }) => traces)],
      ['Waits between events', waits.map(({ traces }) => traces)],
      ['Work that took no request time', offPath.map(({ traces }) => traces)],
      ['Checks of the instrumentation', warnings.map(({ traces }) => traces)],
    ];
    for (const [kind, traces] of expected)
      assert.deepEqual((await counts(kind)).map(Number), traces, kind);
  });
});
