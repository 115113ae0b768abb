import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import ts from 'typescript';
import { programInMemory } from '../support/examples.ts';

/** What a hint is given to, beside a property or a variable of that name. */
const TAKES_HINT = ['next', 'usage', 'noSecret', 'failed', 'refuse'];

/** Where constants hold other texts. */
const NO_HINTS = /^src\/(viewer|redis|render\/terminal\/explain|jaeger\/client-over)/;

/** The text of a literal, with a word for whatever is filled in. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.templateSpans.reduce(
    (text, { literal }) => `${text}${/[ =]$/.test(text) ? 'x' : ''}${literal.text}`,
    node.head.text,
  );
}

/** The name of the property, variable or parameter that a node is the value of. */
const nameOf = (node: ts.Node): string =>
  ts.isPropertyAssignment(node) ||
  ts.isVariableDeclaration(node) ||
  ts.isParameter(node) ||
  ts.isFunctionDeclaration(node)
    ? (node.name?.getText() ?? '')
    : '';

function isInHint(node: ts.Node): boolean {
  for (let one: ts.Node = node; !ts.isSourceFile(one) && !ts.isBlock(one); one = one.parent) {
    const { parent } = one;
    if (ts.isCallExpression(parent) && parent.arguments.some((argument) => argument === one))
      return TAKES_HINT.includes(parent.expression.getText());
    if (/hint|Hint|^if[A-Z]|^[A-Z_]+$/.test(nameOf(parent))) return true;
  }
  return false;
}

async function commandsInHints(): Promise<{ readonly file: string; readonly command: string }[]> {
  const found: { file: string; command: string }[] = [];
  for (const name of await readdir('src', { recursive: true })) {
    const file = join('src', name);
    if (!file.endsWith('.ts') || NO_HINTS.test(file)) continue;
    const text = await readFile(file, 'utf8');
    if (!text.includes('jaeger-lab ')) continue;
    const visit = (node: ts.Node): void => {
      const literal = textOf(node);
      if (literal !== undefined && isInHint(node))
        for (const way of literal.split(/; |, (?=or |then )|, (?=jaeger-lab )/)) {
          const [, command] = /\bjaeger-lab (.*)$/.exec(way) ?? [];
          if (command !== undefined) found.push({ file, command });
        }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  }
  return found;
}

const found = await commandsInHints();

test('hints name commands', () => {
  assert.ok(found.length > 80, `${found.length} commands`);
});

/** What commander says of words that a command does not take; a value that was filled in may be refused. */
const NOT_TAKEN = ['unknownCommand', 'unknownOption', 'excessArguments'];

describe('a command in a hint ends it, and can be typed as it stands', () => {
  for (const { file, command } of found)
    test(`${command} (${file})`, async () => {
      const program = await programInMemory();
      for (const one of program.commands)
        for (const each of [one, ...one.commands]) each.action(() => undefined);
      const words = command.split(' ').filter((word) => word !== '');
      await program.parseAsync(words, { from: 'user' }).catch((error: unknown) => {
        const { code = '', message } = error as {
          readonly code?: string;
          readonly message: string;
        };
        assert.ok(!NOT_TAKEN.includes(code.replace('commander.', '')), message);
      });
    });
});
