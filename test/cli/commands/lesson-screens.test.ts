import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandsOf } from '../../../src/cli/commands/learn/course.ts';
import type { LessonLab } from '../../../src/cli/labs/lesson-facts.ts';
import { lessons } from '../../../src/lessons/all.ts';
import type { Lesson } from '../../../src/lessons/lesson.ts';
import { TERMS } from '../../../src/render/terminal/explain/explain.ts';
import { newTerms } from '../../../src/render/terminal/explain/lesson-terms.ts';
import { renderLearn } from '../../../src/render/terminal/learn.ts';
import type { Screen } from '../../../src/render/terminal/screen.ts';
import { widthOf } from '../../../src/render/terminal/text-width.ts';

const screen: Screen = { format: 'table', columns: 80, colour: false, unicode: true };

const LABS: Readonly<Record<string, LessonLab | undefined>> = {
  none: undefined,
  fresh: { scenario: 'tutorial', hasRun: false },
  used: { scenario: 'tutorial', hasRun: true },
  checkout: { scenario: 'checkout', hasRun: true },
  other: { scenario: 'file-sync', hasRun: true },
};
const NO_CLASS = { learner: undefined };
const IN_A_CLASS = { learner: { name: 'ada', seed: 2 ** 31 - 1 } };
const listed = lessons.map((one) => ({ ...one, state: 'open' }));
/** The longest of them. */
const last = lessons.map(({ id }) => id).toSorted((a, b) => b.length - a.length)[0] ?? '';
const BEFORE = [{}, { checked: { lesson: last, solved: true } }, { skipped: last }];

/** A lesson as a learner sees it. */
function assertReadable(
  lesson: Lesson,
  type: readonly string[],
  before: (typeof BEFORE)[number],
): void {
  const shown = { ...lesson, terms: newTerms(lesson, lessons), type };
  const drawn = renderLearn({ lesson: shown, lessons: listed, isList: false, ...before }, screen);
  const [text = '', commands = ''] = drawn.split('Type:\n');
  assert.ok(text.trimEnd().split('\n').length <= 8, text);
  for (const line of drawn.split('\n')) assert.ok(widthOf(line) <= 80, line);
  assert.deepEqual(commands, type.map((typed) => `  ${typed}\n`).join(''));
  assert.ok(text.replaceAll('\n', ' ').includes(lesson.why), `a word is broken: ${text}`);
}

for (const [title, lab] of Object.entries(LABS))
  test(`eight lines at most stand before the commands, wherever the lab was left: ${title}`, () => {
    for (const lesson of lessons)
      for (const course of [NO_CLASS, IN_A_CLASS])
        for (const before of BEFORE)
          assertReadable(lesson, commandsOf(lesson, course, lab), before);
  });

const typed = (id: string, lab: LessonLab | undefined): string[] =>
  commandsOf(lessons.find((one) => one.id === id) ?? assert.fail(id), NO_CLASS, lab)
    .filter((one) => !one.startsWith('jaeger-lab learn'))
    .map((one) => one.replace('jaeger-lab ', ''));

const CASES: readonly [lesson: string, lab: string, typed: readonly string[]][] = [
  ['deploy', 'none', ['up']],
  ['deploy', 'fresh', []],
  ['deploy', 'checkout', ['down', 'up']],
  ['traffic', 'none', ['up', 'load --n 50']],
  ['search', 'none', ['up', 'load --n 20', 'traces']],
  ['search', 'fresh', ['load --n 20', 'traces']],
  ['search', 'other', ['traces']],
  ['dependencies', 'used', ['deps']],
  ['dependencies', 'checkout', ['down', 'up', 'load --n 20', 'deps']],
  ['compare', 'used', ['load --n 40 --fault validator:delay=1s@20%', 'compare --fault-vs-normal']],
  ['clock', 'none', ['up', 'break clock', 'load --n 5', 'doctor', 'fix']],
  ['clock', 'checkout', ['break clock', 'load --n 5', 'doctor', 'fix']],
  ['unknown-system', 'used', ['down', 'up checkout', 'load --n 20', 'deps']],
  ['unknown-system', 'checkout', ['load --n 20', 'deps']],
  [
    'production',
    'none',
    ['up --storage badger --yes', 'load --n 10', 'down', 'up --storage badger'],
  ],
];

for (const [lesson, lab, commands] of CASES)
  test(`${lesson} goes on from where the lab was left: ${lab}`, () =>
    assert.deepEqual(typed(lesson, LABS[lab]), commands));

/** In the lesson that has them first. */
const FIRST: Readonly<Record<string, readonly string[]>> = {
  deploy: ['trace'],
  instrument: ['span', 'SDK'],
  search: ['operation', 'tag'],
  waterfall: ['waterfall'],
  bottleneck: ['critical path'],
  production: ['storage'],
  endpoint: ['OTLP'],
  propagation: ['trace id', 'traceparent'],
  'index-delay': ['batch'],
  sampling: ['sampling'],
  'service-name': ['service name'],
  'n-plus-one': ['N+1'],
  'retry-storm': ['retry storm'],
  clock: ['clock skew'],
  monitor: ['metrics'],
  challenge: ['outage'],
};

test('each term is explained in the lesson that has it first', () => {
  const found = lessons.map((lesson) => [lesson.id, newTerms(lesson, lessons)] as const);
  assert.deepEqual(Object.fromEntries(found.filter(([, terms]) => terms.length > 0)), FIRST);
  const names = TERMS.map(({ name }) => name);
  for (const term of Object.values(FIRST).flat()) assert.ok(names.includes(term), term);
});

/** Names of terms that lessons use as plain words. */
const PLAIN = new Set(['place', 'outage']);

test('no lesson has a word of the glossary that is not linked', () => {
  const text = lessons
    .flatMap(({ title, why, hints }) => [title, why, ...hints])
    .join(' ')
    .toLowerCase();
  const linked = new Set(Object.values(FIRST).flat());
  const left = TERMS.map(({ name }) => name).filter(
    (name) => !linked.has(name) && !PLAIN.has(name) && text.includes(` ${name.toLowerCase()}`),
  );
  assert.deepEqual(left, []);
});
