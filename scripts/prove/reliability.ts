import type { Proof, ProofResult, Proved } from './prove.ts';
import { cycles, isFlat } from './reliability/cycles.ts';
import { COMPONENTS, killedInLoad } from './reliability/components.ts';
import { type Command, endedAtMoments } from './reliability/moments.ts';

/** How often each is done. */
export interface ReliabilityPlan {
  readonly killsOfUp: number;
  readonly killsOfDown: number;
  /** Over all commands. */
  readonly interruptions: number;
  readonly cycles: number;
  /** Of each component in the middle of load. */
  readonly killsOfComponents: number;
}

const WHOLE: ReliabilityPlan = {
  killsOfUp: 60,
  killsOfDown: 20,
  interruptions: 60,
  cycles: 500,
  killsOfComponents: 5,
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED: readonly Command[] = ['up', 'load', 'challenge', 'smoke'];
const LOOKS = 10;
/** The program has started and its first requests are under way. */
const FIRST_REQUESTS_MS = 700;
const STEP_MS = 200;

/** Ends commands of the local runtime at many moments, and brings a lab up and down many times. */
export async function proveReliability(
  plan: ReliabilityPlan,
  note: (text: string) => void,
  interrupted: readonly Command[] = INTERRUPTED,
): Promise<ProofResult> {
  const proved: Proved[] = [];
  const lines: string[] = [];
  const end = async (command: Command, signals: readonly NodeJS.Signals[], of: number) => {
    const names = signals.join(', ');
    note(`${names} of ${command}: ${of} moments`);
    const { good, mistakes } = await endedAtMoments(command, signals, of);
    const what = `${names} of \`${command}\`: nothing left, every message a sentence`;
    proved.push({ what, count: good, of, bound: { atLeast: 1 } });
    lines.push(...mistakes);
  };
  await end('up', ['SIGKILL'], plan.killsOfUp);
  await end('down', ['SIGKILL'], plan.killsOfDown);
  const each = Math.ceil(plan.interruptions / interrupted.length);
  for (const command of interrupted) await end(command, SIGNALS, each);
  for (const component of COMPONENTS) {
    note(`SIGKILL of ${component} in mid-load: ${plan.killsOfComponents} moments`);
    const found: (readonly string[])[] = [];
    for (let i = 0; i < plan.killsOfComponents; i += 1)
      found.push(await killedInLoad(component, FIRST_REQUESTS_MS + i * STEP_MS));
    lines.push(...found.flat());
    proved.push({
      what: `SIGKILL of ${component} in mid-load: figures kept, named by \`status\`, repaired`,
      count: found.filter(({ length }) => length === 0).length,
      of: plan.killsOfComponents,
      bound: { atLeast: 1 },
    });
  }
  note(`${plan.cycles} times up and down`);
  const held = await cycles(plan.cycles, Math.min(LOOKS, plan.cycles));
  const flat = isFlat(held) ? plan.cycles : 0;
  const what = '`up` and `down`: descriptors, processes, files and memory flat';
  proved.push({ what, count: flat, of: plan.cycles, bound: { atLeast: 1 } });
  lines.push(
    ...held.map(
      ({ descriptors, children, files, residentMiB }, i) =>
        `look ${i + 1}: ${descriptors} descriptors, ${children} processes, ${files} files, ${residentMiB} MiB`,
    ),
  );
  return { proved, lines };
}

export const reliabilityProof: Proof = {
  name: 'reliability',
  about: 'commands of the local runtime ended at many moments, and many labs up and down',
  run: (note) => proveReliability(WHOLE, note),
};
