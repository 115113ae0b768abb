import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf } from '../../src/base/process-identity.ts';
import { type Program, filesLeft, program } from './program.ts';

/** With it a lab stays up after its test failed, to be looked at. */
const KEEP = process.env['JAEGER_LAB_TEST_KEEP'] === '1';

/** A machine with no engine; the Jaegers of the tests are named, never found by chance. @param path what is on its PATH */
export async function withoutEngine(path = '/usr/bin:/bin'): Promise<Program> {
  const lab = await program({
    DOCKER_HOST: 'unix:///no-such-folder/docker.sock',
    PATH: path,
  });
  return {
    ...lab,
    // A test that failed in the middle must not leave a lab behind, unless that is wanted.
    [Symbol.asyncDispose]: async () => {
      if (KEEP && (await marked(lab)).length > 0) {
        console.error(`left up: XDG_STATE_HOME=${lab.stateHome} jaeger-lab status`);
        return;
      }
      for (const pid of await marked(lab)) process.kill(Number(pid), 'SIGKILL');
      await lab[Symbol.asyncDispose]();
    },
  };
}

type Processes = Readonly<Record<string, number>>;

/** The pids of a lab's components. */
export async function pidsOf({ stateHome }: Program, lab = 'lab'): Promise<Processes> {
  const folder = join(stateHome, 'jaeger-lab', lab, 'processes');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const entries = await Promise.all(
    names.map(async (name) => {
      const record: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
      const { component, process } = record as { component: string; process: { pid: number } };
      return [component, process.pid] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** Every process that was started for this program's labs, by any parent. */
export async function marked({ stateHome }: Program): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      const isOurs = environment.includes(`JAEGER_LAB_PROCESS=${stateHome}`);
      return isOurs && (await identityOf(Number(pid))) ? [pid] : [];
    }),
  );
  return found.flat();
}

export async function assertNothingLeft(lab: Program): Promise<void> {
  assert.deepEqual(
    { processes: await marked(lab), files: await filesLeft(lab.stateHome) },
    {
      processes: [],
      files: [],
    },
  );
}
