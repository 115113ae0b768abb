import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadAnswer } from '../../../src/cli/answers/load.ts';
import type { Ended } from '../../../test/support/program.ts';
import { textMistakes } from './moments.ts';
import { type Place, upIn } from './place.ts';
import type { Mistakes } from './tally.ts';

export const COMPONENTS = ['gateway', 'validator', 'enricher', 'jaeger'] as const;
export type Component = (typeof COMPONENTS)[number];

const REQUESTS = 12;
export const LOAD = ['load', '--n', String(REQUESTS), '--interval', '0', '--concurrency', '4'];
export const ANSWER = ['--wait', '10s', '--quiet', '--json'];

/**
 * Kills a component while load is driven at its lab: load keeps its figures and ends with a sentence, status names the
 * component, and after repair all is as before.
 */
export async function killedInLoad(
  place: Place,
  component: Component,
  afterMs: number,
): Promise<Mistakes> {
  await using lab = await place.open();
  await lab.run(...upIn(place));
  const { child, ended } = lab.start(...LOAD, ...ANSWER);
  await once(child, 'spawn');
  await sleep(afterMs);
  await lab.kill(component);
  const load = await ended;
  const status = await lab.run('status');
  const repair = await lab.run('repair', '--quiet');
  const again = await lab.run(...LOAD, ...ANSWER);
  const down = await lab.run('down', '--quiet');
  const mistakes = [
    ...lostFigures(load),
    ...(load.code === 0 && component !== 'jaeger' ? ['load ended with 0'] : []),
    ...[load, status, repair, again, down].flatMap(textMistakes),
    ...(status.stdout.includes(component) ? [] : [`status does not name it: ${status.stdout}`]),
    ...[repair, again, down].flatMap(failures),
    ...(await lab.left()).map((one) => `left after down: ${one}`),
  ];
  return mistakes.map((one) => `${component}, killed after ${Math.round(afterMs)} ms: ${one}`);
}

/** An answer without one of the requests. */
export const lostFigures = ({ stdout, stderr }: Ended): Mistakes =>
  requestsIn(stdout) === REQUESTS ? [] : [`load lost its figures: ${stdout} ${stderr}`];

export const failures = ({ code, stderr }: Ended): Mistakes =>
  code === 0 ? [] : [`ended with ${code}: ${stderr}`];

function requestsIn(answer: string): number | undefined {
  if (answer === '') return undefined;
  return (JSON.parse(answer) as LoadAnswer).summary.requests;
}
