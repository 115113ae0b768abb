import assert from 'node:assert/strict';
import { EXIT } from '../../src/base/errors.ts';
import type { DoctorAnswer } from '../../src/cli/commands/doctor/answer.ts';
import type { LearnAnswer } from '../../src/cli/commands/learn/answer.ts';
import { type Commands, assertCode } from './program.ts';

/** What a learner reads in the answers of the commands; the same in every lab of the tutorial. */
const ANSWERS: Readonly<Record<string, string>> = {
  search: '5',
  waterfall: 'gateway',
  bottleneck: 'enricher',
  compare: 'validator',
  dependencies: '2',
};

export async function learn(lab: Commands, ...args: string[]): Promise<LearnAnswer> {
  const { stdout, stderr } = await lab.run('learn', '--json', ...args);
  assert.ok(stdout !== '', stderr);
  return JSON.parse(stdout) as LearnAnswer;
}

/** The commands that the current lesson prints for a person. */
async function printedCommands(lab: Commands): Promise<string[]> {
  const { stdout } = await lab.run('learn', '--format', 'table');
  const [, typed = ''] = stdout.split('\nType:\n');
  const text = stdout.split('\nType:\n')[0]?.split('\n') ?? [];
  assert.ok(text.length <= 9, stdout);
  return typed
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());
}

const wordsOf = (printed: string): string[] =>
  (/(?:jaeger-lab|main\.js) (.*)$/.exec(printed)?.[1] ?? assert.fail(printed)).split(' ');

/**
 * Proves the current lesson both ways: it is unsolved as given, and solved by typing what is printed.
 *
 * @param up options that only the test needs
 */
export async function assertSolvedByWhatIsPrinted(
  lab: Commands,
  id: string,
  up: readonly string[],
): Promise<void> {
  const given = await learn(lab);
  assert.equal(given.lesson?.id, id);
  const unsolved = await lab.run('learn', '--check', '--quiet');
  assert.equal(unsolved.code, EXIT.no, unsolved.stderr);
  assert.match(unsolved.stderr, /^✖ not solved yet: ./);
  for (const printed of await printedCommands(lab)) {
    const words = wordsOf(printed).map((word) =>
      word === 'NUMBER' || word === 'SERVICE' ? (ANSWERS[id] ?? assert.fail(id)) : word,
    );
    if (words[0] === 'doctor') await typeFixes(lab);
    else if (words[0] === 'load') await load(lab, words);
    else assertCode(await lab.run(...words, ...(words[0] === 'up' ? up : [])), 0);
  }
  const { lessons } = await learn(lab);
  assert.equal(lessons.find((one) => one.id === id)?.state, 'solved');
}

async function typeFixes(lab: Commands): Promise<void> {
  const { code, stdout, stderr } = await lab.run('doctor', '--json');
  assert.equal(code, EXIT.no, stderr);
  const { findings } = JSON.parse(stdout) as DoctorAnswer;
  assert.equal(findings.length, 1, stdout);
  for (const { fix } of findings) assertCode(await lab.run(...wordsOf(fix ?? '')), 0);
}

/** Faster than as it is typed. The traces of a broken lab are not as expected. */
async function load(lab: Commands, words: readonly string[]): Promise<void> {
  const { code, stderr } = await lab.run(...words, '--interval', '0', '--concurrency', '4');
  assert.ok(code === 0 || code === EXIT.tracesLate, stderr);
}
