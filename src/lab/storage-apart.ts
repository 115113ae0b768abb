import { type StorageSetting, storageSetting } from '../runtime/storage-setting.ts';
import type { Deployment } from './deployment.ts';

/** A component that writes spans where another one does not look for them. */
export interface StorageApart {
  readonly writer: string;
  readonly writes: string;
  readonly reader: string;
  readonly reads: string;
  /** The one of the two that does not use the storage that the lab was made with. */
  readonly odd: string;
  readonly set: StorageSetting['set'];
}

/**
 * Whether collector (or ingester) and query of a lab use different storages. Each of them runs and is healthy then.
 *
 * @param settings the environment of each component
 * @returns undefined where they share one
 */
export function storageApart(
  { production, storage }: Pick<Deployment, 'production' | 'storage'>,
  settings: ReadonlyMap<string, Readonly<Record<string, string>>>,
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
      const odd = writer.kind === storage ? reader : writer;
      return {
        ...{
          writer: writer.name,
          writes: words(writer),
          reader: reader.name,
          reads: words(reader),
        },
        ...{ odd: odd.name, set: odd.set },
      };
    }
  return undefined;
}

const ROLE = /^(?:collector|ingester|query)(?:-\d+)?$/;

/** A storage without an address is inside its process: two of them are never the same. */
const isSame = (one: StorageSetting, other: StorageSetting): boolean =>
  one.kind === other.kind && one.address !== undefined && one.address === other.address;

const words = ({ kind, address }: StorageSetting): string =>
  address === undefined ? `${kind} of its own` : `${kind} at ${address}`;

/** "collector writes to elasticsearch at http://elasticsearch:9200, query reads from memory of its own" */
export const apartText = ({ writer, writes, reader, reads }: StorageApart): string =>
  `${writer} writes to ${writes}, ${reader} reads from ${reads}`;
