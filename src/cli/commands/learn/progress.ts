import { dirname, join } from 'node:path';
import { readIfThere, remove, writeAtomically } from '../../../base/files.ts';
import { DEFAULT_LAB, labFolder } from '../../../lab/lab-folder.ts';
import type { Context } from '../../context.ts';

/** How a lesson stands; it is in a file of its own, so that two terminals never write the same one differently. */
export interface LessonProgress {
  readonly outcome?: 'solved' | 'skipped' | undefined;
  /** Hints that were shown. */
  readonly hints: number;
  /** RFC 3339. */
  readonly at?: string | undefined;
}

const NOTHING: LessonProgress = { hints: 0 };
const VERSION = 1;

/** Beside the labs; a name that no lab can have. */
const folderIn = ({ env }: Context): string =>
  join(dirname(labFolder(DEFAULT_LAB, env).path), '.learn');

const fileOf = (id: string, context: Context): string => join(folderIn(context), `${id}.json`);

/** A file that cannot be understood counts as no progress: the lesson can be solved again. */
export async function readProgress(id: string, context: Context): Promise<LessonProgress> {
  const text = await readIfThere(fileOf(id, context));
  try {
    return { ...NOTHING, ...(JSON.parse(text ?? '{}') as Partial<LessonProgress>) };
  } catch {
    return NOTHING;
  }
}

export async function writeProgress(
  id: string,
  progress: LessonProgress,
  context: Context,
): Promise<void> {
  const text = JSON.stringify({ version: VERSION, ...progress });
  await writeAtomically(fileOf(id, context), `${text}\n`);
}

/** The lesson that was chosen by name; undefined where none was. */
export const readChosen = async (context: Context): Promise<string | undefined> =>
  (await readIfThere(join(folderIn(context), 'chosen')))?.trim();

export const writeChosen = (id: string, context: Context): Promise<void> =>
  writeAtomically(join(folderIn(context), 'chosen'), `${id}\n`);

/** Forgets one lesson, or all. */
export async function resetProgress(id: string | undefined, context: Context): Promise<void> {
  await remove(id === undefined ? folderIn(context) : fileOf(id, context));
}
