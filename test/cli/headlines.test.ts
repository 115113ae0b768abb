import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Headline } from '../../src/analysis/headlines/headline.ts';
import { replay } from '../jaeger/recordings.ts';
import { labWithRun } from '../support/lab-with-run.ts';
import { run } from '../support/run.ts';

const [TUTORIAL, CHECKOUT] = ['0', '1'].map((digit) => `${digit}af7651916cd43dd8448eb211c80319c`);
const IDS = [TUTORIAL!, CHECKOUT!];

async function answers(args: readonly string[]) {
  await using jaeger = await replay({ folder: 'jaeger-2.20' });
  await using lab = await labWithRun(jaeger.url, IDS);
  const ask = async (format: string) =>
    (await run([...args, '--format', format], { env: lab.env })).out;
  const json = JSON.parse(await ask('json')) as { readonly headline?: Headline };
  return { headline: json.headline, table: await ask('table'), tsv: await ask('tsv') };
}

describe('every answer begins with its headline', () => {
  const cases: [command: string, kind: string, sentence: RegExp][] = [
    ['slowest', 'place', /^payment POST \/pay takes 98 % of api-gateway POST \/checkout: /],
    ['slowest --group-by service', 'place', /^payment takes 98 % of api-gateway POST \/checkout: /],
    [`trace ${CHECKOUT}`, 'failure', /^payment POST \/pay failed: card declined\.$/m],
    [`trace ${TUTORIAL}`, 'place', /^enricher GET \/enrich takes 68 % of this request: /],
    [
      `compare ${TUTORIAL} ${CHECKOUT}`,
      'place',
      /^payment POST \/pay explains all of the 1\.528 s/,
    ],
    ['deps', 'failure', /^order → payment fails in 1 of 1 request \(100 %\)\.$/m],
  ];
  for (const [command, kind, sentence] of cases)
    test(command, async () => {
      const { headline, table, tsv } = await answers(command.split(' '));
      assert.equal(headline?.kind, kind);
      assert.match(table, sentence);
      assert.match(tsv, /^#headline\ttext\nheadline\t/);
    });

  test('traces: in JSON and for a person; rows are traces only', async () => {
    const { headline, table, tsv } = await answers(['traces']);
    assert.deepEqual([headline?.kind, headline?.count, headline?.of], ['failure', 1, 2]);
    assert.match(table, /^1 of 2 traces has failed spans\.\n/);
    assert.match(tsv, /^#trace\t/);
  });

  test('verify: how many are complete', async () => {
    const { headline, table } = await answers(['verify', '--wait', '0ms']);
    assert.equal(headline?.of, 2);
    assert.match(headline.kind, /^(not-)?verified$/);
    assert.match(table, /^. \d of 2 requests of run 1 /);
  });
});

test('no headline where nothing is large enough', async () => {
  const { headline, table } = await answers(['slowest', '--by', 'duration']);
  assert.equal(headline, undefined);
  assert.match(table, /^2 traces of run 1 /);
});
