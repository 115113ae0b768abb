import { evidenceOf, missingFor } from '../../../lessons/goals.ts';
import type { Lesson } from '../../../lessons/lesson.ts';
import type { Context } from '../../context.ts';
import { gather } from '../../labs/lesson-facts.ts';
import { addProgress, type LessonProgress } from '../../labs/lesson-progress.ts';
import { phrase } from '../../shell/phrase.ts';
import type { LearnAnswer } from './answer.ts';

export interface Action {
  readonly name: string;
  readonly check?: boolean;
  readonly answer?: string;
  readonly hint?: boolean;
  readonly skip?: boolean;
}

export type Done = Partial<Pick<LearnAnswer, 'checked' | 'hint'>>;

/** Checks a lesson, skips it, or gives the next hint. */
export async function act(
  lesson: Lesson,
  progress: LessonProgress,
  action: Action,
  context: Context,
): Promise<Done> {
  const { id } = lesson;
  const { skip, hint, check, answer } = action;
  const at = new Date(context.clock.now()).toISOString();
  if (skip) await addProgress(id, { outcome: 'skipped', at }, context);
  if (hint) return giveHint(lesson, progress, action, context);
  if (!check && answer === undefined) return {};
  return { checked: await checkLesson(lesson, action, context) };
}

async function giveHint(
  { id, hints }: Lesson,
  progress: LessonProgress,
  { name }: Action,
  context: Context,
): Promise<Done> {
  const number = Math.min(progress.hints, hints.length - 1);
  await addProgress(id, { hints: number + 1 }, context);
  const left = hints.length - 1 - number;
  const more = left === 0 ? ' (the last hint)' : ` (${left} more)`;
  return { hint: phrase(hints[number] ?? '', context.startedAs, name) + more };
}

/** Looks at the lab, and keeps what a solved lesson was solved by. */
export async function checkLesson(
  { id, goal }: Lesson,
  { name, answer }: Pick<Action, 'name' | 'answer'>,
  context: Context,
): Promise<NonNullable<Done['checked']>> {
  const facts = await gather(goal, name, answer, context);
  const missing = missingFor(goal, facts);
  if (missing !== undefined)
    return { lesson: id, solved: false, missing: phrase(missing, context.startedAs, name) };
  const at = new Date(context.clock.now()).toISOString();
  const evidence = evidenceOf(goal, facts);
  await addProgress(id, { outcome: 'solved', at, evidence }, context);
  return { lesson: id, solved: true };
}
