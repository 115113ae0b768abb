import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ended } from '../../../test/support/program.ts';
import { dockerSetup } from '../../test/docker-setup.ts';
import type { TestEngine } from '../../engine.ts';
import { ANSWER, failures, LOAD, lostFigures } from './components.ts';
import { enginePlace } from './engine-place.ts';
import { textMistakes } from './moments.ts';
import { type Place, upIn } from './place.ts';
import { type Mistakes, part, Tally, times } from './tally.ts';

const KILLS_IN_UP = 20;
const KILLS_IN_LOAD = 5;
const LONGEST_UP_MS = 4000;
const STEP_MS = 200;
const FIRST_REQUESTS_MS = 1000;

/** An engine that can be killed and started again. */
type Killable = Required<TestEngine>;

/** Kills a Docker engine of its own by SIGKILL while labs are brought up on it and used. */
export async function proveEngineKilled(
  share: number,
  note: (text: string) => void,
): Promise<Tally> {
  const tally = new Tally(note);
  const env = { ...process.env, JAEGER_LAB_TEST_ENGINE: 'install' };
  await using setup = await dockerSetup(env, [], { note });
  const { kill, restart } = setup.engine ?? {};
  if (!setup.engine || !kill || !restart) throw new TypeError('not an engine of its own');
  const engine: Killable = { ...setup.engine, kill, restart };
  const place = enginePlace('Docker', setup.env);
  await tally.row(
    'SIGKILL of dockerd in the middle of `up`: a sentence, `down` leaves nothing when it is back',
    times(part(share, KILLS_IN_UP)),
    (i) => killedInUp(engine, place, (LONGEST_UP_MS * (i + 0.5)) / part(share, KILLS_IN_UP)),
  );
  await tally.row(
    'SIGKILL of dockerd in mid-load: figures kept, a sentence, repaired when it is back',
    times(part(share, KILLS_IN_LOAD)),
    (i) => engineKilledInLoad(engine, place, FIRST_REQUESTS_MS + i * STEP_MS),
  );
  return tally;
}

async function killedInUp(engine: Killable, place: Place, afterMs: number): Promise<Mistakes> {
  await using lab = await place.open();
  const { child, ended } = lab.start(...upIn(place));
  await once(child, 'spawn');
  await sleep(afterMs);
  await engine.kill();
  const up = await ended;
  const dead = await lab.run('down', '--quiet');
  await engine.restart();
  const down = await lab.run('down', '--quiet');
  return [
    ...(up.code === 0 ? [] : unready(up)),
    ...unready(dead),
    ...[up, dead, down].flatMap(textMistakes),
    ...failures(down),
    ...(await lab.left()).map((one) => `left after down: ${one}`),
  ].map((one) => `after ${afterMs} ms: ${one}`);
}

async function engineKilledInLoad(
  engine: Killable,
  place: Place,
  afterMs: number,
): Promise<Mistakes> {
  await using lab = await place.open();
  const up = await lab.run(...upIn(place));
  const { child, ended } = lab.start(...LOAD, ...ANSWER);
  await once(child, 'spawn');
  await sleep(afterMs);
  await engine.kill();
  const load = await ended;
  const dead = await lab.run('status');
  await engine.restart();
  const repair = await lab.run('repair', '--quiet');
  const again = await lab.run(...LOAD, ...ANSWER);
  const down = await lab.run('down', '--quiet');
  return [
    ...lostFigures(load),
    ...unready(dead),
    ...[load, dead, repair, again, down].flatMap(textMistakes),
    ...[up, repair, again, down].flatMap(failures),
    ...(await lab.left()).map((one) => `left after down: ${one}`),
  ].map((one) => `after ${afterMs} ms: ${one}`);
}

/** What an engine that is gone must make of a command. */
const unready = ({ code, stderr }: Ended): Mistakes =>
  code === 3 ? [] : [`ended with ${code}, not 3: ${stderr}`];
