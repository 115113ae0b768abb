import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import ts from 'typescript';
import { waterfall } from '../../src/analysis/waterfall.ts';
import { micros } from '../../src/model/units.ts';
import { jsonText } from '../../src/render/json.ts';
import { printable } from '../../src/render/terminal/printable.ts';
import { cut } from '../../src/render/terminal/text-width.ts';
import { renderTrace } from '../../src/render/terminal/trace/trace.ts';
import { paragraph } from '../../src/render/terminal/wrap.ts';
import { tsvRows } from '../../src/render/tsv.ts';
import { span, traceOf } from '../support/trace-builder.ts';

/** Folders whose regular expressions may see what spans hold. */
const FOLDERS = ['model', 'analysis', 'jaeger', 'render'];
const SRC = new URL('../../src/', import.meta.url);

async function patternsIn(folder: string): Promise<[where: string, pattern: RegExp][]> {
  const names = await readdir(new URL(folder, SRC), { recursive: true });
  const files = names.filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`);
  const found = files.map(async (file): Promise<[string, RegExp][]> => {
    const source = ts.createSourceFile(
      file,
      await readFile(new URL(file, SRC), 'utf8'),
      ts.ScriptTarget.Latest,
    );
    const literals: string[] = [];
    const walk = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) literals.push(node.text);
      node.forEachChild(walk);
    };
    walk(source);
    return literals.map((literal) => {
      const [, body = '', flags = ''] = /^\/(.*)\/(\w*)$/s.exec(literal) ?? [];
      return [`${file} ${literal}`, new RegExp(body, flags)];
    });
  });
  return (await Promise.all(found)).flat();
}

/** What a pattern names, and what real names are full of. */
function piecesOf({ source }: RegExp): string[] {
  const named = source
    .replaceAll(/\\u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replaceAll(/\\[a-zA-Z]/g, '');
  return [
    ...new Set([
      ...Array.from(named),
      'a',
      '0',
      ' ',
      '-',
      '/',
      '\n',
      '\u001b[',
      '\u001b]',
      '\u009d',
    ]),
  ];
}

/** Of these lengths what is linear takes some milliseconds, and what is quadratic takes seconds. */
const WORTH_A_LOOK_MS = 200;
/** Four times the text takes four times the time, or sixteen times where each character looks at all others. */
const MOST_TIMES = 9;

/** Milliseconds of the processor, the least of several runs: other programs share the machine. */
function timeOf(work: () => unknown, runs: number): number {
  const times = Array.from({ length: runs }, () => {
    const began = process.cpuUsage();
    work();
    return process.cpuUsage(began).user / 1000;
  });
  return Math.min(...times);
}

/** Passes at once where it is fast; else compares with a text of a quarter of the length, both at their best. */
function assertLinear(
  work: (text: string) => unknown,
  textOf: (length: number) => string,
  length: number,
): void {
  const [long, short] = [textOf(length), textOf(length / 4)];
  if (timeOf(() => work(long), 1) < WORTH_A_LOOK_MS) return;
  const times = timeOf(() => work(long), 3) / timeOf(() => work(short), 3);
  assert.ok(
    times < MOST_TIMES,
    `${times.toFixed(1)} times for ${JSON.stringify(long.slice(0, 4))}`,
  );
}

/** Pieces repeated, two in turn as well, and each with an end that nothing matches. */
function* textsOf(pieces: readonly string[]): Generator<(length: number) => string> {
  for (const one of pieces)
    for (const other of pieces)
      for (const end of ['', '\u0000'])
        yield (length) => (one + other).repeat(length / (one + other).length) + end;
}

describe('a regular expression that may see span data takes time in proportion to the text', async () => {
  const patterns = (await Promise.all(FOLDERS.map(patternsIn))).flat();
  test('there are some', () => assert.ok(patterns.length > 20));
  for (const [where, pattern] of patterns) {
    test(where, () => {
      for (const textOf of textsOf(piecesOf(pattern)))
        assertLinear((text) => text.replace(pattern, ''), textOf, 32_000);
    });
  }
});

describe('text of any length is shown in time in proportion to it', () => {
  const screen = { format: 'table' as const, columns: 80, colour: false, unicode: true };
  const details = { attributes: true, events: true };
  const drawn = (text: string): string => {
    const attributes = { 'exception.stacktrace': text };
    const events = [{ name: text, timeUs: micros(0), attributes }];
    const plan = span('s', text, [0, 40], {
      attributes: { key: text },
      events,
      status: 'error' as const,
    });
    return renderTrace(waterfall(traceOf([plan])), { uiUrl: '' }, details, screen);
  };
  const works: [name: string, work: (text: string) => unknown][] = [
    ['printable', printable],
    ['cut', (text) => cut(printable(text), 80, screen)],
    ['paragraph', (text) => paragraph(text, screen)],
    ['a row for a pipe', (text) => tsvRows('span', 'name', [{ name: text }])],
    ['JSON', jsonText],
    ['a trace with it as name, attribute, event and error', drawn],
  ];
  const pieces = [
    'x',
    'a ',
    '\n',
    '注',
    '🛒',
    '👩‍👧',
    'e\u0301',
    '\u009d',
    '\u001b]',
    '\u001b[',
    '\u202e',
  ];
  for (const [name, work] of works)
    test(name, () => {
      for (const piece of pieces)
        assertLinear(work, (length) => piece.repeat(length / piece.length), 200_000);
    });
});
