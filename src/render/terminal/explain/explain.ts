import { closest } from '../../../base/closest.ts';
import { tsvRows } from '../../tsv.ts';
import { paint, type Screen } from '../screen.ts';
import { wrapWords } from '../wrap.ts';
import { FINDINGS } from './findings.ts';
import { PRODUCTION } from './production.ts';
import type { Term } from './term.ts';
import { TRACING } from './tracing.ts';

export const TERMS: readonly Term[] = [...FINDINGS, ...TRACING, ...PRODUCTION];

const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]/g, '');

const namesOf = ({ name, also = [] }: Term): string[] =>
  [name, ...also].flatMap((one) => [plain(one), plain(`${one}s`)]);

/** The term of that name, in any case, with or without spaces and hyphens, in the plural too. */
export const termNamed = (typed: string): Term | undefined =>
  TERMS.find((term) => namesOf(term).includes(plain(typed)));

/** The term that may have been meant. */
export function closestTerm(typed: string): string | undefined {
  const near = closest(plain(typed), TERMS.flatMap(namesOf));
  return near === undefined ? undefined : termNamed(near)?.name;
}

/** A term in five lines, with its drawing. */
export function renderTerm(term: Term, screen: Screen): string {
  const { name, lines, drawing = [] } = term;
  if (screen.format === 'tsv') return termRows([term]);
  const { bold, dim } = paint(screen);
  // Signs that have no ASCII form would be worse than no drawing.
  const drawn = screen.unicode ? drawing.map((line) => `  ${dim(line)}`) : [];
  const text = lines.flatMap((line) => wrapWords(line, screen.columns));
  return [bold(name), '', ...text, ...(drawn.length > 0 ? ['', ...drawn] : [])]
    .map((line) => `${line}\n`)
    .join('');
}

/** The names of all terms, on as few lines as they need. */
export function renderTerms(screen: Screen): string {
  if (screen.format === 'tsv') return termRows(TERMS);
  const lines = wrapWords(
    TERMS.map(({ name }) => name.replaceAll(' ', NO_BREAK)).join(', '),
    screen.columns,
  );
  return lines.map((line) => `${line.replaceAll(NO_BREAK, ' ')}\n`).join('');
}

const NO_BREAK = '\u00a0';

const termRows = (terms: readonly Term[]): string =>
  tsvRows(
    'term',
    'name text',
    terms.map(({ name, lines }) => ({ name, text: lines.join(' ') })),
  );
