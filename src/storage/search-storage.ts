import * as z from 'zod/mini';
import { LabError, reasonOf, throwIfInterrupted } from '../base/errors.ts';
import { DISK, RED, storageFailure } from '../base/storage-failure.ts';
import { KINDS, parseIndexName, startOf } from './index-name.ts';
import type { StoredIndex } from './prunable.ts';

/** A storage that is an Elasticsearch or an OpenSearch: what it holds of one Jaeger. */
export interface SearchStorage {
  readonly url: string;
  /** The index prefix that Jaeger is configured with, or "". */
  readonly prefix: string;
}

const ANSWER_WITHIN_MS = 15_000;

/**
 * All indices of Jaeger, by name.
 *
 * @throws LabError when the storage cannot be reached or refuses; Interrupted
 */
export async function storedIndices(
  storage: SearchStorage,
  signal: AbortSignal,
): Promise<StoredIndex[]> {
  const columns = 'h=index,health,store.size,creation.date';
  const of = patternOf(storage.prefix);
  const [listed, aliases, counts] = await Promise.all([
    ask(storage, `_cat/indices/${of}?format=json&bytes=b&${columns}`, listedIndices, signal),
    ask(storage, `${of}/_alias?expand_wildcards=open`, aliasesOf, signal),
    documentsIn(storage, of, signal),
  ]);
  return listed
    .flatMap(({ index, health, 'store.size': size, 'creation.date': created }) => {
      const name = parseIndexName(index, storage.prefix);
      if (!name) return [];
      const isWritten = Object.entries(aliases[index]?.aliases ?? {}).some(
        ([alias, { is_write_index: isTarget }]) => isTarget ?? alias.endsWith('-write'),
      );
      const bytes = Number(size ?? 0);
      const documents = counts?.get(index) ?? (counts ? 0 : undefined);
      return [{ ...name, health, bytes, createdMs: Number(created), documents, isWritten }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Jaeger stores tags as nested documents, which the list of indices counts too: only a search counts spans. */
async function documentsIn(
  storage: SearchStorage,
  of: string,
  signal: AbortSignal,
): Promise<Map<string, number> | undefined> {
  const body = { size: 0, aggs: { byIndex: { terms: { field: '_index', size: 10_000 } } } };
  const found = await ask(storage, `${of}/_search`, counted, signal, body).catch(
    (error: unknown) => {
      throwIfInterrupted(signal);
      if (error instanceof LabError) return undefined;
      throw error;
    },
  );
  const buckets = found?.aggregations?.byIndex.buckets;
  // Without a single index there is nothing to count.
  return found && new Map(buckets?.map(({ key, doc_count: n }) => [key, n]));
}

/** Spans that began in this time; milliseconds since the epoch. */
export async function spansBetween(
  storage: SearchStorage,
  fromMs: number,
  toMs: number,
  signal: AbortSignal,
): Promise<number> {
  const range = { startTimeMillis: { gte: fromMs, lte: toMs, format: 'epoch_millis' } };
  const of = patternOf(storage.prefix, ['span']);
  const answer = z.object({ count: z.int() });
  const { count } = await ask(storage, `${of}/_count`, answer, signal, { query: { range } });
  return count;
}

/** How a storage is. */
export interface StorageHealth {
  /** "green", "yellow" or "red", as it reports itself. */
  readonly health: string;
  /** Why spans are not stored or cannot be read, in one sentence; absent while nothing is wrong. */
  readonly problem?: string;
  /** What ends the problem. */
  readonly cure?: string;
}

/** A yellow one lacks only copies, which a single node cannot hold. */
export async function healthOf(
  storage: SearchStorage,
  signal: AbortSignal,
): Promise<StorageHealth> {
  const blocks = `${patternOf(storage.prefix)}/_settings/index.blocks.*?flat_settings`;
  const [{ status: health }, blocked] = await Promise.all([
    ask(storage, '_cluster/health', z.object({ status: z.string() }), signal),
    ask(storage, blocks, z.record(z.string(), z.unknown()), signal),
  ]);
  const [first] = Object.keys(blocked);
  if (health === 'red')
    return {
      health,
      problem: 'its health is red: an index has a shard that is nowhere',
      cure: RED,
    };
  if (first === undefined) return { health };
  return {
    health,
    problem: `index ${first} is read-only, mostly because the disk is nearly full: no span is stored`,
    cure: DISK,
  };
}

/** Removes indices by their full names. */
export async function removeIndices(
  storage: SearchStorage,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  // One at a time: the names of hundreds do not fit into a request line.
  for (const name of names)
    await ask(storage, encodeURIComponent(name), z.unknown(), signal, undefined, 'DELETE');
}

/** Writes a document, or replaces the one with the same id; it can be found when this resolves. */
export async function putDocument(
  storage: SearchStorage,
  { index, id, document }: { readonly index: string; readonly id: string; document: unknown },
  signal: AbortSignal,
): Promise<void> {
  const path = `${encodeURIComponent(index)}/_doc/${encodeURIComponent(id)}?refresh=true`;
  await ask(storage, path, z.unknown(), signal, document, 'PUT');
}

/** Indices of other prefixes may match as well: their names are read afterwards. */
function patternOf(prefix: string, kinds: readonly string[] = KINDS): string {
  return kinds.map((kind) => encodeURIComponent(`${startOf(prefix)}jaeger-${kind}-*`)).join(',');
}

const listedIndices = z.array(
  z.object({
    index: z.string(),
    health: z.string(),
    'store.size': z.nullish(z.string()),
    'creation.date': z.string(),
  }),
);
const aliasesOf = z.record(
  z.string(),
  z.object({
    aliases: z.record(z.string(), z.object({ is_write_index: z.optional(z.boolean()) })),
  }),
);
const counted = z.object({
  aggregations: z.optional(
    z.object({
      byIndex: z.object({
        buckets: z.array(z.object({ key: z.string(), doc_count: z.int() })),
      }),
    }),
  ),
});

async function ask<T>(
  { url }: SearchStorage,
  path: string,
  schema: z.ZodMiniType<T>,
  signal: AbortSignal,
  body?: unknown,
  method = body === undefined ? 'GET' : 'POST',
): Promise<T> {
  const { base, headers } = addressOf(url);
  const answer = await fetch(`${base}/${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
  }).catch((cause: unknown) => {
    throwIfInterrupted(signal);
    const reason = cause instanceof Error && cause.cause ? cause.cause : cause;
    throw failed(base, `cannot be reached: ${reasonOf(reason)}`);
  });
  const text = await answer.text();
  if (!answer.ok) throw refused(base, answer.status, text);
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw failed(base, `is not an Elasticsearch or OpenSearch: ${reasonOf(cause)}`);
  }
}

const failed = (
  base: string,
  why: string,
  hint = 'start it, or correct its address; in a lab: jaeger-lab repair',
): LabError => new LabError(`the storage at ${base} ${why}`, { hint });

function refused(base: string, status: number, text: string): LabError {
  if (status === 401 || (status === 403 && !text.includes('cluster_block_exception')))
    return failed(base, 'requires authentication', 'write it as http://USER:PASSWORD@HOST:9200');
  const known = storageFailure([text]);
  return failed(base, `refused: ${known?.sentence ?? `HTTP ${status}`}`, known?.hint);
}

/** Credentials go into a header: a request to a URL with credentials is refused. */
function addressOf(text: string): { base: string; headers: Record<string, string> } {
  const url = new URL(text);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  return {
    base: url.href.replace(/\/$/, ''),
    headers: {
      'content-type': 'application/json',
      ...(username !== '' && { authorization }),
    },
  };
}
