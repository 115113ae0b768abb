import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Case, errorOf, file, testMistakes } from './mistakes.ts';

const many = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');

const cases: readonly Case[] = [
  ['an empty file', '', '1:1', /the file is empty/, /jaeger-lab scenario new/],
  ['only a comment', '# nothing\n', '1:1', /the file is empty/, /jaeger-lab scenario new/],
  ['a list', '- a\n', '1:1', /the file must be a map of keys and values/, /scenario new/],
  [
    'a bracket left open',
    'services: {a: 1\n',
    '1:11',
    /must be sufficiently indented/,
    /close every/,
  ],
  ['a tab', 'services:\n\ta: 1\n', '2:1', /Tabs are not allowed/, /indent with spaces/],
  ['two documents', 'a: 1\n---\nb: 1\n', '2:1', /multiple documents/, /before the second ---/],
  ['endless nesting', '['.repeat(50_000), '1:1', /nesting is too deep/, /./],
  ['an unknown key', `nane: x\n${file('')}`, '1:1', /unknown key "nane"/, /did you mean name\?/],
  ['an unknown key like none', file('colour: red'), '3:15', /"colour"/, /latency, errors, calls/],
  ['no services', 'requests: { go: a GET /x }', '1:1', /services is missing/, /services: \{/],
  [
    'a section without anything',
    file('', 'requests:'),
    '5:1',
    /must be a map of keys and values/,
    /browse/,
  ],
  [
    'services in a list',
    'services: [a]\nrequests: { go: a GET /x }',
    '1:11',
    /must be a map of keys and values/,
    /GET \/products/,
  ],
  [
    'a line without end',
    file(`calls: [redis: mget ${'item '.repeat(200)}]`),
    '3:1',
    /more than 1,000 characters/,
    /break the line/,
  ],
  ['no entry', file('').replace(/requests.*/, ''), '1:1', /requests is missing/, /browse/],
  ['an empty section', file('', 'requests: {}'), '5:11', /requests is empty/, /browse/],
  ['a service twice', file('').replace('b:', 'a:'), '4:3', /duplicate key "a"/, /rename/],
  [
    'an endpoint twice',
    'services:\n  a:\n    GET /x:\n    GET /X:\nrequests: { go: a GET /x }',
    '4:5',
    /duplicate endpoint GET \/X of a/,
    /not case-sensitive/,
  ],
  ['an unknown service', file('calls: [bb GET /y]'), '3:23', /unknown service "bb"/, /mean b\?/],
  [
    'an unknown endpoint',
    file('calls: [b GET /z]'),
    '3:23',
    /endpoint of b "GET \/z"/,
    /GET \/y\?/,
  ],
  [
    'a request to nobody',
    file('', 'requests: { go: c GET /x }'),
    '5:17',
    /service "c"/,
    /mean|one of/,
  ],
  ['no endpoint named', file('calls: [b]'), '3:23', /must be a service and its endpoint/, /cart/],
  [
    'a call that is a list',
    file('calls: [[b]]'),
    '3:23',
    /must be a service and its endpoint/,
    /cart GET/,
  ],
  [
    'calls that are no list',
    file('calls: b GET /y'),
    '3:22',
    /calls must be a list/,
    /calls: \[cart/,
  ],
  [
    'an unknown method',
    file('calls: [b PUT /y]'),
    '3:23',
    /unknown method "PUT"/,
    /GET, POST|GET\?/,
  ],
  ['a path with a parameter', file('').replace('/y', '/:id'), '4:8', /invalid path/, /items\/new/],
  ['a path that climbs', file('').replace('/y', '/a/../b'), '4:8', /invalid path/, /items\/new/],
  [
    'a path of the lab',
    file('').replace('/y', '/healthz'),
    '4:8',
    /is reserved: every service has it/,
    /another/,
  ],
  [
    'one of them in capitals',
    file('').replace('/y', '/Healthz'),
    '4:8',
    /is reserved: every service has it/,
    /another/,
  ],
  [
    'a time without a unit',
    file('latency: 20'),
    '3:24',
    /must be a duration with a unit/,
    /did you mean 20ms\?/,
  ],
  [
    'a time that is none',
    file('latency: fast'),
    '3:24',
    /must be a duration with a unit/,
    /for example latency: 20ms/,
  ],
  [
    'a time with a blank',
    file('latency: 5 MS'),
    '3:24',
    /must be a duration with a unit/,
    /did you mean 5ms\?/,
  ],
  [
    'a negative time',
    file('latency: -5ms'),
    '3:24',
    /must be a duration with a unit/,
    /latency: 20ms/,
  ],
  ['a time too long', file('latency: 1m'), '3:24', /longer than 9s/, /at most 9s/],
  [
    'an unknown distribution',
    file('latency: { gauss: { mean: 1ms } }'),
    '3:26',
    /unknown latency "gauss"/,
    /uniform, normal, exponential/,
  ],
  [
    'a distribution that every object has',
    file('latency: { constructor: { mean: 1ms } }'),
    '3:26',
    /unknown latency "constructor"/,
    /uniform, normal, exponential/,
  ],
  [
    'a distribution without anything',
    file('latency: { exponential: 5ms }'),
    '3:39',
    /exponential must be a map of keys and values/,
    /exponential: \{ mean: 10ms \}/,
  ],
  [
    'a distribution without its deviation',
    file('latency: { normal: { mean: 1ms } }'),
    '3:26',
    /normal needs deviation/,
    /normal: \{ mean: 10ms, deviation: 20ms \}/,
  ],
  [
    'a range upside down',
    file('latency: { uniform: { from: 2s, to: 1s } }'),
    '3:51',
    /"from" is larger than "to"/,
    /swap from and to/,
  ],
  [
    'an error rate in percent',
    file('errors: 5%'),
    '3:23',
    /share from 0 to 1/,
    /did you mean 0\.05/,
  ],
  [
    'an error rate in quotes',
    file("errors: '0.05'"),
    '3:23',
    /share from 0 to 1/,
    /did you mean 0\.05\?/,
  ],
  ['an error rate of yes', file('errors: true'), '3:23', /share from 0 to 1/, /errors: 0\.05/],
  [
    'an error rate above 1',
    file('errors: 1.5'),
    '3:23',
    /share from 0 to 1/,
    /mean 0\.015|errors:/,
  ],
  ['a negative error rate', file('errors: -0.1'), '3:23', /share from 0 to 1/, /errors: 0\.05/],
  [
    'a weight of nought',
    file('', 'requests: { go: { to: a GET /x, weight: 0 } }'),
    '5:41',
    /weight must be a number above 0/,
    /remove a request that should never be sent/,
  ],
  [
    'a weight in words',
    file('', 'requests: { go: { to: a GET /x, weight: often } }'),
    '5:41',
    /weight must be a number above 0/,
    /weight: 3/,
  ],
  [
    'no times',
    file('calls: [{ call: b GET /y, times: 0 }]'),
    '3:48',
    /times must be a whole/,
    /for example times: 3/,
  ],
  [
    'half a time',
    file('calls: [{ call: b GET /y, times: 1.5 }]'),
    '3:48',
    /1 to 100/,
    /for example times: 3/,
  ],
  [
    'a call beside parallel',
    file('calls: [{ call: b GET /y, parallel: [b GET /y] }]'),
    '3:23',
    /the only key of its entry/,
    /parallel: \[/,
  ],
  [
    'parallel within parallel',
    file('calls: [{ parallel: [{ parallel: [b GET /y] }] }]'),
    '3:36',
    /cannot contain parallel/,
    /parallel: \[/,
  ],
  [
    'a name that is no host name',
    file('').replace('b:', 'B_1:'),
    '4:3',
    /"B_1"/,
    /starting with a letter: b-1$/,
  ],
  [
    'the name of a part of the lab',
    file('').replace('b:', 'jaeger:'),
    '4:3',
    /"jaeger"/,
    /jaeger-service/,
  ],
  [
    'an endpoint that calls itself',
    file('calls: [a GET /x]'),
    '3:23',
    /circular calls: a GET \/x → a GET \/x/,
    /remove one of these/,
  ],
  [
    'calls in a circle',
    'services:\n  a: { GET /x: { calls: [b GET /y] } }\n  b: { GET /y: { calls: [a GET /x] } }\nrequests: { go: a GET /x }',
    '3:26',
    /a GET \/x → b GET \/y → a GET \/x/,
    /remove one/,
  ],
  [
    'more than fifty services',
    `services:\n${many(51, (i) => `  s${i}: { GET /x: { latency: 1ms } }`)}requests: { go: s0 GET /x }`,
    '52:3',
    /51 services; at most 50 are allowed/,
    /remove 1/,
  ],
  [
    'fan-out upon fan-out',
    'services:\n  a: { GET /x: { calls: [{ call: b GET /y, times: 100 }] } }\n  b: { GET /y: { calls: [{ call: c GET /z, times: 20 }] } }\n  c: { GET /z: }\nrequests: { go: a GET /x }',
    '5:17',
    /would leave 4,201 spans; at most 1,000 are allowed/,
    /reduce times, or remove calls/,
  ],
  [
    'a call that nobody waits for to its end',
    'services:\n  a: { GET /x: { calls: [b GET /y] } }\n  b: { GET /y: { latency: { uniform: { from: 6s, to: 7s } }, calls: [c GET /z] } }\n  c: { GET /z: { latency: 4s } }\nrequests: { go: a GET /x }',
    '2:26',
    /b GET \/y takes at least 10 s including its calls, and callers time out after 10 s/,
    /in parallel/,
  ],
  [
    'a call that repeats another too often',
    'services:\n  a: { GET /x: { calls: [b GET /y] } }\n  b: { GET /y: { calls: [{ call: c GET /z, times: 5 }] } }\n  c: { GET /z: { latency: 2.5s } }\nrequests: { go: a GET /x }',
    '2:26',
    /b GET \/y takes at least 12.5 s/,
    /reduce latencies or times/,
  ],
  ['an alias of nothing', file('latency: *slow'), '3:24', /has no anchor/, /&slow/],
  [
    'an alias that leads to itself',
    'services:\n  a:\n    GET /x: { calls: &c [{ parallel: *c }] }\nrequests: { go: a GET /x }',
    '3:26',
    /cannot contain parallel/,
    /./,
  ],
];

testMistakes(cases);

describe('mistakes are told together', () => {
  test('in the order of the file, each with its place', () => {
    const { message, evidence } = errorOf(
      'services:\n  a:\n    GET /x: { latency: 5, errors: 2, calls: [b GET /q] }\n  b: { GET /y: }\nrequests: { Go: a GET /x }',
    );
    assert.equal(message, 't.yaml has 4 mistakes');
    assert.deepEqual(
      evidence.map((line) => line.split(': ')[0]),
      ['t.yaml:3:24', 't.yaml:3:35', 't.yaml:3:46', 't.yaml:5:13'],
    );
  });

  test('ten of them, and how many more there are', () => {
    const { evidence } = errorOf(file(many(14, (i) => `k${i}: 1,`).replaceAll('\n', ' ')));
    assert.equal(evidence.length, 11);
    assert.equal(evidence.at(-1), 'and 4 more');
  });

  test('what an alias bomb would expand to is never read', () => {
    const levels = many(9, (i) => `  - &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`);
    const error = errorOf(`about:\n  - &l0 [x, x]\n${levels}services: *l9\nrequests: *l9\n`);
    assert.match([error.message, ...error.evidence].join('\n'), /must be/);
  });
});
