import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Anonymizer } from '../../src/analysis/anonymize.ts';
import { dependencies } from '../../src/analysis/dependencies.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import type { Trace } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';
import { call, span, traceOf } from '../support/trace-builder.ts';
import { oddTraces } from '../support/viewer-traces.ts';
import { tutorialTraces } from '../support/tutorial-traces.ts';

const attributes = { 'http.request.method': 'GET', 'url.path': '/orders/17' };
const named = [41, 42].map((id, i) =>
  traceOf(
    [
      span('shop', 'order coffee', [0, 900], { kind: 'server' }, [
        span('shop', 'bake cake', [10, 600]),
        span('shop', 'check stock', [600, 750]),
        span('shop', `job ${id}`, [750, 780]),
        span('shop', `find ${id}`, [780, 790], {
          kind: 'client',
          attributes: { 'db.system': 'redis', 'db.statement': `GET user:${id}` },
        }),
        span('shop', 'SELECT', [790, 791], {
          kind: 'client',
          attributes: {
            'db.system': 'mysql',
            'db.statement': `SELECT a FROM u WHERE e="u${id}@x"`,
          },
        }),
        call('shop', 'user', 'GET', { client: [790, 850], server: [795, 840] }),
        span('shop', `GET /orders/${id}`, [850, 890], { kind: 'server', attributes }),
      ]),
    ],
    `${i}f`.repeat(16),
  ),
);

/** Of each place what the ranking says, without the names. */
function figuresOf(traces: readonly Trace[]): unknown {
  const { sections } = slowest(traces, { by: 'path', limit: 100, settledUs: micros(2 ** 52) });
  const places = sections.map(({ requests, meanUs, paths }) => [
    requests,
    meanUs,
    paths
      .map(({ steps, share, meanUs: mean, maxUs, presentIn }) =>
        JSON.stringify([steps.length, share, mean, maxUs, presentIn]),
      )
      .sort(),
  ]);
  const edges = dependencies(traces, { outside: false }).edges.map(({ count, errors, kind, to }) =>
    JSON.stringify([count, errors, kind, to.type]),
  );
  return { places, edges: edges.sort() };
}

for (const [what, traces] of [
  ['names without routes, with ids in them', named],
  ['the tutorial', tutorialTraces(12)],
  ['repeated and failed calls', oddTraces()],
] as const)
  test(`places and figures are the same without names: ${what}`, () => {
    const anonymizer = new Anonymizer();
    const anonymous = traces.map((trace) => anonymizer.trace(trace));
    assert.deepEqual(figuresOf(anonymous), figuresOf(traces));
  });

test('keys that a user completed, and texts that are in no public list, are replaced', () => {
  const secret = 'acme-hidden';
  const lists =
    'http.request.method http.response.status_code db.operation.name db.system db.system.name rpc.system messaging.system network.protocol.version telemetry.sdk.language http.request.resend_count rpc.grpc.status_code server.port server.address url.full http.route peer.service error.type';
  const completed = [
    'http.request.header.x-acme-hidden',
    'k8s.pod.label.acme-hidden',
    'db.query.parameter.acme-hidden',
    'user.acme-hidden',
  ];
  const trace = traceOf([
    span('shop', secret, [0, 9], {
      attributes: {
        ...Object.fromEntries(completed.map((key) => [key, 1])),
        ...Object.fromEntries(lists.split(' ').map((key) => [key, secret])),
      },
      resource: { 'host.name': secret },
      statusMessage: secret,
    }),
  ]);
  assert.doesNotMatch(JSON.stringify(new Anonymizer().trace(trace).spans), /acme|shop/);
});

test('texts of the public lists stay', () => {
  const kept = {
    'http.request.method': 'GET',
    'http.response.status_code': 503,
    'db.system': 'redis',
    'db.operation.name': 'HGETALL',
    'rpc.system': 'grpc',
    'telemetry.sdk.language': 'go',
  };
  const trace = traceOf([span('shop', 'GET', [0, 9], { attributes: kept })]);
  const spans = new Anonymizer()
    .trace(trace)
    .spans.map(({ name, attributes: found }) => [name, found]);
  assert.deepEqual(spans, [['GET', kept]]);
});
