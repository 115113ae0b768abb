import { duration } from '../duration.ts';
import { type Screen, paint } from '../screen.ts';
import { tsvRows } from '../../tsv.ts';
import { type Column, table } from '../table.ts';

/** What became of the requests of one name; times of the good ones, from the intended start. */
export interface RequestsShown {
  readonly name: string;
  readonly sent: number;
  readonly failed: number;
  readonly response: { readonly p50Us?: number | undefined; readonly p95Us?: number | undefined };
}

const COLUMNS: readonly Column[] = [
  { title: '' },
  { title: 'request', cutTo: 8 },
  { title: 'sent', align: 'right' },
  { title: 'failed', align: 'right' },
  { title: 'p50', align: 'right' },
  { title: 'p95', align: 'right' },
];

/** A table of the kinds of request that were sent; nothing where there is one kind only. */
export function renderRequests(requests: readonly RequestsShown[], screen: Screen): string {
  if (requests.length === 0) return '';
  const { red } = paint(screen);
  const rows = requests.map(({ name, sent, failed, response: { p50Us, p95Us } }) => [
    '',
    name,
    String(sent),
    failed > 0 ? { text: String(failed), style: red } : '0',
    duration(p50Us),
    duration(p95Us),
  ]);
  return table(COLUMNS, rows, screen);
}

export const requestRows = (requests: readonly RequestsShown[]): string =>
  tsvRows(
    'request',
    'name sent failed p50Us p95Us',
    requests.map(({ response: { p50Us, p95Us }, ...request }) => ({ ...request, p50Us, p95Us })),
  );
