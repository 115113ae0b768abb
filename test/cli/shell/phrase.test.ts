import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phrase } from '../../../src/cli/shell/phrase.ts';

const cases: [text: string, typed: string][] = [
  ['jaeger-lab down', 'npx jaeger-lab down --name b'],
  ['jaeger-lab trace slowest --critical', 'npx jaeger-lab trace --name b slowest --critical'],
  ['jaeger-lab --help', 'jaeger-lab --help'],
  ['jaeger-lab images load FILE', 'npx jaeger-lab images load FILE'],
  ['jaeger-lab explain gap', 'npx jaeger-lab explain gap'],
  ['jaeger-lab scenario list', 'npx jaeger-lab scenario list'],
];

for (const [text, typed] of cases)
  test(`for lab b, ${text} is typed as ${typed}`, () => {
    assert.equal(phrase(text, 'npx jaeger-lab', 'b'), typed);
  });
