import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseTopology } from '../../src/scenarios/topology-file.ts';
import { type Case, errorOf, file, testMistakes } from './mistakes.ts';

const cases: readonly Case[] = [
  ['a text', 'hello\n', '1:1', /the file must be a map of keys and values/, /scenario new shop/],
  [
    'a quote that is not closed, where it begins',
    `about: "a shop\n${file('')}`,
    '1:8',
    /Missing closing "quote/,
    /close it with the same quote/,
  ],
  [
    'a bracket that is not closed, where it begins',
    'services:\n  a:\n    GET /x: { latency: 5ms\n  b:\n    GET /y:\nrequests: { go: a GET /x }\n',
    '3:13',
    /must be sufficiently indented and end with a \}/,
    /close every \{ with \}/,
  ],
  ['nothing but brackets', '['.repeat(200), '1:1', /nesting is too deep/, /every \[ with \]/],
  [
    'JSON with a comma at the end',
    '{"services": {"a": {"GET /x": {}}}, "requests": {"go": "a GET /x",}',
    '1:1',
    /must end with a \}/,
    /close every/,
  ],
  [
    'a key without a space',
    'services:\n  a:\n    GET /x:\n      latency:5ms\n      errors: 0.1\n',
    '4:7',
    /single line/,
    /with a colon and a space/,
  ],
  ['two colons', `about: a: b\n${file('')}`, '1:8', /Nested mappings/, /in quotes/],
  ['a reserved sign', `name: @shop\n${file('')}`, '1:7', /reserved character @/, /in quotes/],
  ['an unknown escape', `about: "\\q"\n${file('')}`, '1:9', /escape/, /single quotes/],
  [
    'keys that do not stand below each other',
    'services:\n  a:\n    GET /x:\n   GET /y:\n',
    '4:1',
    /same column/,
    /equally/,
  ],
  [
    'a placeholder that was not filled in',
    file('').replace('b:', '{{ name }}:'),
    '4:3',
    /trailing content/,
    /in quotes/,
  ],
  [
    'a key that is a list',
    file('').replace('b:', '? [b]\n  :'),
    '4:5',
    /must be a name/,
    /name: v/,
  ],
  ['no key', file('').replace('b:', ':'), '4:1', /a key must be a name/, /name: value/],
  [
    'a key of nothing',
    file('').replace('b:', '~:'),
    '4:3',
    /"~" is not a valid name/,
    /starting with a letter/,
  ],
  [
    'a merge key',
    'services:\n  a:\n    GET /x: &x { latency: 5ms }\n    GET /y: { <<: *x }\nrequests: { go: a GET /x }\n',
    '4:15',
    /merge key << is not supported/,
    /write the keys themselves/,
  ],
  [
    'the same in an older YAML',
    '%YAML 1.1\n---\nservices:\n  a:\n    GET /x: &x { latency: 5ms }\n    GET /y: { <<: *x }\nrequests: { go: a GET /x }\n',
    '6:15',
    /merge key << is not supported/,
    /write the keys themselves/,
  ],
  ['a time without an end', file('latency: .inf'), '3:24', /a unit/, /latency: 20ms$/],
  ['a time that is not a number', file('latency: .nan'), '3:24', /a unit/, /latency: 20ms$/],
  ['a number longer than may be', file('latency: 99999'), '3:24', /unit/, /latency: 20ms$/],
  ['a number too small to write', file('latency: 1e-12'), '3:24', /a unit/, /latency: 20ms$/],
  [
    'a weight too large',
    file('', 'requests: { go: { to: a GET /x, weight: 1e9 } }'),
    '5:41',
    /at most 1,000,000/,
    /weight: 3/,
  ],
  [
    'an endpoint that is a time',
    file('').replace('{ latency: 1ms }', '1ms'),
    '4:16',
    /the endpoint GET \/y must be a map/,
    /GET \/products: \{ latency/,
  ],
  ['a text that is a list', `about: [x]\n${file('')}`, '1:8', /about must be text/, /a shop/],
  [
    'more spans than anybody can count',
    `services:\n${Array.from({ length: 49 }, (_, i) => `  s${i}: { GET /x: { calls: [{ call: s${i + 1} GET /x, times: 100 }] } }\n`).join('')}  s49: { GET /x: }\nrequests: { go: s0 GET /x }\n`,
    '52:17',
    /more than a million spans; at most 1,000 are allowed/,
    /reduce times, or remove calls/,
  ],
  [
    'more than a service can take',
    `services:\n  a:\n${Array.from({ length: 20 }, (_, i) => `    GET /x${i}: { calls: [${`{ redis: mget ${'item '.repeat(90)}},\n      `.repeat(9)}] }\n`).join('')}requests: { go: a GET /x0 }\n`,
    '2:3',
    /the description of a takes \d+ KB; at most 64 KB are allowed/,
    /to another service/,
  ],
];

testMistakes(cases);

describe('what looks like a mistake but is right', () => {
  const taken: readonly (readonly [title: string, yaml: string])[] = [
    ['a hub that calls all others', hub()],
    ['a service by the name of nothing', file('').replace('b:', 'null:')],
    ['no time at all', file('latency: 0')],
  ];
  for (const [title, yaml] of taken)
    test(title, () => assert.ok(parseTopology(yaml, 't.yaml', 't').services.length > 1));
});

function hub(): string {
  const spokes = Array.from({ length: 49 }, (_, i) => `s${i}`);
  const calls = spokes.map((name) => `        - ${name} GET /x\n`).join('');
  const services = spokes.map((name) => `  ${name}: { GET /x: }\n`).join('');
  return `services:\n  hub:\n    GET /x:\n      calls:\n${calls}${services}requests: { go: hub GET /x }\n`;
}

test('too many aliases are reported once', () => {
  const endpoints = Array.from({ length: 20 }, (_, i) => `GET /e${i}: *e`).join(', ');
  const services = Array.from({ length: 48 }, (_, i) => `  s${i}: { ${endpoints} }\n`).join('');
  const calls = 'b GET /y, '.repeat(3);
  const error = errorOf(
    `services:\n  a: { GET /x: &e { calls: [${calls}] } }\n  b: { GET /y: }\n${services}requests: { go: a GET /x }\n`,
  );
  assert.match(error.message, /^t\.yaml:\d+:\d+: more than 500 aliases, or a circular alias/);
  assert.match(error.hint ?? '', /replace some aliases/);
});
