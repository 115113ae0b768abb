import { dockerSetup } from '../../test/docker-setup.ts';
import { cutOffInUp } from './cut-off.ts';
import { type Mistakes, part, Tally, times } from './tally.ts';

const ROUNDS = 5;
const CUTS = 20;
const STEP_MS = 150;

/** Labs on engines that are reached by TLS, through a TCP proxy and by a docker context, and of two owners. */
export async function proveElsewhere(share: number, note: (text: string) => void): Promise<Tally> {
  await using setup = await dockerSetup(process.env, [], { note });
  // The tests' own ways to an engine and to its images read them when they are loaded.
  Object.assign(process.env, setup.env);
  const stories = await import('../../../test/support/found-again.ts');
  const { assertStoryOfTwoOwners } = await import('../../../test/support/owners-story.ts');
  const tally = new Tally(note);
  const used = 'used and taken down without an option or variable by which it was made';
  for (const [where, story] of [
    ['an engine behind TLS', stories.foundAgainOnTls],
    ['a remote engine behind a TCP proxy', stories.foundAgainOnRemote],
    ['the engine of a docker context', stories.foundAgainOnContext],
  ] as const)
    await tally.row(`a lab on ${where}, ${used}`, times(part(share, ROUNDS)), told(story));
  await tally.row(
    'a lab of another owner, refused with both names, replaced only with `--take-over`',
    times(part(share, ROUNDS)),
    told(assertStoryOfTwoOwners),
  );
  await tally.row(
    'a remote engine whose proxy goes away in the middle of `up`: a sentence, nothing left when it is back',
    times(part(share, CUTS)),
    (i) => cutOffInUp(i * STEP_MS),
  );
  return tally;
}

/** A story of the tests fails with what is wrong. */
const told = (story: () => Promise<void>) => async (): Promise<Mistakes> => {
  await story();
  return [];
};
