import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Screen } from '../../src/render/terminal/screen.ts';
import { widthOf } from '../../src/render/terminal/text-width.ts';

/** A name, and the text for a screen. */
export type Drawn = readonly [name: string, render: (screen: Screen) => string];

/** Tests that no line of any of them is wider than the terminal. */
export function testEveryWidth(answers: readonly Drawn[]): void {
  describe('no line is wider than the terminal, from 60 to 250 columns', () => {
    for (const [name, render] of answers)
      test(name, () => {
        for (let columns = 60; columns <= 250; columns += 5) {
          const text = render({ format: 'table', columns, colour: false, unicode: true });
          for (const line of text.split('\n'))
            assert.ok(widthOf(line) <= columns, `${columns}: ${line}`);
        }
      });
  });
}
