import { join } from 'node:path';
import * as z from 'zod/mini';
import { EXIT, LabError } from '../base/errors.ts';
import { addAtomically, listIfThere, readIfThere, remove } from '../base/files.ts';
import { FAILURE_KINDS } from '../load/request-record.ts';
import type { LabFolder } from './lab-folder.ts';
import { tailPolicy, topologyText } from './state-schema.ts';

const requestRecord = z.object({
  request: z.optional(z.string()),
  dueMs: z.number(),
  sentMs: z.number(),
  finishedMs: z.number(),
  status: z.optional(z.int()),
  failure: z.optional(z.enum(FAILURE_KINDS)),
  reason: z.optional(z.string()),
  traceId: z.optional(z.string()),
  sampled: z.optional(z.boolean()),
  fault: z.optional(z.string()),
});

const run = z.object({
  version: z.literal(1),
  /** Numbered from 1 in each ledger, which outlives its lab. */
  id: z.int(),
  scenario: z.string(),
  /** The scenario's request that was chosen by name; absent where none was. */
  request: z.optional(z.string()),
  /** The topology of the user's own scenario at that time. */
  topology: z.optional(topologyText),
  /** Of the random numbers that dealt the faults. */
  seed: z.optional(z.int()),
  /** Services with a fault of `inject` when the run ended; only asked when requests failed as such a fault makes them. */
  injected: z.optional(z.array(z.string())),
  url: z.string(),
  plan: z.unknown(),
  /** RFC 3339. */
  startedAt: z.string(),
  finishedAt: z.string(),
  /** Ended by Ctrl-C: the records cover only the requests that had been sent. */
  interrupted: z.boolean(),
  /** How many requests the plan has; absent where only its duration is given. */
  planned: z.optional(z.int()),
  /** Share of the requests that the lab's entry sampled. */
  sampledShare: z.optional(z.number()),
  /** Of the lab's tail sampler: traces that it drops are not missing. */
  tail: z.optional(tailPolicy),
  records: z.array(requestRecord),
});

/** The scenario of a run at services that are not a lab's. */
export const OWN_SCENARIO = 'own';

/** Whether a run was sent to services that are not a lab's. */
export const isOwn = ({ scenario, topology }: Pick<Run, 'scenario' | 'topology'>): boolean =>
  scenario === OWN_SCENARIO && topology === undefined;

/** One run of load in the lab's ledger. */
export type Run = z.infer<typeof run>;

/** The ids of a lab's runs, ascending; those of earlier labs of the same name come first. */
export async function runIds({ runs }: LabFolder): Promise<number[]> {
  const names = await listIfThere(runs);
  return names
    .flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** Whether a run is one of the lab that is up, not of an earlier one of the same name. */
export const isSince = ({ startedAt }: Run, { since }: { readonly since: string }): boolean =>
  Date.parse(startedAt) >= Date.parse(since);

/** Adds a run to the ledger under the next free id. @throws LabError when the file cannot be written */
export async function saveRun(folder: LabFolder, entry: Omit<Run, 'id' | 'version'>): Promise<Run> {
  for (let id = ((await runIds(folder)).at(-1) ?? 0) + 1; ; id += 1) {
    const saved: Run = { version: 1, id, ...entry };
    // Another load of the same lab may have used the id meanwhile.
    if (await addAtomically(join(folder.runs, `${id}.json`), `${JSON.stringify(saved)}\n`))
      return saved;
  }
}

/**
 * Reads a run of the ledger.
 *
 * @param id the latest one when undefined
 * @throws LabError when there is no such run, or its file is not what `saveRun` wrote
 */
export async function readRun(folder: LabFolder, id?: number): Promise<Run> {
  const ids = await runIds(folder);
  const wanted = id ?? ids.at(-1);
  if (wanted === undefined) {
    throw new LabError(`lab "${folder.lab}" has no runs yet`, {
      hint: 'jaeger-lab load --n 50',
    });
  }
  const file = join(folder.runs, `${wanted}.json`);
  const text = await readIfThere(file);
  if (text === undefined) {
    throw new LabError(`lab "${folder.lab}" has no run ${wanted}`, {
      hint: 'jaeger-lab runs',
      exitCode: EXIT.usage,
    });
  }
  try {
    return run.parse(JSON.parse(text));
  } catch (cause) {
    throw new LabError(`${file} is damaged`, { hint: 'start a new run: jaeger-lab load', cause });
  }
}

/** Removes all but the latest `keep` runs of the ledger. @returns how many are left */
export async function pruneRuns(folder: LabFolder, keep: number): Promise<number> {
  const ids = await runIds(folder);
  if (keep === 0) await remove(folder.runs);
  else await Promise.all(ids.slice(0, -keep).map((id) => remove(join(folder.runs, `${id}.json`))));
  return Math.min(keep, ids.length);
}
