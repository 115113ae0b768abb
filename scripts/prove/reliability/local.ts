import { cycles, isFlat } from './cycles.ts';
import { proveEnded, shareOf } from './ended.ts';
import { LOCAL } from './place.ts';
import { part, type Tally } from './tally.ts';

const PLAN = {
  killsOfUp: 60,
  killsOfDown: 20,
  interruptions: 60,
  interrupted: ['up', 'load', 'challenge', 'smoke'],
  killsOfComponents: 5,
} as const;
const CYCLES = 500;
const LOOKS = 10;

/** Ends commands of the local runtime at many moments, and brings a lab up and down many times. */
export async function proveLocal(share: number, note: (text: string) => void): Promise<Tally> {
  const tally = await proveEnded(LOCAL, shareOf(share, PLAN), note);
  const n = part(share, CYCLES);
  note(`${n} times up and down`);
  const held = await cycles(n, Math.min(LOOKS, n));
  const what = `${LOCAL.name}: \`up\` and \`down\` again and again: descriptors, processes, files and memory flat`;
  tally.proved.push({ what, count: isFlat(held) ? n : 0, of: n, bound: { atLeast: 1 } });
  tally.lines.push(
    ...held.map(
      ({ descriptors, children, files, residentMiB }, i) =>
        `look ${i + 1}: ${descriptors} descriptors, ${children} processes, ${files} files, ${residentMiB} MiB`,
    ),
  );
  return tally;
}
