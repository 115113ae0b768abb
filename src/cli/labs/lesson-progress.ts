import { dirname, join } from 'node:path';
import * as z from 'zod';
import { listIfThere, readIfThere, remove, writeAtomically } from '../../base/files.ts';
import { addRecord, readJournal } from '../../base/journal.ts';
import { DEFAULT_LAB, labFolder } from '../../lab/lab-folder.ts';
import type { Evidence, Learner } from '../../lessons/class.ts';
import type { Context } from '../context.ts';

/*
 * Each lesson and each question has a file of records, to which every terminal only adds: what it knows follows from
 * all of them, so that nothing that one terminal writes can undo what another has written.
 *
 * Format 1 was one JSON file for each, replaced as a whole. It has the fields of a record and counts as the first one.
 * Fields that a newer format adds are left alone and stay in the file.
 */
const VERSION = 2;

export const evidence: z.ZodType<Evidence> = z.object({
  scenario: z.string().optional(),
  answer: z.string().optional(),
  planted: z.object({ component: z.string(), variant: z.int() }).optional(),
  traceIds: z.array(z.string()),
});

const lessonRecord = z.object({
  hints: z.int().optional(),
  outcome: z.enum(['solved', 'skipped']).optional(),
  at: z.string().optional(),
  evidence: evidence.optional(),
});

type LessonRecord = z.infer<typeof lessonRecord>;

/** How a lesson stands. `at` is RFC 3339, `evidence` what it was solved by. */
export type LessonProgress = Omit<LessonRecord, 'hints'> & {
  /** Hints that were shown. */
  readonly hints: number;
  /** A file of which nothing more than this can be read. */
  readonly damaged?: string;
};

/** Beside the labs; a name that no lab can have. */
const folderIn = ({ env }: Context): string =>
  join(dirname(labFolder(DEFAULT_LAB, env).path), '.learn');

interface Records<Kept> {
  readonly records: readonly Kept[];
  /** The first file that cannot be read to its end. */
  readonly damaged: string | undefined;
}

async function readRecords<Kept>(
  id: string,
  schema: z.ZodType<Kept>,
  context: Context,
): Promise<Records<Kept>> {
  const files = ['.json', '.jsonl'].map((ending) => join(folderIn(context), `${id}${ending}`));
  const journals = await Promise.all(files.map(readJournal));
  const all = journals.map(({ records, torn }) => {
    const known = records.flatMap((one) => schema.safeParse(one).data ?? []);
    return { known, isDamaged: torn > 0 || known.length < records.length };
  });
  return {
    records: all.flatMap(({ known }) => known),
    damaged: files.find((_, i) => all[i]?.isDamaged),
  };
}

const add = (id: string, record: object, context: Context): Promise<void> =>
  addRecord(join(folderIn(context), `${id}.jsonl`), { version: VERSION, ...record });

/** A lesson that was solved stays solved, whatever another terminal does with it meanwhile. */
export async function readProgress(id: string, context: Context): Promise<LessonProgress> {
  const { records, damaged } = await readRecords(id, lessonRecord, context);
  const hints = Math.max(0, ...records.map((one) => one.hints ?? 0));
  const done =
    records.findLast(({ outcome }) => outcome === 'solved') ??
    records.findLast(({ outcome }) => outcome === 'skipped');
  // What was torn changes nothing in a lesson that is done.
  return done ? { ...done, hints } : { hints, ...(damaged !== undefined && { damaged }) };
}

/** Adds to what is known of a lesson: `hints` is the number shown so far. */
export const addProgress = (id: string, record: LessonRecord, context: Context): Promise<void> =>
  add(id, record, context);

const CLASS = 'class';

const learnerRecord = z.object({ seed: z.int(), name: z.string() });

/** Undefined outside of a class. */
export const readLearner = async (context: Context): Promise<Learner | undefined> =>
  (await readRecords(CLASS, learnerRecord, context)).records.at(-1);

export const addLearner = (learner: Learner, context: Context): Promise<void> =>
  add(CLASS, learner, context);

/** The lesson that was chosen by name; undefined where none was. */
export const readChosen = async (context: Context): Promise<string | undefined> =>
  (await readIfThere(join(folderIn(context), 'chosen')))?.trim();

export const writeChosen = (id: string, context: Context): Promise<void> =>
  writeAtomically(join(folderIn(context), 'chosen'), `${id}\n`);

const quizRecord = z.object({
  letter: z.string().optional(),
  right: z.boolean().optional(),
  /** Format 1 counted them in the record. */
  attempts: z.int().default(1),
  at: z.string().optional(),
});

/** How a question of the quiz was answered last, and how often. `at` is RFC 3339. */
export type QuizProgress = z.infer<typeof quizRecord> & { readonly damaged?: string };

const QUIZ = 'quiz';

export async function readQuiz(id: string, context: Context): Promise<QuizProgress> {
  const { records, damaged } = await readRecords(join(QUIZ, id), quizRecord, context);
  const attempts = records.reduce((sum, one) => sum + one.attempts, 0);
  return { ...records.at(-1), attempts, ...(damaged !== undefined && { damaged }) };
}

export const addQuizAnswer = (
  id: string,
  answer: Omit<z.infer<typeof quizRecord>, 'attempts'>,
  context: Context,
): Promise<void> => add(join(QUIZ, id), answer, context);

/** Forgets the answers of the quiz. */
export const resetQuiz = (context: Context): Promise<void> => remove(join(folderIn(context), QUIZ));

/** Forgets one lesson; or all, and the class. The quiz has a reset of its own. */
export async function resetProgress(id: string | undefined, context: Context): Promise<void> {
  const folder = folderIn(context);
  const names =
    id === undefined
      ? (await listIfThere(folder)).filter((name) => name !== QUIZ)
      : [`${id}.json`, `${id}.jsonl`];
  await Promise.all(names.map((name) => remove(join(folder, name))));
}

/** Reports files of which a part is lost, each once. */
export function reportDamaged(
  all: Iterable<{ readonly damaged?: string }>,
  context: Context,
): void {
  for (const { damaged } of all)
    if (damaged !== undefined)
      context.note(`part of ${damaged} cannot be read, and does not count\n`);
}
