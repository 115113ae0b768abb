import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCommand } from '../../src/doctor/probes/esm.ts';

const CASES: readonly [
  typed: string,
  nodeOptions: string,
  loads: ReturnType<typeof nodeCommand>,
][] = [
  ['node app.mjs', '', { main: 'app.mjs', preloads: [], loaders: [] }],
  [
    'node --require ./t.cjs app.mjs -r x',
    '',
    { main: 'app.mjs', preloads: ['./t.cjs'], loaders: [] },
  ],
  [
    'node --import=./t.mjs --inspect app.js',
    '',
    { main: 'app.js', preloads: ['./t.mjs'], loaders: [] },
  ],
  ['node app.js', '-r ./t.cjs', { main: 'app.js', preloads: ['./t.cjs'], loaders: [] }],
  [
    'node --loader a.mjs -r b.cjs c.js',
    '',
    { main: 'c.js', preloads: ['b.cjs'], loaders: ['a.mjs'] },
  ],
  ['node --max-old-space-size=64 -r b c.js', '', { main: 'c.js', preloads: ['b'], loaders: [] }],
  ['node --watch', '', { main: undefined, preloads: [], loaders: [] }],
];

for (const [typed, nodeOptions, loads] of CASES)
  test(`${nodeOptions} ${typed}`, () =>
    assert.deepEqual(nodeCommand(typed.split(' '), nodeOptions), loads));
