import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CallStep } from '../../../src/analysis/call-path.ts';
import { placeNames } from '../../../src/render/terminal/call-step.ts';

/** "web GET / > shop GET →stock" as steps. */
const place = (text: string): { steps: CallStep[]; level: number } => {
  const steps = text.split(' > ').map((step) => {
    const [, service, name, callee] = /^(\w+) (.+?)(?: →(\w+))?$/.exec(step)!;
    return { service: service!, name: name!, callee };
  });
  return { steps, level: steps.length };
};

describe('names of places', () => {
  const cases: [title: string, places: string[], names: string[]][] = [
    ['a last step that is unique is enough', ['a x', 'a x > a y'], ['x', 'y']],
    ['a callee is part of the name', ['a GET →b', 'a GET →c'], ['GET → b', 'GET → c']],
    ['the same name in two services is unique', ['a x', 'b x'], ['x', 'x']],
    [
      'the service of the caller distinguishes two places',
      ['r / > cart GET →stock > stock x', 'r / > order GET →stock > stock x'],
      ['x ← cart', 'x ← order'],
    ],
    [
      'so does what the caller did, where both are one service',
      ['r / > cart add > stock x', 'r / > cart list > stock x'],
      ['x ← cart add', 'x ← cart list'],
    ],
    [
      'so does a caller further up, if the near ones are the same',
      ['r / > a one > db call > db x', 'r / > b two > db call > db x'],
      ['x ← a', 'x ← b'],
    ],
    [
      'a place within itself is distinguished by its level',
      ['a x', 'a x > a x', 'a x > a x > a x'],
      ['x (level 1)', 'x (level 2)', 'x (level 3)'],
    ],
  ];
  for (const [title, places, names] of cases) {
    test(title, () => assert.deepEqual(placeNames(places.map(place), { unicode: true }), names));
  }

  test('without Unicode the arrows are ASCII', () => {
    const places = ['r / > a GET →c > c x', 'r / > b GET →c > c x', 'r GET →c'].map(place);
    assert.deepEqual(placeNames(places, { unicode: false }), ['x <- a', 'x <- b', 'GET -> c']);
  });
});
