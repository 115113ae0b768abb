import { EXIT, LabError } from '../../src/base/errors.ts';
import type { Proof, ProofResult } from './prove.ts';
import { proveBackend } from './reliability/backend.ts';
import { proveElsewhere } from './reliability/elsewhere.ts';
import { proveEngineKilled } from './reliability/engine-killed.ts';
import { proveHour } from './reliability/hour.ts';
import { proveLocal } from './reliability/local.ts';
import { proveDocker, provePodman } from './reliability/on-engines.ts';
import { proveStates, proveUnwritable } from './reliability/states.ts';
import { Tally } from './reliability/tally.ts';

/** @param share of all that it does: 1 for the table, less for a test */
type Section = (share: number, note: (text: string) => void) => Promise<ProofResult>;

// A new part of the table is a file in reliability/ and a name here.
const SECTIONS: Readonly<Record<string, Section>> = {
  local: proveLocal,
  backend: proveBackend,
  states: proveStates,
  unwritable: proveUnwritable,
  hour: proveHour,
  docker: proveDocker,
  'engine-killed': proveEngineKilled,
  elsewhere: proveElsewhere,
  podman: provePodman,
};

async function prove(
  note: (text: string) => void,
  args: readonly string[] = [],
): Promise<ProofResult> {
  const { share, names } = understood(args);
  const tally = new Tally(note);
  for (const [name, section] of Object.entries(SECTIONS))
    if (names.length === 0 || names.includes(name)) tally.add(await section(share, note));
  return tally;
}

/** Names of sections, all by default, and `--share 0.1` for less of each. @throws LabError (usage) */
function understood(args: readonly string[]): { share: number; names: readonly string[] } {
  const at = args.indexOf('--share');
  const share = at < 0 ? 1 : Number(args[at + 1]);
  const names = at < 0 ? args : args.toSpliced(at, 2);
  const isKnown = names.every((name) => Object.hasOwn(SECTIONS, name));
  if (isKnown && share > 0 && share <= 1) return { share, names };
  throw new LabError(`cannot prove ${args.join(' ')}`, {
    hint: `npm run prove -- reliability [--share 0.1] [${Object.keys(SECTIONS).join('] [')}]`,
    exitCode: EXIT.usage,
  });
}

export const reliabilityProof: Proof = {
  name: 'reliability',
  about: 'commands, components and engines ended at many moments; memory, time, odd states',
  run: prove,
};
