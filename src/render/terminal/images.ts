import { tsvRows } from '../tsv.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import { megabytes } from './words.ts';

interface ImageShown {
  readonly name: string;
  readonly bytes?: number | undefined;
  readonly architecture?: string | undefined;
}

/** Images of an engine; those that it does not have are without a size. */
export function renderImages(images: readonly ImageShown[], screen: Screen): string {
  if (screen.format === 'tsv')
    return tsvRows(
      'image',
      'name bytes architecture',
      images.map(({ name, bytes, architecture }) => ({ name, bytes, architecture })),
    );
  const size = (bytes: number | undefined): string =>
    bytes === undefined ? 'not on this engine' : megabytes(bytes);
  return table(
    [{ title: 'image', cutTo: 24 }, { title: 'size', align: 'right' }, { title: 'for' }],
    images.map(({ name, bytes, architecture = '' }) => [name, size(bytes), architecture]),
    screen,
  );
}
