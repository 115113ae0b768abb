import { Argument, Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { answerTo } from '../../../lessons/goals.ts';
import type { Question } from '../../../lessons/lesson.ts';
import { letterOf, type ListedQuestion, questions } from '../../../lessons/quiz/all.ts';
import { type Letter, LETTERS } from '../../../lessons/quiz/question.ts';
import { renderQuiz } from '../../../render/terminal/quiz.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { gather } from '../../labs/lesson-facts.ts';
import {
  addQuizAnswer,
  type QuizProgress,
  readQuiz,
  reportDamaged,
  resetQuiz,
} from '../../labs/lesson-progress.ts';
import { examples } from '../../shell/examples.ts';
import { shared } from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { phrase } from '../../shell/phrase.ts';
import type { QuizAnswer } from './answer.ts';

interface QuizOptions extends OutputOptions {
  readonly name: string;
  readonly list?: boolean;
  readonly reset?: boolean;
}

const ids = questions.map(({ id }) => id);

export function quizCommand(context: Context): Command {
  const command = new Command('quiz')
    .addArgument(new Argument('[question]', 'question (default: the first one open)').choices(ids))
    .addArgument(new Argument('[letter]', 'your answer').choices([...LETTERS]))
    .option('--list', 'list the questions and your score')
    .option('--reset', 'forget all answers')
    .addOption(shared.name());
  return withOutputOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab quiz', 'the next question'],
        ['jaeger-lab quiz trace-or-span c', 'answer a question, and see why'],
        ['jaeger-lab quiz --json', 'all answers and the score, for a grader'],
      ),
    )
    .action((id: string | undefined, letter: Letter | undefined, options: QuizOptions) =>
      runQuiz(id, letter, options, context),
    );
}

async function runQuiz(
  id: string | undefined,
  letter: Letter | undefined,
  options: QuizOptions,
  context: Context,
): Promise<void> {
  if (options.reset) await resetQuiz(context);
  const named = questions.find((one) => one.id === id);
  const graded = named && letter && (await grade(named, letter, options, context));
  const all = await readAll(context);
  reportDamaged(all.values(), context);
  const question = named ?? questions.find((one) => all.get(one.id)?.right !== true);
  const document = documentOf(question, graded, all, options, context);
  const isList = options.list ?? false;
  const text = (screen: Screen): string => renderQuiz({ ...document, isList }, screen);
  await writeAnswer({ document, text }, options, context);
  for (const typed of nextOf(graded, isList ? undefined : question)) next(typed, options, context);
  if (graded?.right === false)
    throw new LabError(`${graded.letter} is not the right answer`, {
      hint: `jaeger-lab quiz ${graded.id}`,
      exitCode: EXIT.no,
    });
}

const nextOf = (graded: Graded | undefined, asked: ListedQuestion | undefined): string[] =>
  graded ? ['jaeger-lab quiz'] : asked ? [`jaeger-lab quiz ${asked.id} LETTER`] : [];

type Graded = NonNullable<QuizAnswer['graded']> & { readonly rightLetter: Letter };

/** Grades an answer and keeps it. @throws LabError (not ready) when the lab does not show the right one */
async function grade(
  question: ListedQuestion,
  letter: Letter,
  { name }: QuizOptions,
  context: Context,
): Promise<Graded> {
  const { right: known } = question;
  const rightOne =
    typeof known === 'string' ? known : await letterInLab(question, known.inLab, name, context);
  const right = letter === rightOne;
  const at = new Date(context.clock.now()).toISOString();
  await addQuizAnswer(question.id, { letter, right, at }, context);
  return { id: question.id, letter, right, rightLetter: rightOne };
}

/** @throws LabError (not ready) when the lab does not show one of the choices */
async function letterInLab(
  question: ListedQuestion,
  to: Question,
  name: string,
  context: Context,
): Promise<Letter> {
  const facts = await gather({ kind: 'answer', to }, name, undefined, context);
  const right = letterOf(question, answerTo(to, facts));
  if (right !== undefined) return right;
  throw new LabError(
    facts.traces.length === 0
      ? 'this question is about your own lab, and no traces of a run were found'
      : 'the last run of your lab shows none of these choices',
    { hint: facts.lab ? 'jaeger-lab load --n 50' : 'jaeger-lab up', exitCode: EXIT.notReady },
  );
}

type AllAnswers = ReadonlyMap<string, QuizProgress>;

async function readAll(context: Context): Promise<AllAnswers> {
  const entries = ids.map(async (id) => [id, await readQuiz(id, context)] as const);
  return new Map(await Promise.all(entries));
}

function documentOf(
  question: ListedQuestion | undefined,
  graded: Graded | undefined,
  all: AllAnswers,
  { name }: QuizOptions,
  { startedAs }: Context,
): QuizAnswer {
  const states = [...all.values()].map(stateOf);
  const count = (state: string): number => states.filter((one) => one === state).length;
  return {
    schema: 'jaeger-lab/quiz@1',
    ...(question && {
      question: {
        id: question.id,
        topic: question.topic,
        ask: question.ask,
        ...(question.look !== undefined && { look: phrase(question.look, startedAs, name) }),
        choices: choicesOf(question, graded?.rightLetter),
      },
    }),
    ...(graded && { graded: { id: graded.id, letter: graded.letter, right: graded.right } }),
    score: {
      right: count('right'),
      wrong: count('wrong'),
      open: count('open'),
      of: questions.length,
    },
    questions: questions.map(({ id, topic }) => {
      const kept = all.get(id) ?? { attempts: 0 };
      const { letter, attempts, at } = kept;
      return { id, topic, state: stateOf(kept), letter, attempts, at };
    }),
  };
}

/** A question keeps its secret until it is answered. */
const choicesOf = (
  { choices }: ListedQuestion,
  right: Letter | undefined,
): NonNullable<QuizAnswer['question']>['choices'] =>
  choices.map(([text, why], i) => {
    const letter = LETTERS[i] ?? '';
    return { letter, text, ...(right !== undefined && { right: letter === right, why }) };
  });

const stateOf = ({ right }: Pick<QuizProgress, 'right'>): 'open' | 'right' | 'wrong' =>
  right === undefined ? 'open' : right ? 'right' : 'wrong';
