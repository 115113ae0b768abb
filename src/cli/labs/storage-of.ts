import { LabError } from '../../base/errors.ts';
import { type Settings, spaceRead } from '../../lab/storage-apart.ts';
import type { SearchStorage } from '../../storage/search-storage.ts';
import type { Context } from '../context.ts';
import { openRuntimeOf } from './open-runtime.ts';
import { addressIn, type LabState, type Placed } from '../../lab/state.ts';

/** Where a lab keeps its traces, as this machine reaches it. */
export interface LabStorage extends SearchStorage {
  readonly kind: 'elasticsearch' | 'opensearch';
}

/** Why traces are not where Jaeger keeps them. */
export interface StoreProblem {
  /** "elasticsearch: index jaeger-span-… is read-only …" */
  readonly problem: string;
  /** What ends it. */
  readonly cure: string;
}

/** A lab, of which at least the way in which it keeps traces is known. */
export type Storing = Placed & {
  readonly madeWith?: Pick<NonNullable<LabState['madeWith']>, 'deployment'> | undefined;
};

/** @returns undefined for a lab in memory, and for storages that cannot be asked by HTTP */
export function searchStorageOf(state: Storing, settings: Settings): LabStorage | undefined {
  const { storage, storageUrl } = state.madeWith?.deployment ?? {};
  if (storage !== 'elasticsearch' && storage !== 'opensearch') return undefined;
  const url = storageUrl ?? `http://${addressIn(state, storage, 'http')}`;
  return { kind: storage, url, prefix: spaceRead(settings) ?? '' };
}

/** The environment of each component of a lab. */
export async function settingsOf(state: LabState, context: Context): Promise<Settings> {
  const { runtime } = await openRuntimeOf(state, context);
  return runtime.settings(state.name);
}

/** What leads to a storage that can be asked. */
export const OTHER_STORAGE = 'use --storage-url http://HOST:9200, or jaeger-lab up --production';

/** @throws LabError for a lab that keeps its traces elsewhere */
export async function searchStorageIn(state: LabState, context: Context): Promise<LabStorage> {
  const found = searchStorageOf(state, await settingsOf(state, context));
  if (found) return found;
  const kind = state.madeWith?.deployment?.storage ?? 'memory';
  throw new LabError(`lab "${state.name}" keeps its traces in ${kind}, not in Elasticsearch`, {
    hint: OTHER_STORAGE,
  });
}
