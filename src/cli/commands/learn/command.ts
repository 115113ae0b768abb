import { Argument, Command, Option } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { lessons } from '../../../lessons/all.ts';
import { LANGUAGES } from '../../../lessons/by-hand/files.ts';
import type { Lesson } from '../../../lessons/lesson.ts';
import { newTerms } from '../../../render/terminal/explain/lesson-terms.ts';
import { renderLearn } from '../../../render/terminal/learn.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { type LessonLab, lessonLab } from '../../labs/lesson-facts.ts';
import { reportDamaged, resetProgress, writeChosen } from '../../labs/lesson-progress.ts';
import { examples } from '../../shell/examples.ts';
import * as parse from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { phrase } from '../../shell/phrase.ts';
import { act, type Action, type Done } from './act.ts';
import type { LearnAnswer } from './answer.ts';
import { type ClassOptions, exportProgress, gradeClass, joinClass } from './class.ts';
import { commandsOf, type Course, lessonNamed, openCourse } from './course.ts';
import { BY_HAND, type OwnServicesOptions, writeOwnServices } from './own-services.ts';
import { throwUnlessWatchable, watchLesson } from './watch.ts';

interface LearnOptions extends OutputOptions, OwnServicesOptions, ClassOptions, Action {
  readonly reset?: boolean;
  readonly list?: boolean;
  readonly watch?: boolean;
  readonly lessons?: string;
}

export function learnCommand(context: Context): Command {
  const named = new Argument('[lesson]', 'lesson (default: the first unsolved one)');
  // Not refused by the parser: a file may have more.
  named.argChoices = lessons.map(({ id }) => id);
  const command = new Command('learn')
    .addArgument(named)
    .option('--check', 'look at the lab: is the lesson solved?')
    .option('--watch', 'check again and again until it is solved')
    .option('--answer <text>', 'answer of a lesson that asks, then check')
    .option('--hint', 'print the next hint')
    .option('--skip', 'leave the lesson out')
    .option('--reset', 'forget the progress of the lesson, or of all')
    .option('--list', 'list the lessons and how far you are')
    .option('--lessons <file>', 'YAML file with lessons of your own')
    .addOption(parse.shared.name())
    .optionsGroup(`Lesson ${BY_HAND}:`)
    .option('--folder <folder>', 'folder to write three services into')
    .addOption(new Option('--language <language>', 'of the services').choices(LANGUAGES))
    .option('--apply', 'instrument the services in --folder')
    .optionsGroup('Class:')
    .option('--class <seed>', "the teacher's seed, which varies the plants", parse.wholeNumber)
    .option('--learner <name>', 'your name in the class')
    .option('--export [file]', 'write your progress and its evidence to the file of --out')
    .option('--teacher <files...>', 'print the table of a class from such files');
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
    .action((id: string | undefined, options: LearnOptions) =>
      runLearn(id, exportFirst(options), context),
    );
}

/** With --export the file of --out is for the progress; the lesson is shown. @throws LabError (usage) without a file */
function exportFirst(options: LearnOptions): LearnOptions {
  if (options.export !== true) return options;
  const { out, ...others } = options;
  if (out !== undefined) return { ...others, export: out };
  throw new LabError('--export needs --out: the file for your progress', {
    hint: 'jaeger-lab learn --export --out ada.json',
    exitCode: EXIT.usage,
  });
}

async function runLearn(
  id: string | undefined,
  options: LearnOptions,
  context: Context,
): Promise<void> {
  throwUnlessOne(options);
  if (options.watch) throwUnlessWatchable(context);
  const course = await openCourse(options.lessons, context);
  if (id !== undefined) lessonNamed(id, course);
  if (options.teacher) return showClass(options.teacher, course, options, context);
  await prepare(id, options, context);
  await showLesson(id, options, context);
}

/** What an option asks for beside the lesson itself. */
async function prepare(
  id: string | undefined,
  options: LearnOptions,
  context: Context,
): Promise<void> {
  const { folder, name } = options;
  await joinClass(options, context);
  if (folder !== undefined) await writeOwnServices(folder, options, name, context);
  await choose(id, options, context);
  if (typeof options.export === 'string')
    await exportProgress(options.export, await openCourse(options.lessons, context), context);
}

async function showLesson(
  id: string | undefined,
  options: LearnOptions,
  context: Context,
): Promise<void> {
  const before = await openCourse(options.lessons, context);
  const lesson = id === undefined ? before.current : lessonNamed(id, before);
  const done = lesson ? await doWhatIsAsked(lesson, before, options, context) : {};
  const course = await openCourse(options.lessons, context);
  reportDamaged(course.progress.values(), context);
  const isDone = options.skip === true || done.checked?.solved === true;
  const current = isDone ? course.current : lesson;
  const lab = await lessonLab(options.name, context);
  const document = documentOf({ current, course, lab }, done, options, context);
  const text = (screen: Screen): string =>
    renderLearn({ ...document, ...shownOf(lesson, options) }, screen);
  await writeAnswer({ document, text }, options, context);
  if (!current) next('jaeger-lab quiz, or jaeger-lab break random', options, context);
  throwUnlessSolved(done, lab);
}

/** What of an answer a person is shown. */
const shownOf = (
  lesson: Lesson | undefined,
  { list = false, skip, folder }: LearnOptions,
): Pick<Parameters<typeof renderLearn>[0], 'isList' | 'skipped' | 'isWritten'> => ({
  isList: list,
  skipped: skip ? lesson?.id : undefined,
  isWritten: folder !== undefined,
});

/** The table of a class. */
async function showClass(
  files: readonly string[],
  course: Course,
  options: LearnOptions,
  context: Context,
): Promise<void> {
  const learners = await gradeClass(files, options.class, course);
  const document: LearnAnswer = { schema: 'jaeger-lab/learn@1', learners, lessons: [] };
  const text = (screen: Screen): string => renderLearn({ ...document, isList: false }, screen);
  await writeAnswer({ document, text }, options, context);
}

function doWhatIsAsked(
  lesson: Lesson,
  { progress }: Course,
  options: LearnOptions,
  context: Context,
): Promise<Done> {
  const mine = progress.get(lesson.id) ?? { hints: 0 };
  return options.watch
    ? watchLesson(lesson, options, context)
    : act(lesson, mine, options, context);
}

/** @throws LabError (no) with what is missing: hints are of no use before the commands of the lesson */
function throwUnlessSolved({ checked }: Done, lab: LessonLab | undefined): void {
  if (!checked || checked.solved) return;
  throw new LabError(`not solved yet: ${checked.missing ?? ''}`, {
    hint: lab?.hasRun === true ? 'jaeger-lab learn --hint' : 'jaeger-lab learn',
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
    context.note(
      `forgot ${id === undefined ? 'the progress of all lessons, and the class' : `the progress of lesson ${id}`}\n`,
    );
  } else if (id !== undefined) await writeChosen(id, context);
}

/** @throws LabError (usage) for options that do not go together */
function throwUnlessOne(options: LearnOptions): void {
  const { folder, language, apply } = options;
  throwUnlessOneAction(options);
  if (folder !== undefined || (language === undefined && !apply)) return;
  throw new LabError('--language and --apply need --folder', {
    hint: `jaeger-lab learn ${BY_HAND} --folder ./shop`,
    exitCode: EXIT.usage,
  });
}

function throwUnlessOneAction(options: LearnOptions): void {
  const { check, watch, answer, hint, skip, reset, list } = options;
  const given = [check, watch, answer !== undefined, hint, skip, reset, list].filter(Boolean);
  if (given.length <= 1) return;
  throw new LabError(
    '--check, --watch, --answer, --hint, --skip, --reset and --list exclude each other',
    {
      hint: 'jaeger-lab learn --check',
      exitCode: EXIT.usage,
    },
  );
}

interface Shown {
  readonly current: Lesson | undefined;
  readonly course: Course;
  readonly lab: LessonLab | undefined;
}

function documentOf(
  { current, course, lab }: Shown,
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
        type: commandsOf(current, course, lab).map((typed) => phrase(typed, startedAs, name)),
        terms: newTerms(current, course.lessons),
      },
    }),
    ...done,
    lessons: course.lessons.map(({ id, title }) => ({
      id,
      title,
      state: course.progress.get(id)?.outcome ?? (id === current?.id ? 'current' : 'open'),
    })),
  };
}
