import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waterfall } from '../../../../src/analysis/waterfall.ts';
import type { Trace } from '../../../../src/model/trace.ts';
import { widthOf } from '../../../../src/render/terminal/text-width.ts';
import { renderTrace } from '../../../../src/render/terminal/trace/trace.ts';
import { call, span, traceOf } from '../../../support/trace-builder.ts';
import { tutorialTrace } from '../../../support/tutorial-traces.ts';

const TUTORIAL = tutorialTrace({ gateway: 50, validator: 49, enricher: 796 }, 'a'.repeat(32));

/** Everything that there is to be shown. */
function render(trace: Trace, columns: number, uiUrl = 'http://jaeger'): string {
  const screen = { format: 'table' as const, columns, colour: false, unicode: true, utc: true };
  const details = { attributes: true, events: true };
  return renderTrace(waterfall(trace), { uiUrl }, details, screen);
}

describe('gaps are named on every screen', () => {
  const pay = call('order', 'payment', 'POST /pay', { client: [20, 90], server: [22, 89] });
  const order = call('shop', 'order', 'POST /order', { client: [5, 99], server: [15, 95] }, [pay]);
  const checkout = span('shop', 'POST /checkout', [0, 100], { kind: 'server' }, [order]);

  test('beside the bars on 80 columns', () => {
    const lines = render(traceOf([checkout]), 80).split('\n');
    assert.equal(
      lines.slice(4, 9).join('\n'),
      `\
shop     POST /checkout        100 ms  │█▏····················▕│  self 6.0 ms
└ shop     GET → order          94 ms  │ ▐█▌·················▕▊│  gap 14 ms
  └ order    POST /order        80 ms  │   ▐▋···············▕▉ │  self 10 ms
    └ order    GET → payment    70 ms  │    ▐▏··············▎  │  gap 3.0 ms
      └ payment  POST /pay      67 ms  │     ███████████████▌  │  ◀ 67 %`,
    );
  });

  test('below them on 60', () => {
    assert.match(
      render(traceOf([checkout]), 60),
      /\n67 % of the critical path: payment POST \/pay\ngap: shop GET → order 14 ms, order GET → payment 3\.0 ms\n/,
    );
  });
});

test('a long key of an attribute is cut like its value', () => {
  const attributes = { [`app.${'section.'.repeat(9)}name`]: 'v'.repeat(80) };
  const trace = traceOf([span('s', 'x', [0, 1], { attributes })]);
  const text = render(trace, 60);
  assert.match(text, /app\..*…/);
  for (const line of text.split('\n')) assert.ok(widthOf(line) <= 60, line);
});

describe("the address of Jaeger's page is shown as far as the screen has room for it", () => {
  const id = 'a'.repeat(32);
  const cases: [uiUrl: string, columns: number, shown: string][] = [
    ['http://127.0.0.1:16686', 61, `http://127.0.0.1:16686/trace/${id}`],
    ['http://127.0.0.1:16686', 60, `127.0.0.1:16686/trace/${id}`],
    ['http://jaeger.some-company.example/tracing', 60, id],
    ['https://127.0.0.1:16686', 60, id],
  ];
  test('without a UI the whole id is shown instead', () => {
    const screen = { format: 'table' as const, columns: 80, colour: false, unicode: true };
    const details = { attributes: false, events: false };
    const text = renderTrace(waterfall(TUTORIAL), { uiUrl: undefined }, details, screen);
    assert.match(text, new RegExp(`  ${id}\n`));
    assert.doesNotMatch(text, /http:/);
  });
  for (const [uiUrl, columns, shown] of cases) {
    test(`${uiUrl} on ${columns} columns`, () => {
      const lines = render(TUTORIAL, columns, uiUrl).split('\n');
      assert.equal(lines.filter((line) => line.split('  ').at(-1) === shown).length, 1);
      for (const line of lines) assert.ok(widthOf(line) <= columns, line);
    });
  }
});
