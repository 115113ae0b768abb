import { EXIT, LabError } from '../../../base/errors.ts';
import { lessons as builtIn } from '../../../lessons/all.ts';
import { type Learner, plantSeed } from '../../../lessons/class.ts';
import type { Lesson } from '../../../lessons/lesson.ts';
import type { Context } from '../../context.ts';
import {
  type LessonProgress,
  readChosen,
  readLearner,
  readProgress,
} from '../../labs/lesson-progress.ts';

/** The lessons of a learner, and how they stand. */
export interface Course {
  readonly lessons: readonly Lesson[];
  readonly learner: Learner | undefined;
  readonly progress: ReadonlyMap<string, LessonProgress>;
  /** The lesson that was chosen, until it is done; else the first that is not. */
  readonly current: Lesson | undefined;
}

/** @param file lessons of a teacher's own, after the built-in ones */
export async function openCourse(file: string | undefined, context: Context): Promise<Course> {
  const own = file === undefined ? [] : await (await import('./read-lessons.ts')).readLessons(file);
  const lessons = [...builtIn, ...own];
  const entries = lessons.map(async ({ id }) => [id, await readProgress(id, context)] as const);
  const progress = new Map(await Promise.all(entries));
  const isOpen = ({ id }: Lesson): boolean => progress.get(id)?.outcome === undefined;
  const chosen = await readChosen(context);
  const current =
    lessons.find((one) => one.id === chosen && isOpen(one)) ??
    // A file is given to learn what is in it.
    own.find(isOpen) ??
    lessons.find(isOpen);
  return { lessons, learner: await readLearner(context), progress, current };
}

/** @throws LabError (usage) for a lesson that there is not */
export function lessonNamed(id: string, { lessons }: Course): Lesson {
  const found = lessons.find((one) => one.id === id);
  if (found) return found;
  throw new LabError(`there is no lesson "${id}"`, {
    hint: 'jaeger-lab learn --list',
    exitCode: EXIT.usage,
  });
}

/** A lesson that asks is checked with its answer; any other by itself. In a class each learner's plants differ. */
export function commandsOf({ id, type, goal }: Lesson, { learner }: Course): readonly string[] {
  const seeded = type.map((typed) =>
    learner && typed.startsWith('jaeger-lab break ')
      ? `${typed} --seed ${plantSeed(learner, id)}`
      : typed,
  );
  return goal.kind === 'answer' ? seeded : [...seeded, 'jaeger-lab learn --check'];
}
