import { Argument, Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { lessons } from '../../../lessons/all.ts';
import { missingFor } from '../../../lessons/goals.ts';
import type { Lesson } from '../../../lessons/lesson.ts';
import { renderLearn } from '../../../render/terminal/learn.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { shared } from '../../shell/options.ts';
import { type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { phrase } from '../../shell/phrase.ts';
import type { LearnAnswer } from './answer.ts';
import { gather } from '../../labs/lesson-facts.ts';
import {
  type LessonProgress,
  readChosen,
  readProgress,
  resetProgress,
  writeChosen,
  writeProgress,
} from '../../labs/lesson-progress.ts';

interface LearnOptions extends OutputOptions {
  readonly name: string;
  readonly check?: boolean;
  readonly answer?: string;
  readonly hint?: boolean;
  readonly skip?: boolean;
  readonly reset?: boolean;
  readonly list?: boolean;
}

const ids = lessons.map(({ id }) => id);

export function learnCommand(context: Context): Command {
  const command = new Command('learn')
    .addArgument(new Argument('[lesson]', 'lesson (default: the first unsolved one)').choices(ids))
    .option('--check', 'look at the lab: is the lesson solved?')
    .option('--answer <text>', 'answer of a lesson that asks, then check')
    .option('--hint', 'print the next hint')
    .option('--skip', 'leave the lesson out')
    .option('--reset', 'forget the progress of the lesson, or of all')
    .option('--list', 'list the lessons and how far you are')
    .addOption(shared.name());
  return withOutputOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab learn', 'the next lesson'],
        ['jaeger-lab learn --list', 'all lessons, and how far you are'],
        ['jaeger-lab learn endpoint --hint', 'a hint for a certain lesson'],
      ),
    )
    .action((id: string | undefined, options: LearnOptions) => runLearn(id, options, context));
}

async function runLearn(
  id: string | undefined,
  options: LearnOptions,
  context: Context,
): Promise<void> {
  throwUnlessOne(options);
  await choose(id, options, context);
  const { lesson, done } = await doWhatIsAsked(options, context);
  const all = await readAll(context);
  const stays = done.checked?.solved === false || done.hint !== undefined;
  const current = stays ? lesson : await currentOf(all, context);
  const document = documentOf(current, all, done, options, context);
  const isList = options.list ?? false;
  const text = (screen: Screen): string => renderLearn({ ...document, isList }, screen);
  await writeAnswer({ document, text }, options, context);
  throwUnlessSolved(done);
}

/** @throws LabError (no) with what is missing */
function throwUnlessSolved({ checked }: Done): void {
  if (!checked || checked.solved) return;
  throw new LabError(`not solved yet: ${checked.missing ?? ''}`, {
    hint: 'jaeger-lab learn --hint',
    exitCode: EXIT.no,
  });
}

async function choose(
  id: string | undefined,
  { reset }: LearnOptions,
  context: Context,
): Promise<void> {
  if (reset) {
    await resetProgress(id, context);
    context.note(`forgot the progress of ${id === undefined ? 'all lessons' : `lesson ${id}`}\n`);
  } else if (id !== undefined) await writeChosen(id, context);
}

async function doWhatIsAsked(
  options: LearnOptions,
  context: Context,
): Promise<{ readonly lesson?: Lesson; readonly done: Done }> {
  const all = await readAll(context);
  const lesson = await currentOf(all, context);
  if (!lesson) return { done: {} };
  const progress = all.get(lesson.id) ?? { hints: 0 };
  return { lesson, done: await act(lesson, progress, options, context) };
}

/** @throws LabError (usage) for options that do not go together */
function throwUnlessOne({ check, answer, hint, skip, reset, list }: LearnOptions): void {
  const given = [check, answer !== undefined, hint, skip, reset, list].filter(Boolean);
  if (given.length <= 1) return;
  throw new LabError('--check, --answer, --hint, --skip, --reset and --list exclude each other', {
    hint: 'jaeger-lab learn --check',
    exitCode: EXIT.usage,
  });
}

type AllProgress = ReadonlyMap<string, LessonProgress>;

async function readAll(context: Context): Promise<AllProgress> {
  const entries = ids.map(async (id) => [id, await readProgress(id, context)] as const);
  return new Map(await Promise.all(entries));
}

/** The lesson that was chosen, until it is done; else the first that is not. */
async function currentOf(all: AllProgress, context: Context): Promise<Lesson | undefined> {
  const isOpen = (id: string): boolean => all.get(id)?.outcome === undefined;
  const chosen = await readChosen(context);
  return (
    lessons.find(({ id }) => id === chosen && isOpen(id)) ?? lessons.find(({ id }) => isOpen(id))
  );
}

type Done = Partial<Pick<LearnAnswer, 'checked' | 'hint'>>;

async function act(
  { id, goal, hints }: Lesson,
  progress: LessonProgress,
  { check, answer, hint, skip, name }: LearnOptions,
  context: Context,
): Promise<Done> {
  const at = new Date(context.clock.now()).toISOString();
  if (skip) await writeProgress(id, { ...progress, outcome: 'skipped', at }, context);
  if (hint) {
    const number = Math.min(progress.hints, hints.length - 1);
    await writeProgress(id, { ...progress, hints: number + 1 }, context);
    const left = hints.length - 1 - number;
    const more = left === 0 ? ' (the last hint)' : ` (${left} more)`;
    return { hint: phrase(hints[number] ?? '', context.startedAs, name) + more };
  }
  if (!check && answer === undefined) return {};
  const missing = missingFor(goal, await gather(goal, name, answer, context));
  if (missing === undefined)
    await writeProgress(id, { ...progress, outcome: 'solved', at }, context);
  const said = missing && { missing: phrase(missing, context.startedAs, name) };
  return { checked: { lesson: id, solved: missing === undefined, ...said } };
}

function documentOf(
  current: Lesson | undefined,
  all: AllProgress,
  done: Done,
  { name }: LearnOptions,
  { startedAs }: Context,
): LearnAnswer {
  return {
    schema: 'jaeger-lab/learn@1',
    ...(current && {
      lesson: {
        id: current.id,
        title: current.title,
        why: current.why,
        type: commandsOf(current).map((typed) => phrase(typed, startedAs, name)),
      },
    }),
    ...done,
    lessons: lessons.map(({ id, title }) => ({
      id,
      title,
      state: all.get(id)?.outcome ?? (id === current?.id ? 'current' : 'open'),
    })),
  };
}

/** A lesson that asks is checked with its answer; any other by itself. */
const commandsOf = ({ type, goal }: Lesson): readonly string[] =>
  goal.kind === 'answer' ? type : [...type, 'jaeger-lab learn --check'];
