import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { servicesIn } from '../../src/lessons/by-hand/files.ts';
import { whileRequested } from '../../test/support/by-hand-story.ts';
import { withoutEngine } from '../../test/support/local-lab.ts';
import { assertCode, type Commands } from '../../test/support/program.ts';
import type { Proof, Proved, ProofResult } from './prove.ts';

const run = promisify(execFile);

/** The lesson that instruments services by hand, with those in Flask; a test has those in Node.js. */
async function prove(note: (text: string) => void): Promise<ProofResult> {
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-by-hand-'));
  const shop = join(folder, 'shop');
  const learn = ['learn', 'instrument', '--folder', shop];
  await using lab = await withoutEngine();
  try {
    assertCode(await lab.run('up', '--jaeger', 'embedded', '--ports', 'auto', '--quiet'), 0);
    assertCode(await lab.run(...learn, '--language', 'python'), 0);
    note('pip install -r requirements.txt');
    const python = join(folder, 'python', 'bin', 'python');
    await run('python3', ['-m', 'venv', join(folder, 'python')]);
    await run(python, ['-m', 'pip', 'install', '-q', '-r', join(shop, 'requirements.txt')]);
    const start = [python, join(shop, 'start.py')] as const;
    note('as given');
    await whileRequested(start, () => isMissing(lab, /no span of shop-gateway/));
    note('with tracing.py as the tutorial has it');
    assertCode(await lab.run(...learn, '--apply'), 0);
    await writeFile(join(shop, 'tracing.py'), servicesIn('python')['tracing.py'] ?? '');
    await whileRequested(start, () => isMissing(lab, /under the name "unknown_service/));
    note('with the answer');
    assertCode(await lab.run(...learn, '--apply'), 0);
    await whileRequested(start, async () => (await lab.run('learn', '--check')).code === 0);
    assertCode(await lab.run('down'), 0);
    return {
      proved: ['unsolved as given', 'its trap named', 'solved by its answer'].map(proved),
      lines: [],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether a check says that something certain is missing. */
const isMissing = async (lab: Commands, what: RegExp): Promise<boolean> =>
  what.test((await lab.run('learn', '--check')).stderr);

/** Each of them ends the proof when it does not come. */
const proved = (what: string): Proved => ({
  what: `services in Flask: ${what}`,
  count: 1,
  of: 1,
  bound: { atLeast: 1 },
});

export const byHandProof: Proof = {
  name: 'by-hand',
  about: 'the lesson instrument with Flask (needs python3 and pip)',
  run: prove,
};
