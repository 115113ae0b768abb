import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { closest } from '../../src/base/closest.ts';

describe('the word that was meant', () => {
  const cases: [typed: string, known: string[], meant: string | undefined][] = [
    ['mial', ['mail', 'gateway'], 'mail'],
    ['gatway', ['gateway', 'mail'], 'gateway'],
    ['GET /crat/:id', ['GET /item/:id', 'GET /cart/:id'], 'GET /cart/:id'],
    ['MAIL', ['mail'], 'mail'],
    ['xy', ['yx', 'zz'], 'yx'],
    ['mile', ['mail'], undefined],
    ['', ['a'], 'a'],
    ['anything', [], undefined],
  ];
  for (const [typed, known, meant] of cases)
    test(`${typed} among ${known.join(', ')}`, () => assert.equal(closest(typed, known), meant));
});
