import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { EXIT } from '../../../src/base/errors.ts';
import { mulberry32 } from '../../../src/base/random.ts';
import type { LearnAnswer } from '../../../src/cli/commands/learn/answer.ts';
import { readLessons } from '../../../src/cli/commands/learn/read-lessons.ts';
import { type HandedIn, plantSeed } from '../../../src/lessons/class.ts';
import { choices, drawPlanted } from '../../../src/lessons/plant.ts';
import { plants } from '../../../src/lessons/plants.ts';
import { tutorial } from '../../../src/scenarios/tutorial.ts';
import { run } from '../../support/run.ts';

interface Home {
  readonly file: (name: string, text?: string) => Promise<string>;
  readonly learn: (...args: string[]) => ReturnType<typeof run>;
}

async function homeFor(t: TestContext): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-learn-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return {
    async file(name, text) {
      const path = join(folder, name);
      if (text !== undefined) await writeFile(path, text);
      return path;
    },
    learn: (...args) => run(['learn', ...args], { env: { XDG_STATE_HOME: folder } }),
  };
}

const page = await readFile(new URL('../../../docs/lessons.md', import.meta.url), 'utf8');
const [, EXAMPLE = ''] = /```yaml\n([^`]*)```/.exec(page) ?? [];

test('the example of docs/lessons.md is a lesson, which comes first', async (t) => {
  const { file, learn } = await homeFor(t);
  const example = await file('class.yaml', EXAMPLE);
  const { out } = await learn('--lessons', example, '--json');
  const { lesson, lessons } = JSON.parse(out) as LearnAnswer;
  assert.equal(lesson?.id, 'slow-validator');
  assert.equal(lessons.at(-1)?.id, 'slow-validator');
  assert.equal((await learn('slow-validator')).error?.exitCode, EXIT.usage);
  assert.equal((await learn('slow-validator', '--skip', '--lessons', example)).error, undefined);
});

const MISTAKES: readonly [title: string, from: string, to: string, sentence: RegExp][] = [
  ['a goal that does not exist', 'faulty-service', 'slow-one', /class.yaml:\d+:\d+.*slow-one/],
  ['an id of a built-in lesson', 'id: slow-validator', 'id: traffic', /already in use/],
  ['a missing title', 'title:', 'titel:', /title is missing/],
  ['two goals', '{ answer: faulty-service }', '{ traces: 5, storage: true }', /exactly one key/],
];

for (const [title, from, to, sentence] of MISTAKES)
  test(`a file with ${title} is refused`, async (t) => {
    const { file } = await homeFor(t);
    const wrong = await file('class.yaml', EXAMPLE.replace(from, to));
    await assert.rejects(readLessons(wrong), sentence);
  });

/** What a learner hands in who fixed what the seed plants. */
function honest(learner: string, traceId: string): HandedIn & { readonly schema: string } {
  const all = choices(
    plants.filter(({ cause }) => cause === 'endpoint'),
    { scenario: tutorial, parts: {} },
  );
  const [planted] = drawPlanted(
    all,
    1,
    mulberry32(plantSeed({ seed: 7, name: learner }, 'endpoint')),
  );
  assert.ok(planted);
  const { component, variant } = planted;
  const evidence = { scenario: 'tutorial', planted: { component, variant }, traceIds: [traceId] };
  const lessons = [{ id: 'endpoint', outcome: 'solved' as const, evidence }];
  return { schema: 'jaeger-lab/learned@1', learner, seed: 7, lessons };
}

test('the table of a class names a plant of another seed, and copied traces', async (t) => {
  const { file, learn } = await homeFor(t);
  const ada = honest('ada', 'a'.repeat(32));
  const [solved] = ada.lessons;
  const evidence = { ...solved?.evidence, planted: { component: 'nowhere', variant: 0 } };
  const bob = { ...ada, learner: 'bob', lessons: [{ ...solved, evidence }] };
  const carol = honest('carol', 'c'.repeat(32));
  const files = await Promise.all(
    [ada, bob, carol].map((one) => file(`${one.learner}.json`, JSON.stringify(one))),
  );
  const { out } = await learn('--class', '7', '--json', '--teacher', ...files);
  const { learners = [] } = JSON.parse(out) as LearnAnswer;
  assert.deepEqual(
    learners.map(({ learner, solved: n, remarks }) => [learner, n, remarks]),
    [
      ['ada', 1, ['traces of bob']],
      ['bob', 1, ['endpoint: not planted by the seed', 'traces of ada']],
      ['carol', 1, []],
    ],
  );
  const shown = await learn('--class', '7', '--teacher', ...files, '--format', 'table');
  assert.match(shown.out, /can be made to lie/);
  assert.equal((await learn('--teacher', ...files)).error?.exitCode, EXIT.usage);
  const torn = await file('torn.json', '{"schema"');
  assert.match((await learn('--class', '7', '--teacher', torn)).error?.message ?? '', /torn.json/);
});

test('in a class the plants of a lesson are seeded, and what is handed in can be read', async (t) => {
  const { file, learn } = await homeFor(t);
  assert.equal((await learn('--class', '7')).error?.exitCode, EXIT.usage);
  assert.equal((await learn('--class', '7', '--learner', 'ada')).error, undefined);
  const { lesson } = JSON.parse((await learn('endpoint', '--json')).out) as LearnAnswer;
  const seed = plantSeed({ seed: 7, name: 'ada' }, 'endpoint');
  assert.ok(lesson?.type[1]?.endsWith(`break endpoint --seed ${seed}`), lesson?.type[1]);
  await learn('endpoint', '--skip');
  const out = await file('ada.json');
  assert.match((await learn('--export')).error?.message ?? '', /^--export needs --out/);
  assert.match((await learn('--export', '--out', out)).out, /\S/);
  const byFormerOption = await file('ada-2.json');
  assert.equal((await learn('--export', byFormerOption)).error, undefined);
  assert.equal(await readFile(byFormerOption, 'utf8'), await readFile(out, 'utf8'));
  const table = await learn('--class', '7', '--json', '--teacher', out);
  const { learners = [] } = JSON.parse(table.out) as LearnAnswer;
  assert.deepEqual(
    learners.map(({ learner, skipped, remarks }) => [learner, skipped, remarks]),
    [['ada', 1, []]],
  );
});

test('--watch is refused without a terminal', async (t) => {
  const { learn } = await homeFor(t);
  const { error } = await learn('--watch');
  assert.equal(error?.exitCode, EXIT.usage);
  assert.equal(error.message, '--watch needs a terminal');
});

test('an answer without a lab leads to the commands of the lesson, and not to hints', async (t) => {
  const { learn } = await homeFor(t);
  const { error } = await learn('waterfall', '--answer', 'gateway');
  assert.equal(error?.message, 'not solved yet: no lab is up');
  assert.equal(error.hint, 'jaeger-lab learn');
});
