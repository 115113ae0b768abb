import { COMPONENTS, killedInLoad } from './components.ts';
import { type Command, endedAtMoments } from './moments.ts';
import type { Place } from './place.ts';
import { part, Tally, times } from './tally.ts';

/** How often each is done. */
export interface EndedPlan {
  readonly killsOfUp: number;
  readonly killsOfDown: number;
  /** Over all commands. */
  readonly interruptions: number;
  /** The commands that are interrupted. */
  readonly interrupted: readonly Command[];
  /** Of each component in the middle of load. */
  readonly killsOfComponents: number;
}

/** A share of all that is done, each at least once. */
export function shareOf(share: number, plan: EndedPlan): EndedPlan {
  const { killsOfUp, killsOfDown, interruptions, interrupted, killsOfComponents } = plan;
  return {
    interrupted,
    killsOfUp: part(share, killsOfUp),
    killsOfDown: part(share, killsOfDown),
    interruptions: part(share, interruptions),
    killsOfComponents: part(share, killsOfComponents),
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The program has started and its first requests are under way. */
const FIRST_REQUESTS_MS = 700;
const STEP_MS = 200;

/** Ends commands and components of a place at many moments. */
export async function proveEnded(
  place: Place,
  plan: EndedPlan,
  note: (text: string) => void,
): Promise<Tally> {
  const tally = new Tally(note);
  const end = async (command: Command, signals: readonly NodeJS.Signals[], n: number) => {
    const what = `${place.name}: ${signals.join(', ')} of \`${command}\`: nothing left, every message a sentence`;
    tally.note(`${what} (${n})`);
    tally.found(what, await endedAtMoments(place, command, signals, n));
  };
  await end('up', ['SIGKILL'], plan.killsOfUp);
  await end('down', ['SIGKILL'], plan.killsOfDown);
  const { interrupted } = plan;
  for (const command of interrupted)
    await end(command, SIGNALS, Math.ceil(plan.interruptions / interrupted.length));
  for (const component of COMPONENTS)
    await tally.row(
      `${place.name}: SIGKILL of ${component} in mid-load: figures kept, named by \`status\`, repaired`,
      times(plan.killsOfComponents),
      (i) => killedInLoad(place, component, FIRST_REQUESTS_MS + (i + Math.random()) * STEP_MS),
    );
  return tally;
}
