import { text } from 'node:stream/consumers';

// job-summary.ts TITLE < ANSWER: prints any answer of the program as Markdown, for the summary of a job in CI.

/** A summary is read at a glance; the whole answer is among the artefacts. */
const MOST_ROWS = 20;

type Row = ReadonlyMap<string, string>;

const [title = ''] = process.argv.slice(2);
process.stdout.write(summaryOf(title, await text(process.stdin)));

function summaryOf(heading: string, answer: string): string {
  let document: unknown;
  try {
    document = JSON.parse(answer);
  } catch {
    const lines = answer.trimEnd().split('\n').slice(-MOST_ROWS);
    return `## ${heading}\n\n${lines.map((line) => `    ${line}\n`).join('')}`;
  }
  const tables = new Map<string, Row[]>();
  const facts = rowOf(document, tables);
  const all = [...facts].map(
    ([name, value]) =>
      new Map([
        ['', name],
        [' ', value],
      ]),
  );
  const more = [...tables].map(([name, rows]) => {
    const left = rows.length - MOST_ROWS;
    const rest = left > 0 ? `\n${left} more in the answer\n` : '';
    return `\n### ${name}\n\n${tableOf(rows.slice(0, MOST_ROWS))}${rest}`;
  });
  return `## ${heading}\n\n${tableOf(all)}${more.join('')}`;
}

/** The values of a document by the path of their names; its lists of objects go into `tables`. */
function rowOf(value: unknown, tables: Map<string, Row[]>, path = ''): Row {
  if (Array.isArray(value) && value.some((one) => typeof one === 'object')) {
    tables.set(
      path,
      value.map((one) => rowOf(one, new Map())),
    );
    return new Map();
  }
  if (Array.isArray(value)) return new Map(value.length > 0 ? [[path, value.join(', ')]] : []);
  if (typeof value === 'number') return new Map([[path, String(Number(value.toFixed(4)))]]);
  if (typeof value !== 'object' || value === null) return new Map([[path, String(value)]]);
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => [
      ...rowOf(inner, tables, path === '' ? name : `${path}.${name}`),
    ]),
  );
}

function tableOf(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const lines = [
    columns,
    columns.map(() => '---'),
    ...rows.map((row) => columns.map((name) => cell(row.get(name) ?? ''))),
  ].map((cells) => `| ${cells.join(' | ')} |\n`);
  return lines.join('');
}

/** The answer quotes names from spans, which must not become markup. */
function cell(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_|[\]]/g, '\\$&')
    .replaceAll(/\s*\n\s*/g, '<br>');
}
