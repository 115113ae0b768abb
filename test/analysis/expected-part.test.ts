import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Checked,
  checkExpectations,
  type Expectations,
} from '../../src/analysis/expectations.ts';
import type { ExpectedPart } from '../../src/analysis/expected-part.ts';
import type { Trace } from '../../src/model/trace.ts';
import { call, span, traceOf } from '../support/trace-builder.ts';

const NOTHING: Expectations = {
  hierarchy: undefined,
  roots: undefined,
  edges: [],
  calls: [],
  budgets: [],
  attributes: [],
  contains: [],
  errors: undefined,
  checks: [],
};
const id = (n: number): string => n.toString(16).padStart(32, '0');

/** A shop that calls its stock so often, for 10 ms each. */
function shop(calls: number, n: number): Trace {
  const stock = Array.from({ length: calls }, (_, i) => {
    const times: [number, number] = [20 * i, 20 * i + 10];
    const plan = call('shop', 'stock', 'GET /stock', { client: times, server: times });
    const options = { ...plan.options, attributes: { region: 'eu' }, resource: { zone: 1 } };
    const children = plan.children.map((server) => ({
      ...server,
      options: { ...server.options, attributes: { region: 'eu' } },
    }));
    return { ...plan, options, children };
  });
  return traceOf([span('shop', 'GET /', [0, 20 * calls + 5], { kind: 'server' }, stock)], id(n));
}

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
        reason: `1 of 2 traces; in ${id(1)} nearest is shop GET /: no shop GET directly below it, no shop directly below it`,
        traceIds: [id(1)],
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
