import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { EXIT } from '../../../src/base/errors.ts';
import type { QuizAnswer } from '../../../src/cli/commands/quiz/answer.ts';
import { questions } from '../../../src/lessons/quiz/all.ts';
import { LETTERS } from '../../../src/lessons/quiz/question.ts';
import { TERMS } from '../../../src/render/terminal/explain/explain.ts';
import { run } from '../../support/run.ts';

/** Runs the quiz with a folder of its own for the answers. */
async function quizIn(t: TestContext): Promise<(...args: string[]) => ReturnType<typeof run>> {
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-quiz-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return (...args) => run(['quiz', ...args], { env: { XDG_STATE_HOME: folder } });
}

const parsed = (out: string): QuizAnswer => JSON.parse(out) as QuizAnswer;

test('each question has four choices that differ, with a reason for each', () => {
  assert.equal(questions.length, 35);
  assert.equal(new Set(questions.map(({ id }) => id)).size, questions.length);
  for (const { id, ask, choices } of questions) {
    assert.match(ask, /\?$/, id);
    assert.equal(new Set(choices.map(([text]) => text)).size, LETTERS.length, id);
    for (const [, why] of choices) assert.match(why, /\.$/, id);
  }
  const terms = questions.flatMap(
    ({ look = '' }) => /^jaeger-lab explain (.*)$/.exec(look)?.[1] ?? [],
  );
  for (const term of terms)
    assert.ok(
      TERMS.some(({ name }) => name === term),
      term,
    );
  // No letter is worth guessing.
  for (const letter of LETTERS)
    assert.ok(questions.filter(({ right }) => right === letter).length <= 10, letter);
});

test('a question keeps its secret until it is answered, then every choice is explained', async (t) => {
  const quiz = await quizIn(t);
  const asked = await quiz('ports');
  for (const [, why] of questions.find(({ id }) => id === 'ports')?.choices ?? [])
    assert.ok(!asked.out.includes(why), asked.out);
  const wrong = await quiz('ports', 'b', '--json');
  assert.equal(wrong.error?.exitCode, EXIT.no);
  const { question, graded, score } = parsed(wrong.out);
  assert.deepEqual(graded, { id: 'ports', letter: 'b', right: false });
  assert.deepEqual(score, { right: 0, wrong: 1, open: 34, of: 35 });
  for (const { why = '' } of question?.choices ?? []) assert.notEqual(why, '');
  const right = await quiz('ports', 'c', '--json');
  assert.equal(right.error, undefined);
  assert.deepEqual(parsed(right.out).questions.find(({ id }) => id === 'ports')?.attempts, 2);
  assert.equal(parsed(right.out).score.right, 1);
  await quiz('--reset');
  assert.equal(parsed((await quiz('--json')).out).score.open, 35);
});

test('every question that is not about a lab is answered rightly by its letter', async (t) => {
  const quiz = await quizIn(t);
  for (const { id, right } of questions)
    if (typeof right === 'string') assert.equal((await quiz(id, right)).error, undefined);
  assert.equal(parsed((await quiz('--json')).out).score.right, 30);
});

test('a question about a lab needs one', async (t) => {
  const quiz = await quizIn(t);
  const { error } = await quiz('my-spans', 'b');
  assert.equal(error?.exitCode, EXIT.notReady);
  assert.equal(error.hint, 'jaeger-lab up');
});

test('a question ends with the command that answers it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-quiz-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const { note } = await run(['quiz'], { env: { XDG_STATE_HOME: folder }, isTTY: true });
  assert.equal(note, `Next: jaeger-lab quiz ${questions[0]?.id} LETTER\n`);
});
