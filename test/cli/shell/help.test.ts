import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commandTree } from '../../../scripts/build/command-tree.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { type CommandTree, STARTED_AS } from '../../../src/cli/shell/help/command-tree.ts';
import { fit, layOut } from '../../../src/cli/shell/help/page.ts';
import { termNamed } from '../../../src/render/terminal/explain/explain.ts';
import { memoryContext } from '../../support/memory-context.ts';

const tree = await commandTree('0.0.0', 'dist');
const WIDTHS = [40, 60, 80, 120, 250];

/** As main.ts shows it, from what the build wrote down. */
function written({ page }: CommandTree, columns: number, startedAs = 'jaeger-lab'): string {
  return fit(layOut(page, columns) + page.after.replaceAll(STARTED_AS, startedAs), columns);
}

/** As the command describes itself. */
async function described(path: readonly string[], columns: number): Promise<string> {
  const { context, written } = memoryContext();
  await runProgram([...path, '--help'], { ...context, screen: { ...context.screen, columns } });
  return written.out;
}

function everyCommand(at: CommandTree, path: readonly string[] = []): [string[], CommandTree][] {
  const below = at.commands.flatMap((command) => everyCommand(command, [...path, command.name]));
  return [[[...path], at], ...below];
}

/** What is typed stands below what it is for. */
const isCommand = (lines: readonly string[], i: number): boolean =>
  lines[i - 1]?.startsWith('  # ') === true && lines[i]?.startsWith('  # ') === false;

describe('the help that the build writes down', () => {
  for (const [path, command] of everyCommand(tree)) {
    test(`of "${['jaeger-lab', ...path].join(' ')}" is what the command says of itself`, async () => {
      for (const columns of WIDTHS) {
        assert.equal(written(command, columns), await described(path, columns));
      }
    });
  }

  test('has each command whole, however narrow the screen, as a shell reads it', () => {
    for (const [path, command] of everyCommand(tree)) {
      const commandsAt = (columns: number): string[] => {
        const lines = written(command, columns)
          .replace(/ \\\n +/g, ' ')
          .split('\n');
        return lines.filter((_, i) => isCommand(lines, i));
      };
      assert.deepEqual(commandsAt(60), commandsAt(100_000), path.join(' '));
    }
  });

  test('fits a screen of 80 columns, whether it is installed or in a checkout', () => {
    for (const startedAs of ['jaeger-lab', 'npx jaeger-lab', 'node dist/main.js']) {
      for (const [path, command] of everyCommand(tree)) {
        const lines = written(command, 80, startedAs).split('\n');
        assert.deepEqual(
          lines.filter((line) => line.length > 80),
          [],
          path.join(' '),
        );
      }
    }
  });

  test('has no breaks inside a paragraph but those of the screen', () => {
    for (const [path, { page }] of everyCommand(tree)) {
      const lines = page.after.split('\n');
      const broken = lines.filter(
        (line, i) => /^[a-z]/.test(line) && /[a-z,]$/.test(lines[i - 1] ?? ''),
      );
      assert.deepEqual(broken, [], path.join(' '));
    }
  });

  test('links only terms that can be explained', () => {
    const linked = everyCommand(tree).flatMap(([, { page }]) =>
      (/^Terms: (.*)$/m.exec(page.after)?.[1] ?? '').split(', ').filter((term) => term !== ''),
    );
    assert.ok(linked.length > 0);
    for (const term of linked) assert.equal(termNamed(term)?.name, term);
  });

  test('has no line that is wider than the screen, nor a word that is broken', () => {
    for (const [path, command] of everyCommand(tree)) {
      // A purpose on several lines has a sign on each, and a command one at the end of each but the last.
      const wordsOf = (text: string): string[] => text.split(/[\s#\\]+/);
      const words = wordsOf(written(command, 100_000));
      for (const columns of WIDTHS) {
        const text = written(command, columns);
        assert.deepEqual(wordsOf(text), words, path.join(' '));
        const lines = text.split('\n');
        const wide = lines.filter((line, i) => line.length > columns && !isCommand(lines, i));
        // A line that is one term has nothing to break at.
        assert.deepEqual(
          wide.filter((line) => /^ {2,}\S.* {2,}\S/.test(line) || columns >= 60),
          [],
          path.join(' '),
        );
      }
    }
  });
});
