import { LabError } from '../base/errors.ts';
import { askCql } from './cql.ts';

/** What Cassandra holds of one Jaeger. */
export interface KeyspaceSize {
  /** Absent where they cannot be counted in time. */
  readonly spans?: number;
  /** On disk, for each table rounded up to whole MiB; what Cassandra still holds in memory is not in it. */
  readonly bytes: number;
}

const ANSWER_WITHIN_MS = 10_000;
const MIB = 1 << 20;

/**
 * Asks a Cassandra for the size of a keyspace.
 *
 * @param keyspace letters, digits and underscores
 * @throws LabError when it cannot be asked, or has no such keyspace; Interrupted
 */
export async function keyspaceSize(
  address: string,
  keyspace: string,
  signal: AbortSignal,
): Promise<KeyspaceSize> {
  const ask = (query: string): ReturnType<typeof askCql> =>
    askCql(address, query, { withinMs: ANSWER_WITHIN_MS, signal });
  const tables = await ask(
    `SELECT mebibytes FROM system_views.disk_usage WHERE keyspace_name = '${keyspace}'`,
  );
  const bytes = tables.reduce((sum, row) => sum + bigint(row.get('mebibytes')) * MIB, 0);
  const counted = await ask(`SELECT count(*) FROM ${keyspace}.traces`).catch((error: unknown) => {
    // Counting reads every span, which takes longer than it may where there are many.
    if (signal.aborted || !(error instanceof LabError) || error.message.includes('does not exist'))
      throw error;
    return [];
  });
  const spans = counted.map((row) => bigint(row.get('count')))[0];
  return { bytes, ...(spans !== undefined && { spans }) };
}

const bigint = (value: Buffer | null | undefined): number =>
  value?.length === 8 ? Number(value.readBigInt64BE()) : 0;
