import { tsvRows } from '../tsv.ts';
import { type Screen, paint, verdict } from './screen.ts';
import { termLines } from './explain/linked-terms.ts';
import { table } from './table.ts';
import { paragraph } from './wrap.ts';

interface Learn {
  readonly lesson?:
    | {
        readonly id: string;
        readonly title: string;
        readonly why: string;
        readonly type: readonly string[];
        readonly terms?: readonly string[] | undefined;
      }
    | undefined;
  readonly checked?: { readonly lesson: string; readonly solved: boolean } | undefined;
  readonly hint?: string | undefined;
  readonly lessons: readonly {
    readonly id: string;
    readonly title: string;
    readonly state: string;
  }[];
  readonly learners?: readonly LearnerRow[] | undefined;
  readonly isList: boolean;
  /** The lesson that was left out just now. */
  readonly skipped?: string | undefined;
  /** Services were written for the lesson, with what to do with them. */
  readonly isWritten?: boolean;
}

interface LearnerRow {
  readonly file: string;
  readonly learner: string;
  readonly solved: number;
  readonly skipped: number;
  readonly of: number;
  readonly remarks: readonly string[];
}

/** A lesson with the commands to type, a hint, or the list of lessons. */
export function renderLearn(learn: Learn, screen: Screen): string {
  const { checked, hint, lessons, learners, isList } = learn;
  if (screen.format === 'tsv') return rowsOf(learn);
  if (learners) return classTable(learners, screen);
  if (isList)
    return table(
      [{ title: 'lesson' }, { title: 'state' }, { title: 'about', cutTo: 20 }],
      lessons.map(({ id, state, title }) => [id, state, title]),
      screen,
    );
  if (hint !== undefined) return paragraph(`Hint: ${hint}`, screen);
  // The error says what is missing.
  if (checked?.solved === false || learn.isWritten) return '';
  return lessonLines(learn, screen);
}

function rowsOf({ lesson, hint, lessons, learners }: Learn): string {
  return [
    tsvRows(
      'learner',
      'file learner solved skipped of remarks',
      learners?.map((one) => ({ ...one, remarks: one.remarks.join('; ') })) ?? [],
    ),
    tsvRows('lesson', 'id title state', lessons),
    tsvRows('type', 'command', lesson?.type.map((command) => ({ command })) ?? []),
    tsvRows('hint', 'hint', hint === undefined ? [] : [{ hint }]),
  ].join('');
}

function lessonLines({ lesson, checked, skipped, lessons }: Learn, screen: Screen): string {
  const solved = checked
    ? paragraph(`Solved: ${checked.lesson}.`, screen, undefined, '', `${verdict(true, screen)} `)
    : '';
  const before = skipped === undefined ? solved : paragraph(`Skipped: ${skipped}.`, screen);
  if (!lesson) return before + endLines(lessons, screen);
  const { bold } = paint(screen);
  const at = lessons.findIndex(({ id }) => id === lesson.id) + 1;
  return [
    before,
    paragraph(`Lesson ${at} of ${lessons.length}: ${lesson.title}`, screen, bold),
    paragraph(lesson.why, screen),
    termLines(
      lesson.terms ?? [],
      (command) => command.replace('jaeger-lab', screen.startedAs ?? 'jaeger-lab'),
      screen,
    ),
    'Type:\n',
    ...lesson.type.map((command) => `  ${command}\n`),
  ].join('');
}

/** How to take up what was skipped. */
function endLines(lessons: Learn['lessons'], screen: Screen): string {
  const skipped = lessons.filter(({ state }) => state === 'skipped').map(({ id }) => id);
  return [
    paragraph('All lessons are solved or skipped.', screen),
    skipped.length === 0
      ? ''
      : paragraph(`Skipped: ${skipped.join(', ')}. Name one to take it up.`, screen),
  ].join('');
}

/** The table of a class, and what it cannot prove. */
const classTable = (learners: readonly LearnerRow[], screen: Screen): string =>
  table(
    [
      { title: 'learner', cutTo: 20 },
      { title: 'solved', align: 'right' },
      { title: 'skipped', align: 'right' },
      { title: 'remarks', cutTo: 20 },
    ],
    learners.map(({ learner, solved, skipped, of, remarks }) => [
      learner,
      `${solved} of ${of}`,
      String(skipped),
      remarks.join('; '),
    ]),
    screen,
  ) +
  paragraph(
    "The files come from the learners' own machines, which can be made to lie: they show work, and prove nothing.",
    screen,
  );
