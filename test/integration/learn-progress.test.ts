import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { QuizAnswer } from '../../src/cli/commands/quiz/answer.ts';
import { learn } from '../support/learn-story.ts';
import { withoutEngine } from '../support/local-lab.ts';
import { type Commands, assertCode, program } from '../support/program.ts';

const fileOf = ({ stateHome }: Commands, name: string): string =>
  join(stateHome, 'jaeger-lab', '.learn', name);

async function write(lab: Commands, name: string, text: string): Promise<void> {
  await mkdir(dirname(fileOf(lab, name)), { recursive: true });
  await writeFile(fileOf(lab, name), text);
}

async function stateOf(lab: Commands, id: string): Promise<string | undefined> {
  return (await learn(lab)).lessons.find((one) => one.id === id)?.state;
}

async function quizzed(lab: Commands, id: string): Promise<QuizAnswer['questions'][number]> {
  const { stdout, stderr } = await lab.run('quiz', '--json');
  assert.ok(stdout !== '', stderr);
  const { questions } = JSON.parse(stdout) as QuizAnswer;
  return questions.find((one) => one.id === id) ?? assert.fail(id);
}

/** Byte for byte as version 1 of the format was written. */
const FORMAT_1 = {
  'deploy.json':
    '{"version":1,"hints":2,"outcome":"solved","at":"2026-11-01T10:00:00.000Z","evidence":{"scenario":"tutorial","traceIds":["0af7651916cd43dd8448eb211c80319c"]}}\n',
  'instrument.json':
    '{"version":1,"hints":1,"outcome":"skipped","at":"2026-11-01T10:05:00.000Z"}\n',
  'traffic.json': '{"version":1,"hints":1}\n',
  'class.json': '{"version":1,"seed":7,"name":"ada"}\n',
  'quiz/trace-or-span.json':
    '{"version":1,"letter":"a","right":false,"attempts":3,"at":"2026-11-01T10:09:00.000Z"}\n',
};

test('progress of the older format is read, and goes on in the new one', async () => {
  await using lab = await program();
  for (const [name, text] of Object.entries(FORMAT_1)) await write(lab, name, text);
  const { lessons, lesson } = await learn(lab);
  assert.deepEqual(
    lessons.slice(0, 4).map(({ state }) => state),
    ['solved', 'skipped', 'current', 'open'],
  );
  assert.equal(lesson?.id, 'traffic');
  // One hint was shown.
  assert.match((await learn(lab, '--hint')).hint ?? '', /\(the last hint\)$/);
  assert.equal((await quizzed(lab, 'trace-or-span')).attempts, 3);
  await lab.run('quiz', 'trace-or-span', 'b');
  assert.equal((await quizzed(lab, 'trace-or-span')).attempts, 4);

  const out = join(lab.folder, 'ada.json');
  assertCode(await lab.run('learn', '--export', '--out', out), 0);
  const handedIn: unknown = JSON.parse(await readFile(out, 'utf8'));
  assert.deepEqual(handedIn, {
    schema: 'jaeger-lab/learned@1',
    learner: 'ada',
    seed: 7,
    lessons: [
      {
        ...{ id: 'deploy', outcome: 'solved', at: '2026-11-01T10:00:00.000Z' },
        evidence: { scenario: 'tutorial', traceIds: ['0af7651916cd43dd8448eb211c80319c'] },
      },
      { id: 'instrument', outcome: 'skipped', at: '2026-11-01T10:05:00.000Z' },
    ],
  });
  // Nothing of the older format comes back after a reset.
  assertCode(await lab.run('learn', 'deploy', '--reset'), 0);
  assert.equal(await stateOf(lab, 'deploy'), 'current');
});

test('fields of a newer format neither harm nor get lost', async () => {
  await using lab = await program();
  const newer = '\n{"version":9,"outcome":"solved","stars":5}\n';
  await write(lab, 'deploy.jsonl', newer);
  assert.equal(await stateOf(lab, 'deploy'), 'solved');
  assertCode(await lab.run('learn', 'deploy', '--skip'), 0);
  const text = await readFile(fileOf(lab, 'deploy.jsonl'), 'utf8');
  assert.ok(text.startsWith(newer), text);
});

test('a torn record is reported, and takes no other one along', async () => {
  await using lab = await program();
  await write(lab, 'deploy.json', '{"version":1,"outc');
  await write(lab, 'traffic.jsonl', '');
  const { code, stderr } = await lab.run('learn');
  assert.equal(code, 0);
  for (const name of ['deploy.json', 'traffic.jsonl'])
    assert.match(stderr, new RegExp(`part of \\S+/${name} cannot be read, and does not count`));

  assertCode(await lab.run('learn', 'search', '--hint'), 0);
  await appendFile(fileOf(lab, 'search.jsonl'), '\n{"version":2,"outcome":"sol');
  assertCode(await lab.run('learn', 'search', '--skip'), 0);
  assert.equal(await stateOf(lab, 'search'), 'skipped');
  assert.match((await learn(lab, 'search', '--hint')).hint ?? '', /\(the last hint\)$/);
});

const ERRORS = ['endpoint', 'propagation', 'sampling', 'disabled', 'protocol', 'service-name'];

test('terminals that write at once lose nothing, in different lessons and in the same one', async () => {
  await using lab = await program();
  const skipped = ERRORS.map((id) => lab.run('learn', id, '--skip'));
  for (const ended of await Promise.all(skipped)) assertCode(ended, 0);
  for (const id of ERRORS) assert.equal(await stateOf(lab, id), 'skipped', id);

  const answers = await Promise.all(ERRORS.map(() => lab.run('quiz', 'trace-or-span', 'a')));
  const [first] = answers;
  assert.ok(answers.every(({ code }) => code === first?.code));
  assert.equal((await quizzed(lab, 'trace-or-span')).attempts, ERRORS.length);
});

test('a terminal that is killed while it writes leaves all that others have written', async () => {
  await using lab = await program();
  assertCode(await lab.run('learn', 'endpoint', '--skip'), 0);
  const beganAt = performance.now();
  await lab.run('quiz', 'trace-or-span', 'a');
  const tookMs = performance.now() - beganAt;
  let confirmed = 1;
  for (let part = 1; part <= 10; part += 1) {
    const { child, ended } = lab.start('quiz', 'trace-or-span', 'a');
    const timer = setTimeout(() => child.kill('SIGKILL'), (tookMs * part) / 8);
    const { stdout } = await ended;
    clearTimeout(timer);
    confirmed += Number(stdout.includes('trace-or-span\tpractice\twrong'));
  }
  const { attempts } = await quizzed(lab, 'trace-or-span');
  assert.ok(attempts >= confirmed, `${attempts} of ${confirmed} answers were kept`);
  assert.equal(await stateOf(lab, 'endpoint'), 'skipped');
});

test('a lesson that one terminal solves while another skips it and asks for hints is solved', async () => {
  await using lab = await withoutEngine();
  lab.env['JAEGER_LAB_RUNTIME'] = 'local';
  assertCode(await lab.run('up', '--jaeger', 'embedded', '--ports', 'auto', '--quiet'), 0);
  for (let round = 0; round < 3; round += 1) {
    const [checked, ...others] = await Promise.all(
      ['--check', '--skip', '--hint', '--skip'].map((asked) => lab.run('learn', 'deploy', asked)),
    );
    assertCode(checked ?? assert.fail(), 0);
    for (const ended of others) assertCode(ended, 0);
    assert.equal(await stateOf(lab, 'deploy'), 'solved');
    assertCode(await lab.run('learn', 'deploy', '--reset'), 0);
  }
  assertCode(await lab.run('down'), 0);
});
