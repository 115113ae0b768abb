import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { paint, type Screen } from '../../../src/render/terminal/screen.ts';
import { table, type Column } from '../../../src/render/terminal/table.ts';

const person: Screen = { format: 'table', columns: 80, colour: false, unicode: true };

const columns: Column[] = [
  { title: 'service', cutTo: 4 },
  { title: 'state' },
  { title: 'took', align: 'right' },
];
const rows = [
  ['gateway', 'ready', '1.2 s'],
  ['enricher', 'starting', '12 ms'],
];

const lines = (...expected: string[]): string => expected.map((line) => `${line}\n`).join('');

describe('a table for a person', () => {
  test('has a header and aligned columns, numbers on the right', () => {
    assert.equal(
      table(columns, rows, person),
      lines('service   state      took', 'gateway   ready     1.2 s', 'enricher  starting  12 ms'),
    );
  });

  test('cuts where it may when the screen is too narrow', () => {
    assert.equal(
      table(columns, rows, { ...person, columns: 22 }),
      lines('se…ce  state      took', 'ga…ay  ready     1.2 s', 'en…er  starting  12 ms'),
    );
  });

  test('cuts no further than a column allows, even if that is too wide', () => {
    const [first] = table(columns, rows, { ...person, columns: 5 })
      .split('\n')
      .slice(1);
    assert.equal(first, 'ga…y  ready     1.2 s');
  });

  test('lets a long title run on over columns without one', () => {
    assert.equal(
      table(
        [{ title: 'Where the time goes' }, { title: '' }, { title: 'mean', align: 'right' }],
        [['gateway', 'GET /process', '5 ms']],
        person,
      ),
      lines('Where the time goes    mean', 'gateway  GET /process  5 ms'),
    );
  });

  test('has no header when there are no titles', () => {
    assert.equal(table([{ title: '' }], [['a'], ['b']], person), lines('a', 'b'));
  });

  test('aligns by the columns that letters take', () => {
    assert.equal(
      table(
        [{ title: '' }, { title: '' }],
        [
          ['注文', '1'],
          ['🛒', '2'],
          ['abcde', '3'],
        ],
        person,
      ),
      lines('注文   1', '🛒     2', 'abcde  3'),
    );
  });

  test('styles the text but not the space around it', () => {
    const coloured = { ...person, colour: true };
    const cell = { text: 'b', style: paint(coloured).red };
    assert.equal(
      table(
        [{ title: '' }, { title: '', align: 'right' }],
        [
          [cell, '1'],
          ['ccc', '20'],
        ],
        coloured,
      ),
      lines('\u001b[31mb\u001b[39m     1', 'ccc  20'),
    );
  });

  test('lets nothing from outside through to the terminal', () => {
    assert.equal(
      table([{ title: '' }, { title: '' }], [['a\u001b[2J\nb', 'x\ty']], person),
      lines('a b  x y'),
    );
  });
});
