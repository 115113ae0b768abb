import type { Screen } from './screen.ts';
import { table } from './table.ts';
import { megabytes } from './words.ts';

interface ImageShown {
  readonly name: string;
  readonly bytes?: number | undefined;
  readonly architecture?: string | undefined;
}

/** For a person: a table. For a pipe: name, bytes and architecture, both empty for an image that is not there. */
export function renderImages(images: readonly ImageShown[], screen: Screen): string {
  const forPipe = screen.format === 'tsv';
  const size = (bytes: number | undefined): string => {
    if (forPipe) return String(bytes ?? '');
    return bytes === undefined ? 'not on this engine' : megabytes(bytes);
  };
  return table(
    [{ title: 'image', cutTo: 24 }, { title: 'size', align: 'right' }, { title: 'for' }],
    images.map(({ name, bytes, architecture = '' }) => [name, size(bytes), architecture]),
    screen,
  );
}
