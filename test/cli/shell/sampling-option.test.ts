import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sampling } from '../../../src/cli/shell/sampling-option.ts';

describe('how a lab samples, as it is typed', () => {
  const cases: [text: string, choice: object][] = [
    ['10%', { kind: 'share', share: 0.1 }],
    ['remote=./a=b.json', { kind: 'remote', file: './a=b.json' }],
    ['adaptive=2/s', { kind: 'adaptive', perSecond: 2 }],
    ['adaptive=30/m', { kind: 'adaptive', perSecond: 0.5 }],
    ['tail=errors', { kind: 'tail', errors: true, share: 0 }],
    ['tail=errors,slow>1s,10%', { kind: 'tail', errors: true, slowMs: 1000, share: 0.1 }],
    ['tail=0.5', { kind: 'tail', errors: false, share: 0.5 }],
  ];
  for (const [text, choice] of cases) test(text, () => assert.deepEqual(sampling(text), choice));
  for (const text of [
    '',
    'tail',
    'tail=',
    'remote=',
    'adaptive=',
    'adaptive=2',
    'adaptive=0/s',
    '2',
    'tail=slow',
    'tail=slow>0',
    'tail=errors,',
  ])
    test(`${JSON.stringify(text)} is refused`, () =>
      assert.throws(() => sampling(text), /Expected/));
});
