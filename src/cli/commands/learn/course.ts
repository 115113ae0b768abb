import { EXIT, LabError } from '../../../base/errors.ts';
import { lessons as builtIn } from '../../../lessons/all.ts';
import { type Learner, plantSeed } from '../../../lessons/class.ts';
import type { Lesson } from '../../../lessons/lesson.ts';
import type { Context } from '../../context.ts';
import { DEFAULT_SCENARIO } from '../../../scenarios/all.ts';
import type { LessonLab } from '../../labs/lesson-facts.ts';
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

/**
 * What to type, wherever a learner has left the lab. A lesson that asks is checked with its answer, any other by itself.
 * In a class each learner's plants differ.
 *
 * @param lab undefined where none is up
 */
export function commandsOf(
  lesson: Lesson,
  { learner }: Pick<Course, 'learner'>,
  lab: LessonLab | undefined,
): readonly string[] {
  const { id, type, goal } = lesson;
  const seeded = [...before(lesson, lab), ...type].map((typed) =>
    learner && typed.startsWith('jaeger-lab break ')
      ? `${typed} --seed ${plantSeed(learner, id)}`
      : typed,
  );
  return goal.kind === 'answer' ? seeded : [...seeded, 'jaeger-lab learn --check'];
}

/** The lab, and the requests, that the commands of a lesson need and that are not there. */
function before({ type, scenario, goal }: Lesson, lab: LessonLab | undefined): string[] {
  const has = (command: string): boolean =>
    type.some((typed) => typed.startsWith(`jaeger-lab ${command}`));
  if (has('up')) return [];
  const started = starting(scenario, lab);
  const isRead = goal.kind === 'answer' && !has('load');
  const hasRun = started.length === 0 && lab?.hasRun === true;
  return isRead && !hasRun ? [...started, 'jaeger-lab load --n 20'] : started;
}

/** How the lab of a scenario is started; nothing where it is up. */
function starting(scenario: string | undefined, lab: LessonLab | undefined): string[] {
  const wanted = scenario ?? lab?.scenario ?? DEFAULT_SCENARIO;
  const up = wanted === DEFAULT_SCENARIO ? 'jaeger-lab up' : `jaeger-lab up ${wanted}`;
  if (!lab) return [up];
  return lab.scenario === wanted ? [] : ['jaeger-lab down', up];
}
