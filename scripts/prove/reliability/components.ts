import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadAnswer } from '../../../src/cli/answers/load.ts';
import { pidsOf, withoutEngine } from '../../../test/support/local-lab.ts';
import { type Mistakes, textMistakes, UP } from './moments.ts';

export const COMPONENTS = ['gateway', 'validator', 'enricher', 'jaeger'] as const;
export type Component = (typeof COMPONENTS)[number];

const REQUESTS = 12;
const LOAD = ['load', '--n', String(REQUESTS), '--interval', '0', '--concurrency', '4'];
const FORM = ['--wait', '10s', '--quiet', '--json'];

/**
 * Kills a component while load is driven at its lab: load keeps its figures and ends with a sentence, status names the
 * component, and after repair all is as before.
 */
export async function killedInLoad(component: Component, afterMs: number): Promise<Mistakes> {
  await using lab = await withoutEngine();
  await lab.run(...UP);
  const pid = (await pidsOf(lab))[component] ?? 0;
  const { child, ended } = lab.start(...LOAD, ...FORM);
  await once(child, 'spawn');
  await sleep(afterMs);
  process.kill(pid, 'SIGKILL');
  const load = await ended;
  const status = await lab.run('status');
  const repair = await lab.run('repair', '--quiet');
  const again = await lab.run(...LOAD, ...FORM);
  const mistakes = [
    ...(requestsIn(load.stdout) === REQUESTS ? [] : [`load lost its figures: ${load.stdout}`]),
    ...(load.code === 0 && component !== 'jaeger' ? ['load ended with 0'] : []),
    ...[load, status, repair, again].flatMap(textMistakes),
    ...(status.stdout.includes(component) ? [] : [`status does not name it: ${status.stdout}`]),
    ...(repair.code === 0 ? [] : [`repair ended with ${repair.code}: ${repair.stderr}`]),
    ...(again.code === 0 ? [] : [`load after repair ended with ${again.code}: ${again.stderr}`]),
  ];
  return mistakes.map((one) => `${component}, killed after ${Math.round(afterMs)} ms: ${one}`);
}

function requestsIn(answer: string): number | undefined {
  if (answer === '') return undefined;
  return (JSON.parse(answer) as LoadAnswer).summary.requests;
}
