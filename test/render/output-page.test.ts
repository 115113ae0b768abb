import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import ts from 'typescript';

const ROOT = new URL('../../', import.meta.url);

/** The header lines that a file may print: the first two arguments of each call of `tsvRows`. */
async function headersIn(file: string): Promise<string[]> {
  const text = await readFile(new URL(`src/${file}`, ROOT), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const headers: string[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'tsvRows') {
      const [kind, columns] = node.arguments;
      assert.ok(kind && ts.isStringLiteral(kind) && columns && ts.isStringLiteral(columns), file);
      headers.push(`#${kind.text} ${columns.text}`);
    }
    node.forEachChild(walk);
  };
  walk(source);
  return headers;
}

test('docs/output.md names the columns of every kind of row, and no others', async () => {
  const files = await readdir(new URL('src/', ROOT), { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts'));
  const printed = (await Promise.all(sources.map(headersIn))).flat();
  const page = await readFile(new URL('docs/output.md', ROOT), 'utf8');
  const documented = page.match(/^#[a-z].*$/gm) ?? [];
  const sorted = (headers: string[]): string[] => Array.from(new Set(headers)).sort();
  assert.deepEqual(sorted(documented), sorted(printed));
});
