import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import ts from 'typescript';
import { commandTree } from '../../scripts/build/command-tree.ts';
import type { CommandTree } from '../../src/cli/shell/help/command-tree.ts';

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

/** The commands that have no commands below them: "images save". */
function leaves(at: CommandTree, path: readonly string[] = []): [name: string, CommandTree][] {
  if (at.commands.length === 0) return [[path.join(' '), at]];
  return at.commands.flatMap((below) => leaves(below, [...path, below.name]));
}

test('docs/output.md has every command: the rows of those that answer, and what the others write', async () => {
  const page = await readFile(new URL('docs/output.md', ROOT), 'utf8');
  const rows = page.slice(page.indexOf('## Tab-separated rows'), page.indexOf('## Exit codes'));
  const headed = [...rows.matchAll(/^### (.+)$/gm)].flatMap(([, names = '']) => names.split(', '));
  const others = [...rows.slice(rows.lastIndexOf('```\n')).matchAll(/`([a-z][a-z ]+)`/g)];
  const hasRows = ({ options }: CommandTree): boolean =>
    options.some(
      ({ flags, value }) => flags.includes('--format') && value?.choices.includes('json'),
    );
  const all = leaves(await commandTree('0.0.0', 'dist')).filter(([name]) => name !== 'help');
  const answering = all.filter(([, command]) => hasRows(command)).map(([name]) => name);
  assert.deepEqual(headed.toSorted(), answering.toSorted());
  const mentioned = others.map(([, name]) => name);
  for (const [name] of all)
    assert.ok(answering.includes(name) || mentioned.includes(name), `${name} is not on the page`);
});
