import { zonedTime } from '../../model/instant.ts';
import { micros } from '../../model/units.ts';
import { tsvRows } from '../tsv.ts';
import { paint, type Screen } from './screen.ts';
import { type Cell, table } from './table.ts';
import { megabytes } from './words.ts';
import { hanging } from './wrap.ts';

interface PruneShown {
  readonly url: string;
  readonly deleted: boolean;
  readonly bytes: number;
  readonly indices: readonly {
    readonly name: string;
    readonly kind: string;
    readonly createdAt: string;
    readonly documents?: number | undefined;
    readonly bytes: number;
    readonly action: 'delete' | 'keep';
  }[];
}

/** The indices of a storage; those that are deleted stand out. */
export function renderPrune({ url, deleted, bytes, indices }: PruneShown, screen: Screen): string {
  if (screen.format === 'tsv')
    return tsvRows(
      'index',
      'name kind createdAt documents bytes action',
      indices.map(({ documents, ...index }) => ({ documents, ...index })),
    );
  const { dim, red } = paint(screen);
  const right = { align: 'right' as const };
  const columns = [
    { title: 'index', cutTo: 12 },
    { title: 'created', cutTo: 14, givenUp: 2, between: 'T' },
    { title: 'documents', ...right, givenUp: 1 },
    { title: 'size', ...right },
    { title: '' },
  ];
  const lines = indices.map(({ name, createdAt, documents, bytes: size, action }): Cell[] => {
    const isGone = action === 'delete';
    const texts = [
      name,
      zonedTime(micros(Date.parse(createdAt) * 1000), screen),
      documents === undefined ? '' : `${documents}`,
      megabytes(size),
      isGone && deleted ? 'deleted' : action,
    ];
    return texts.map((text) => ({ text, style: isGone ? red : dim }));
  });
  const old = indices.filter(({ action }) => action === 'delete').length;
  const pieces = [
    `${indices.length} ${indices.length === 1 ? 'index' : 'indices'} at ${url}`,
    old === 0
      ? 'none is old enough to delete'
      : `${old} ${deleted ? 'deleted' : 'to delete'} (${megabytes(bytes)})`,
    ...(old > 0 && !deleted ? ['a dry run: --yes deletes'] : []),
  ];
  return table(columns, lines, screen) + hanging(pieces, ' · ', screen.columns);
}
