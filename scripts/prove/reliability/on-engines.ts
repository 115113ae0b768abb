import { dockerSetup } from '../../test/docker-setup.ts';
import { enginePlace } from './engine-place.ts';
import { type EndedPlan, proveEnded, shareOf } from './ended.ts';
import type { Tally } from './tally.ts';

const PLAN: EndedPlan = {
  killsOfUp: 60,
  killsOfDown: 20,
  interruptions: 20,
  interrupted: ['up', 'load', 'challenge', 'smoke'],
  killsOfComponents: 5,
};

/** Ends commands and components of labs on the available Docker engine. */
export async function proveDocker(share: number, note: (text: string) => void): Promise<Tally> {
  await using setup = await dockerSetup(process.env, [], { note });
  return await proveEnded(enginePlace('Docker', setup.env), shareOf(share, PLAN), note);
}

/** The same on a Podman that is started for it. */
export async function provePodman(share: number, note: (text: string) => void): Promise<Tally> {
  const env = { ...process.env, JAEGER_LAB_TEST_ENGINE: 'podman' };
  await using setup = await dockerSetup(env, [], { note });
  return await proveEnded(enginePlace('Podman', setup.env), shareOf(share, PLAN), note);
}
