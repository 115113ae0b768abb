import { type StorageSetting, storageSetting } from '../runtime/storage-setting.ts';
import type { Deployment } from './deployment.ts';

/** A component that writes spans where another one does not look for them. */
export interface StorageApart {
  readonly writer: string;
  readonly writes: string;
  readonly reader: string;
  readonly reads: string;
  /** The one of the two that does not use the storage, or the space in it, that the lab was made with. */
  readonly odd: string;
  readonly set: StorageSetting['set' | 'spaceSet'];
}

/** The environment of each component. */
export type Settings = ReadonlyMap<string, Readonly<Record<string, string>>>;

/**
 * Whether collector (or ingester) and query of a lab use different storages. Each of them runs and is healthy then.
 *
 * @param settings the environment of each component
 * @returns undefined where they share one
 */
export function storageApart(
  { production, storage }: Pick<Deployment, 'production' | 'storage'>,
  settings: Settings,
): StorageApart | undefined {
  if (!production) return undefined;
  const all = [...settings].flatMap(([name, env]) => {
    const setting = ROLE.test(name) ? storageSetting(env) : undefined;
    return setting ? [{ name, ...setting }] : [];
  });
  const readers = all.filter(({ name }) => name.startsWith('query'));
  for (const writer of all.filter((one) => !readers.includes(one)))
    for (const reader of readers) {
      if (isSame(writer, reader)) continue;
      const isInOne = isOneServer(writer, reader);
      const isOwn = isInOne ? writer.space === undefined : writer.kind === storage;
      const odd = isOwn ? reader : writer;
      return {
        ...{
          writer: writer.name,
          writes: words(writer),
          reader: reader.name,
          reads: words(reader),
        },
        ...{ odd: odd.name, set: isInOne ? odd.spaceSet : odd.set },
      };
    }
  return undefined;
}

const ROLE = /^(?:collector|ingester|query)(?:-\d+)?$/;

/** A storage without an address is inside its process: two of them are never the same. */
const isOneServer = (one: StorageSetting, other: StorageSetting): boolean =>
  one.kind === other.kind && one.address !== undefined && one.address === other.address;

const isSame = (one: StorageSetting, other: StorageSetting): boolean =>
  isOneServer(one, other) && one.space === other.space;

function words({ kind, address, space }: StorageSetting): string {
  if (address === undefined) return `${kind} of its own`;
  const where = kind === 'cassandra' ? 'keyspace' : 'index prefix';
  return `${kind} at ${address}${space === undefined ? '' : ` (${where} ${space})`}`;
}

/**
 * The index prefix or the keyspace that a lab's query, or its all-in-one, looks for traces in.
 *
 * @returns undefined where it is the lab's own
 */
export function spaceRead(settings: Settings): string | undefined {
  const [found] = [...settings].flatMap(([name, env]) =>
    /^(?:jaeger|query(?:-\d+)?)$/.test(name) ? (storageSetting(env) ?? []) : [],
  );
  return found?.space;
}

/** "collector writes to elasticsearch at http://elasticsearch:9200, query reads from memory of its own" */
export const apartText = ({ writer, writes, reader, reads }: StorageApart): string =>
  `${writer} writes to ${writes}, ${reader} reads from ${reads}`;
