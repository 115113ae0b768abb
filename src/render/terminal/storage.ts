import { counted } from '../../model/counted.ts';
import { zonedTime } from '../../model/instant.ts';
import { micros } from '../../model/units.ts';
import { tsvRows } from '../tsv.ts';
import { paint, type Screen } from './screen.ts';
import { table } from './table.ts';
import { megabytes } from './words.ts';
import { hanging } from './wrap.ts';

export interface StorageShown {
  readonly kind: string;
  readonly url: string;
  /** Of its indices. */
  readonly prefix?: string | undefined;
  readonly health: string;
  readonly problem?: string | undefined;
  readonly spans?: number | undefined;
  readonly bytes: number;
  readonly bytesPerSpan?: number | undefined;
  readonly spansPerSecond?: number | undefined;
  readonly daysPerGb?: number | undefined;
  readonly indices: readonly {
    readonly name: string;
    readonly createdAt?: string | undefined;
    readonly documents?: number | undefined;
    readonly bytes: number;
    readonly health: string;
  }[];
}

/** What a storage holds, how much that takes, and how long a disk lasts. */
export function storageLines(storage: StorageShown, screen: Screen): string {
  const { dim, red } = paint(screen);
  const { kind, url, prefix, health, problem, spans, bytes, indices } = storage;
  const size = kind === 'cassandra' ? sizeOnDisk : megabytes;
  const right = { align: 'right' as const };
  const columns = [
    { title: '', cutTo: 2 },
    { title: kind === 'cassandra' ? 'keyspace' : 'index', cutTo: 12 },
    { title: 'created', cutTo: 14, givenUp: 1, between: 'T' },
    { title: 'documents', ...right, givenUp: 2 },
    { title: 'size', ...right },
    { title: 'health', givenUp: 3 },
  ];
  const lines = indices.map((index) => [
    '',
    index.name,
    index.createdAt === undefined
      ? ''
      : zonedTime(micros(Date.parse(index.createdAt) * 1000), screen),
    index.documents === undefined ? '' : `${index.documents}`,
    size(index.bytes),
    index.health,
  ]);
  const head = [
    `  storage  ${kind} at ${url}`,
    ...(prefix === undefined ? [] : [`index prefix ${prefix}`]),
    `health ${health}`,
    ...(spans === undefined ? [] : [counted(spans, 'span')]),
  ];
  return [
    hanging([...head, size(bytes), ...lasting(storage)], ', ', screen.columns),
    problem === undefined
      ? ''
      : hanging([`  ${red('problem')}`, ...problem.split(' ')], ' ', screen.columns),
    indices.length === 0 ? dim('  no index yet\n') : table(columns, lines, screen),
  ].join('');
}

/** Cassandra rounds the size of each of its tables up, and does not count what it holds in memory. */
const sizeOnDisk = (bytes: number): string =>
  bytes === 0 ? 'nothing on disk yet' : `at most ${megabytes(bytes)}`;

function lasting({ bytesPerSpan, spansPerSecond, daysPerGb }: StorageShown): string[] {
  if (bytesPerSpan === undefined) return [];
  const perSpan = `${counted(Math.round(bytesPerSpan), 'byte')} per span`;
  if (daysPerGb === undefined || spansPerSecond === undefined) return [perSpan];
  const rate = `at the ${spansPerSecond.toFixed(1)} spans/s of the latest run`;
  return [perSpan, `1 GB holds ${daysPerGb.toFixed(1)} days`, rate];
}

export const storageRows = (storage: StorageShown | undefined): string =>
  tsvRows(
    'storage',
    'kind url health problem spans bytes bytesPerSpan spansPerSecond daysPerGb prefix',
    storage
      ? [
          {
            problem: undefined,
            spans: undefined,
            bytesPerSpan: undefined,
            spansPerSecond: undefined,
            daysPerGb: undefined,
            prefix: undefined,
            ...storage,
          },
        ]
      : [],
  ) +
  tsvRows(
    'stored-index',
    'name createdAt documents bytes health',
    (storage?.indices ?? []).map(({ documents, createdAt, ...index }) => ({
      documents,
      createdAt,
      ...index,
    })),
  );
