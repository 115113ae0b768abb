import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import type { DoctorAnswer } from '../../src/cli/commands/doctor/answer.ts';
import type { LearnAnswer } from '../../src/cli/commands/learn/answer.ts';
import type { VerifyAnswer } from '../../src/cli/commands/verify/answer.ts';
import { lessons } from '../../src/lessons/all.ts';
import { CAUSES } from '../../src/model/cause.ts';
import { assertInstrumentedByHand } from './by-hand-story.ts';
import { withoutEngine } from './local-lab.ts';
import { type Commands, assertCode } from './program.ts';

const BY_HAND = 'instrument';

/** What a learner reads in the answers of the commands; the same in every lab of the tutorial. */
const ANSWERS: Readonly<Record<string, string>> = {
  search: '5',
  waterfall: 'gateway',
  bottleneck: 'enricher',
  compare: 'validator',
  dependencies: '2',
  'unknown-system': 'payment',
  challenge: 'payment',
};

export async function learn(lab: Commands, ...args: string[]): Promise<LearnAnswer> {
  const { stdout, stderr } = await lab.run('learn', '--json', ...args);
  assert.ok(stdout !== '', stderr);
  return JSON.parse(stdout) as LearnAnswer;
}

/** The commands that the current lesson prints for a person. */
async function printedCommands(lab: Commands, id: string): Promise<string[]> {
  const { stdout } = await lab.run('learn', '--format', 'table');
  const { title } = lessons.find((one) => one.id === id) ?? assert.fail(id);
  assert.ok(stdout.includes(`: ${title}\n`), stdout);
  const [, typed = ''] = stdout.split('\nType:\n');
  const text = stdout.split('\nType:\n')[0]?.split('\n') ?? [];
  assert.ok(text.length <= 8, stdout);
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
  const unsolved = await lab.run('learn', '--check', '--quiet');
  assert.equal(unsolved.code, EXIT.no, unsolved.stderr);
  assert.match(unsolved.stderr, /^✖ not solved yet: ./m);
  const printedOnes = await printedCommands(lab, id);
  if (id === BY_HAND) return assertInstrumentedByHand(lab, wordsOf(printedOnes[0] ?? ''));
  for (const printed of printedOnes) {
    const words = await answered(lab, id, wordsOf(printed));
    if (words[0] === 'doctor') await typeFixes(lab, id);
    else if (words[0] === 'load') await load(lab, words, id);
    else assertCode(await lab.run(...words, ...(words[0] === 'up' ? up : [])), 0);
  }
  const { lessons } = await learn(lab);
  assert.equal(lessons.find((one) => one.id === id)?.state, 'solved');
}

async function answered(lab: Commands, id: string, words: readonly string[]): Promise<string[]> {
  const at = words.findIndex((word) => word === 'NUMBER' || word === 'SERVICE');
  return at < 0 ? [...words] : words.with(at, ANSWERS[id] ?? (await sampledBy(lab, id)));
}

/** The one answer that chance decides. */
async function sampledBy(lab: Commands, id: string): Promise<string> {
  assert.equal(id, 'sampling-share');
  const { stdout } = await lab.run('verify', '--json');
  return String((JSON.parse(stdout) as VerifyAnswer).requests);
}

/** As often as it takes to see that doctor leads to the end: test/integration/doctor-errors has all errors. */
async function typeFixes(lab: Commands, id: string): Promise<void> {
  if (id !== 'endpoint') return;
  const { code, stdout, stderr } = await lab.run('doctor', '--json');
  assert.equal(code, EXIT.no, stderr);
  const { findings } = JSON.parse(stdout) as DoctorAnswer;
  assert.equal(findings.length, 1, stdout);
  for (const { fix } of findings) assertCode(await lab.run(...wordsOf(fix ?? '')), 0);
}

/**
 * Faster than as it is typed. The traces of a broken lab are not as expected, and waiting for them takes seconds: once is
 * enough.
 */
async function load(lab: Commands, words: readonly string[], id: string): Promise<void> {
  if (id in CAUSES && id !== 'endpoint') return;
  const { code, stderr } = await lab.run(...words, '--interval', '0', '--concurrency', '4');
  assert.ok(code === 0 || code === EXIT.tracesLate, stderr);
}

const UP = ['--jaeger', 'embedded', '--ports', 'auto', '--quiet'];

/** They need a real Jaeger. */
const NEEDS_JAEGER = ['production', 'monitor'];

/** The first lesson of each part. */
const PARTS = { steps: 'deploy', errors: 'endpoint', patterns: 'n-plus-one' } as const;

/** The lessons from the first of a part to that of the next. */
function lessonsOf(part: keyof typeof PARTS): readonly string[] {
  const ids = lessons.map(({ id }) => id).filter((id) => !NEEDS_JAEGER.includes(id));
  const firsts = Object.values(PARTS).map((id) => ids.indexOf(id));
  const from = ids.indexOf(PARTS[part]);
  return ids.slice(
    from,
    firsts.find((first) => first > from),
  );
}

/** Proves a part of the lessons, in a lab of processes. Files, not all in one: each has a deadline. */
export async function assertLessons(t: TestContext, part: keyof typeof PARTS): Promise<void> {
  await using lab = await withoutEngine();
  lab.env['JAEGER_LAB_RUNTIME'] = 'local';
  const todo = lessonsOf(part);
  for (const { id } of lessons)
    if (!todo.includes(id)) assertCode(await lab.run('learn', id, '--skip'), 0);
  if (part !== 'steps') assertCode(await lab.run('up', ...UP), 0);
  for (const id of todo) await t.test(id, () => assertSolvedByWhatIsPrinted(lab, id, UP));
  const end = await learn(lab);
  assert.equal(end.lesson, undefined);
  assertCode(await lab.run('down'), 0);
}
