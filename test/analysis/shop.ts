import type { Expectations } from '../../src/analysis/expectations.ts';
import type { Trace } from '../../src/model/trace.ts';
import { call, span, traceOf } from '../support/trace-builder.ts';

/** Rules that demand nothing. */
export const NOTHING: Expectations = {
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

export const id = (n: number): string => n.toString(16).padStart(32, '0');

/** A shop that calls its stock so often, for 10 ms each. */
export function shop(calls: number, n: number): Trace {
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
