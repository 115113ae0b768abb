import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { foldName } from '../../src/analysis/fold-text.ts';
import { operationOf } from '../../src/analysis/operation.ts';
import type { Attributes, SpanKind } from '../../src/model/trace.ts';
import { span, traceOf } from '../support/trace-builder.ts';

function operation(name: string, attributes: Attributes = {}, kind: SpanKind = 'server'): string {
  return operationOf(traceOf([span('s', name, [0, 1], { kind, attributes })]).spans[0]!);
}

describe('the operation of a server', () => {
  const cases: [title: string, name: string, attributes: Attributes, expected: string][] = [
    [
      'is its route',
      'GET /users/17/cart',
      { 'http.request.method': 'GET', 'http.route': '/users/:id/cart' },
      'GET /users/:id/cart',
    ],
    [
      'is its path where the route is not one',
      'GET',
      { 'http.request.method': 'GET', 'http.route': '/*', 'url.path': '/users/17' },
      'GET /users/{}',
    ],
    ...['GET /*', 'GET *', 'GET '].map((name): [string, string, Attributes, string] => [
      `is its path where the name has no route either: "${name}"`,
      name,
      { 'http.request.method': 'GET', 'http.route': '/*', 'url.path': '/static/app.js' },
      'GET /static/app.js',
    ]),
    [
      'reads old names',
      'HTTP GET',
      { 'http.method': 'GET', 'http.target': '/customer?id=4' },
      'GET /customer',
    ],
    ['reads whole URLs', 'POST', { 'http.url': 'http://h:80/pay/12?x=/3' }, 'POST /pay/{}'],
    ...['reviews.default.svc.cluster.local:9080/*', 'ingress', 'router outbound egress'].map(
      (name): [string, string, Attributes, string] => [
        `is its path where a proxy names all requests alike: "${name}"`,
        name,
        { 'http.method': 'GET', 'http.url': 'http://reviews:9080/reviews/17?full=1' },
        'GET /reviews/{}',
      ],
    ),
    [
      'is one for all that no router knew',
      'GET /wp-login.php',
      { 'http.request.method': 'GET', 'http.response.status_code': 404 },
      'GET (no route)',
    ],
    [
      'distinguishes GraphQL operations',
      'POST /graphql',
      { 'http.route': '/graphql', 'graphql.operation.name': 'Cart' },
      'POST /graphql Cart',
    ],
    [
      'is the procedure that is called',
      'oteldemo.CartService/AddItem',
      { 'rpc.system': 'grpc', 'http.request.method': 'POST', 'url.path': '/x/1' },
      'oteldemo.CartService/AddItem',
    ],
    [
      'is what a person called it',
      'UserController.show',
      { 'http.request.method': 'GET', 'url.path': '/users/1' },
      'UserController.show',
    ],
  ];
  for (const [title, name, attributes, expected] of cases)
    test(title, () => assert.equal(operation(name, attributes), expected));

  test('clients are distinguished by their callee', () => {
    assert.equal(operation('GET', { 'url.full': 'http://h/users/1' }, 'client'), 'GET');
    assert.equal(operation('GET /users/1', {}, 'client'), 'GET /users/{}');
  });
});

describe('folding', () => {
  const folded: [name: string, expected: string][] = [
    ['GET /users/17/cart', 'GET /users/{}/cart'],
    ['GET /orders/3f2b8c1e-1d2a-4b5c-8d7e-0123456789ab', 'GET /orders/{}'],
    ['GET /reports/2026-11-26', 'GET /reports/{}'],
    ['GET /blobs/9f86d081', 'GET /blobs/{}'],
    ['GET /s/a8Xk20fjQ7pLmZ31x', 'GET /s/{}'],
    ['GET /items/sku-10442', 'GET /items/{}'],
    ['GET /files/report.2024.pdf', 'GET /files/report.{}.pdf'],
    ['GET /users/17?tab=2', 'GET /users/{}'],
    ['https://shop.example/users/17', 'https://shop.example/users/{}'],
    ['job 42', 'job ?'],
  ];
  for (const [name, expected] of folded)
    test(`${name} → ${expected}`, () => assert.equal(foldName(name), expected));

  const kept = [
    'oteldemo.ProductCatalogService/ListProducts',
    'grpc.health.v1.Health/Check',
    'GET /v1/users',
    'GET /api/v1.2/users',
    'HTTP/1.1 GET',
    'app:8080/*',
    'redis:6379',
    'connect 10.0.0.1',
    'GET /user-notification-preferences',
    'GET /oauth2/token',
    'step2',
  ];
  for (const name of kept) test(`${name} stays`, () => assert.equal(foldName(name), name));
});

test('no two of 100 routes become one', () => {
  const resources = ['users', 'orders', 'carts', 'products', 'user-notification-preferences'];
  const shapes = [
    '/api/v1/*',
    '/api/v2/*',
    '/api/v1/*/search',
    '/api/v1/*/:id',
    '/api/v1/*/{id}/items',
    '/internal/*/health',
    '/oauth2/*',
    '/*/export.csv',
    '/*/export.json',
    '/b2b/*/s3-sync',
  ];
  const names = ['GET', 'POST'].flatMap((method) =>
    resources.flatMap((resource) =>
      shapes.map((shape) => `${method} ${shape.replace('*', resource)}`),
    ),
  );
  assert.equal(names.length, 100);
  assert.equal(new Set(names.map(foldName)).size, 100);
});

describe('the operation of a database call', () => {
  const cases: [name: string, expected: string][] = [
    ['GET user:100', 'GET user:?'],
    ['HGET cart:9f8e7d6c5b4a', 'HGET cart:?'],
    ["SELECT * FROM u WHERE name='alice' AND id > 1e3", 'SELECT * FROM u WHERE name=? AND id > ?'],
    ["UPDATE t SET a=-5, b='it''s'", 'UPDATE t SET a=?, b=?'],
    ['INSERT INTO t VALUES (1, 2.5, 3)', 'INSERT INTO t VALUES (?)'],
    ['SELECT orders_2024_11', 'SELECT orders_2024_11'],
    ['pg.query:SELECT shop', 'pg.query:SELECT shop'],
    [`SELECT "it's" FROM t WHERE a='x' AND b='y'`, `SELECT "it's" FROM t WHERE a=? AND b=?`],
    ["SELECT a FROM t WHERE p='C:\\' AND q='y'", 'SELECT a FROM t WHERE p=? AND q=?'],
  ];
  for (const [name, expected] of cases)
    test(name, () =>
      assert.equal(operation(name, { 'db.system.name': 'postgresql' }, 'client'), expected),
    );
});

describe('texts in double quotes', () => {
  const mail = `SELECT * FROM u WHERE e="u1@x.org" AND n='it\\'s' AND m="say \\"hi\\""`;
  const cases: [store: string, name: string, expected: string][] = [
    ...['mysql', 'mariadb', 'gcp.spanner'].map((store): [string, string, string] => [
      store,
      mail,
      'SELECT * FROM u WHERE e=? AND n=? AND m=?',
    ]),
    ['mysql', 'INSERT INTO t VALUES ("a", "b")', 'INSERT INTO t VALUES (?)'],
    ['neo4j', 'MATCH (u {name: "ann"}) RETURN u', 'MATCH (u {name: ?}) RETURN u'],
    ['postgresql', 'SELECT "Name" FROM "Users"', 'SELECT "Name" FROM "Users"'],
    ['oracle', 'SELECT "Name" FROM "Users"', 'SELECT "Name" FROM "Users"'],
    [
      'mongodb',
      '{"find":"users","filter":{"_id":"ann"},"limit":1}',
      '{"find":"users","filter":{"_id":?},"limit":?}',
    ],
    ['elasticsearch', '{"query": {"term": {"user" : "ann"}}}', '{"query": {"term": {"user" : ?}}}'],
  ];
  for (const [store, name, expected] of cases)
    test(`${store} ${name}`, () =>
      assert.equal(operation(name, { 'db.system.name': store }, 'client'), expected));
});
