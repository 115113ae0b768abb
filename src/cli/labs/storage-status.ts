import { LabError } from '../../base/errors.ts';
import type { Run } from '../../lab/runs.ts';
import { addressIn, type LabState } from '../../lab/state.ts';
import type { StorageShown } from '../../render/terminal/storage.ts';
import {
  healthOf,
  spansBetween,
  storedIndices,
  type SearchStorage,
} from '../../storage/search-storage.ts';
import { keyspaceSize } from '../../storage/keyspace-size.ts';
import { storageSizes } from '../../storage/storage-sizes.ts';
import { type Settings, spaceRead } from '../../lab/storage-apart.ts';
import { KEYSPACE } from '../../runtime/jaeger-setup.ts';
import type { Context } from '../context.ts';
import { lineTo } from '../shell/output.ts';
import { searchStorageOf, type StoreProblem, type Storing } from './storage-of.ts';

/** What the storage of a lab holds, in the form of the answer of `status`. */
type StorageStatus = StorageShown & {
  readonly kind: 'elasticsearch' | 'opensearch' | 'cassandra';
};

/** @returns undefined for a lab without such a storage, and, with a remark, for one whose storage does not answer */
export async function storageStatus(
  state: LabState,
  settings: Settings,
  latest: Run | undefined,
  context: Context,
): Promise<StorageStatus | undefined> {
  const storage = searchStorageOf(state, settings);
  try {
    if (!storage) return await keyspaceStatus(state, settings, context);
    const [{ health, problem }, indices, spansPerSecond] = await Promise.all([
      healthOf(storage, context.stop),
      storedIndices(storage, context.stop),
      latest && rateOf(latest, storage, context),
    ]);
    return {
      ...{ kind: storage.kind, url: storage.url },
      ...(storage.prefix !== '' && { prefix: storage.prefix }),
      health,
      ...(problem !== undefined && { problem }),
      ...storageSizes(indices, spansPerSecond),
      spansPerSecond,
      indices: indices.map(({ name, createdMs, documents, bytes, health: itsHealth }) => ({
        ...{ name, createdAt: new Date(createdMs).toISOString(), documents, bytes },
        health: itsHealth,
      })),
    };
  } catch (error) {
    if (context.stop.aborted || !(error instanceof LabError)) throw error;
    lineTo(context)(error.message);
    return undefined;
  }
}

/** @returns undefined for a lab that does not keep its traces in Cassandra */
async function keyspaceStatus(
  state: LabState,
  settings: Settings,
  { stop }: Context,
): Promise<StorageStatus | undefined> {
  const { storage, storageUrl } = state.madeWith?.deployment ?? {};
  if (storage !== 'cassandra') return undefined;
  const url = storageUrl ?? addressIn(state, storage, 'cql');
  const name = spaceRead(settings) ?? KEYSPACE;
  const { spans, bytes } = await keyspaceSize(url, name, stop);
  const health = 'up';
  const perSpan = spans && bytes >= ENOUGH_BYTES ? { bytesPerSpan: bytes / spans } : {};
  return {
    ...{ kind: storage, url, health, spans, bytes, ...perSpan },
    indices: [{ name, documents: spans, bytes, health }],
  };
}

/** Cassandra counts in MiB for each of eleven tables: below this, that is most of what it counts. */
const ENOUGH_BYTES = 100 * 1024 * 1024;

/** @returns undefined for a storage that is well, does not answer, or cannot be asked */
export async function storageProblem(
  state: Storing,
  settings: Settings,
  { stop }: Pick<Context, 'stop'>,
): Promise<StoreProblem | undefined> {
  const found = searchStorageOf(state, settings);
  if (!found) return undefined;
  try {
    const { problem, cure } = await healthOf(found, stop);
    if (problem === undefined || cure === undefined) return undefined;
    return { problem: `${found.kind}: ${problem}`, cure };
  } catch (error) {
    if (stop.aborted || !(error instanceof LabError)) throw error;
    return undefined;
  }
}

/** Spans per second while a run sent its requests. */
async function rateOf(
  { records }: Run,
  storage: SearchStorage,
  { stop }: Context,
): Promise<number | undefined> {
  const fromMs = Math.min(...records.map(({ sentMs }) => sentMs));
  const toMs = Math.max(...records.map(({ finishedMs }) => finishedMs));
  const seconds = (toMs - fromMs) / 1000;
  if (!(seconds > 0)) return undefined;
  const spans = await spansBetween(storage, Math.floor(fromMs), Math.ceil(toMs), stop);
  return spans / seconds;
}
