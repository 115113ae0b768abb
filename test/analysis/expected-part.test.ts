import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Checked,
  checkExpectations,
  type Expectations,
} from '../../src/analysis/expectations.ts';
import type { ExpectedPart } from '../../src/analysis/expected-part.ts';
import { NOTHING, id, shop } from './shop.ts';

const part = (service: string, name?: string, ...children: ExpectedPart[]): ExpectedPart => ({
  ...{ service, name, kind: undefined, attributes: undefined, children },
});

describe('a part of each trace', () => {
  const traces = [shop(1, 1), shop(3, 2)];
  const cases: [title: string, demand: Pick<Expectations, 'contains'>, found: Checked][] = [
    [
      'a part that each trace contains',
      { contains: [part('shop', 'GET', part('stock'))] },
      { what: 'contains shop GET > stock', result: 'holds', reason: '2 of 2 traces', traceIds: [] },
    ],
    [
      'a part with three calls, each its own',
      { contains: [part('shop', 'GET /', part('shop'), part('shop', 'GET'), part('shop'))] },
      {
        what: 'contains shop GET / > shop and 2 more',
        result: 'fails',
        reason: `1 of 2 traces; in ${id(1)} nearest is shop GET /: 1 shop directly below it, not 3`,
        traceIds: [id(1)],
      },
    ],
    [
      'a part with more of one call than there are, beside another call',
      {
        contains: [part('shop', 'GET /', ...Array.from({ length: 4 }, () => part('shop', 'GET')))],
      },
      {
        what: 'contains shop GET / > shop GET and 3 more',
        result: 'fails',
        reason: `0 of 2 traces; in ${id(1)} nearest is shop GET /: 1 shop GET directly below it, not 4`,
        traceIds: [id(1), id(2)],
      },
    ],
    [
      'a part of which something is missing beside what fits',
      { contains: [part('shop', 'GET /', part('shop'), part('shop', 'PUT'))] },
      {
        what: 'contains shop GET / > shop and 1 more',
        result: 'fails',
        reason: `0 of 2 traces; in ${id(1)} nearest is shop GET /: no shop PUT directly below it`,
        traceIds: [id(1), id(2)],
      },
    ],
    [
      'a part that is only further down',
      { contains: [part('shop', 'GET /', part('stock'))] },
      {
        what: 'contains shop GET / > stock',
        result: 'fails',
        reason: `0 of 2 traces; in ${id(1)} nearest is shop GET /: no stock directly below it`,
        traceIds: [id(1), id(2)],
      },
    ],
    [
      'a part of which an attribute differs, in the call that is nearest to it',
      {
        contains: [
          part('shop', 'GET', {
            ...part('stock', 'GET /stock'),
            kind: 'server',
            attributes: { region: 'us', zone: '*' },
          }),
        ],
      },
      {
        what: 'contains shop GET > stock GET /stock server region=us zone',
        result: 'fails',
        reason: `0 of 2 traces; in ${id(1)} nearest is shop GET: stock GET /stock below it: region is eu, not us, stock GET /stock below it: no zone`,
        traceIds: [id(1), id(2)],
      },
    ],
    [
      'a part of a service that is not there',
      { contains: [part('mail')] },
      {
        what: 'contains mail',
        result: 'fails',
        reason: `0 of 2 traces; in ${id(1)} no span of mail`,
        traceIds: [id(1), id(2)],
      },
    ],
  ];
  for (const [title, demand, found] of cases)
    test(title, () =>
      assert.deepEqual(checkExpectations({ ...NOTHING, ...demand }, traces), [found]),
    );
});
