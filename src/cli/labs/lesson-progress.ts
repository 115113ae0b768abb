import { dirname, join } from 'node:path';
import { readIfThere, remove, writeAtomically } from '../../base/files.ts';
import { DEFAULT_LAB, labFolder } from '../../lab/lab-folder.ts';
import type { Evidence, Learner } from '../../lessons/class.ts';
import type { Context } from '../context.ts';

/** How a lesson stands; it is in a file of its own, so that two terminals never write the same one differently. */
export interface LessonProgress {
  readonly outcome?: 'solved' | 'skipped' | undefined;
  /** Hints that were shown. */
  readonly hints: number;
  /** RFC 3339. */
  readonly at?: string | undefined;
  /** What it was solved by. */
  readonly evidence?: Evidence | undefined;
}

const NOTHING: LessonProgress = { hints: 0 };
const VERSION = 1;

/** Beside the labs; a name that no lab can have. */
const folderIn = ({ env }: Context): string =>
  join(dirname(labFolder(DEFAULT_LAB, env).path), '.learn');

const fileOf = (id: string, context: Context): string => join(folderIn(context), `${id}.json`);

/** A file that cannot be understood counts as no progress: the lesson can be solved again. */
async function readFrom<Kept>(id: string, context: Context): Promise<Partial<Kept>> {
  const text = await readIfThere(fileOf(id, context));
  try {
    return JSON.parse(text ?? '{}') as Partial<Kept>;
  } catch {
    return {};
  }
}

const writeTo = (id: string, kept: object, context: Context): Promise<void> =>
  writeAtomically(fileOf(id, context), `${JSON.stringify({ version: VERSION, ...kept })}\n`);

export const readProgress = async (id: string, context: Context): Promise<LessonProgress> => ({
  ...NOTHING,
  ...(await readFrom<LessonProgress>(id, context)),
});

export const writeProgress = (
  id: string,
  progress: LessonProgress,
  context: Context,
): Promise<void> => writeTo(id, progress, context);

/** Undefined outside of a class. */
export async function readLearner(context: Context): Promise<Learner | undefined> {
  const { seed, name } = await readFrom<Learner>('class', context);
  return seed === undefined || name === undefined ? undefined : { seed, name };
}

export const writeLearner = (learner: Learner, context: Context): Promise<void> =>
  writeTo('class', learner, context);

/** The lesson that was chosen by name; undefined where none was. */
export const readChosen = async (context: Context): Promise<string | undefined> =>
  (await readIfThere(join(folderIn(context), 'chosen')))?.trim();

/** How a question of the quiz was answered. */
export interface QuizProgress {
  /** The letter that was answered last. */
  readonly letter?: string | undefined;
  readonly right?: boolean | undefined;
  readonly attempts: number;
  /** RFC 3339. */
  readonly at?: string | undefined;
}

const quizFile = (id: string): string => join('quiz', id);

export const readQuiz = async (id: string, context: Context): Promise<QuizProgress> => ({
  attempts: 0,
  ...(await readFrom<QuizProgress>(quizFile(id), context)),
});

export const writeQuiz = (id: string, progress: QuizProgress, context: Context): Promise<void> =>
  writeTo(quizFile(id), progress, context);

/** Forgets the answers of the quiz. */
export const resetQuiz = (context: Context): Promise<void> =>
  remove(join(folderIn(context), 'quiz'));

export const writeChosen = (id: string, context: Context): Promise<void> =>
  writeAtomically(join(folderIn(context), 'chosen'), `${id}\n`);

/** Forgets one lesson, or all. */
export async function resetProgress(id: string | undefined, context: Context): Promise<void> {
  await remove(id === undefined ? folderIn(context) : fileOf(id, context));
}
