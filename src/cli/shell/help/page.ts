/** One command's help as data, before it is laid out for a width. The build writes these down for `--help`. */
export interface HelpPage {
  readonly usage: string;
  readonly description: string;
  /** Arguments, options and commands, each group under its heading. */
  readonly groups: readonly HelpGroup[];
  /** What follows them: examples, remarks. */
  readonly after: string;
}

export interface HelpGroup {
  readonly heading: string;
  /** What is typed, and what it means. */
  readonly items: readonly (readonly [term: string, description: string])[];
}

/** With less room than this, a description stands below its term instead of beside it. */
const DESCRIPTION_COLUMNS = 40;

/** The text of a page without what follows it, no line wider than `columns` unless a single word is. */
export function layOut(page: Omit<HelpPage, 'after'>, columns: number): string {
  const groups = page.groups.filter(({ items }) => items.length > 0);
  const terms = groups.flatMap(({ items }) => items.map(([term]) => term.length));
  const termColumns = Math.max(0, ...terms);
  const beside = columns - termColumns - 4 >= DESCRIPTION_COLUMNS;
  const item = ([term, description]: HelpGroup['items'][number]): string => {
    if (description === '') return `  ${term}`;
    const first = beside ? `  ${term.padEnd(termColumns)}  ` : '      ';
    const text = wrap(first + description, columns, ' '.repeat(beside ? termColumns + 4 : 6));
    return beside ? text : `  ${term}\n${text}`;
  };
  return [
    `Usage: ${page.usage}`,
    ...(page.description === '' ? [] : [wrap(page.description, columns, '')]),
    ...groups.map(({ heading, items }) => [heading, ...items.map(item)].join('\n')),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

/**
 * Breaks each line that is wider than `columns` at its spaces, and keeps its indentation. A command, which stands below
 * what it is for, goes on after a backslash, so that both lines can be pasted.
 */
export function fit(text: string, columns: number): string {
  const lines = text.split('\n');
  const isCommand = (line: string, i: number): boolean =>
    lines[i - 1]?.startsWith(PURPOSE) === true && !line.startsWith(PURPOSE);
  const fitted = (line: string, i: number): string => {
    if (line.length <= columns) return line;
    return isCommand(line, i) ? continued(line, columns) : wrap(line, columns, indentation(line));
  };
  return lines.map(fitted).join('\n');
}

/** Goes on before an option, for which a shell needs a backslash at the end of the line before. */
function continued(command: string, columns: number): string {
  const [first = '', ...options] = command.split(/ (?=--)/);
  const lines = [first];
  for (const option of options) {
    const line = `${lines.at(-1) ?? ''} ${option}`;
    if (line.length + CONTINUED.length <= columns) lines[lines.length - 1] = line;
    else lines.push(`    ${option}`);
  }
  return lines.join(`${CONTINUED}\n`);
}

const CONTINUED = ' \\';

/** Before what a command is for, in the line above it. */
export const PURPOSE = '  # ';

/** The rest of a purpose is a comment too: a shell takes the whole of it. */
const indentation = (line: string): string =>
  line.startsWith(PURPOSE) ? PURPOSE : ' '.repeat(line.length - line.trimStart().length);

/** @param hanging stands before each line but the first */
function wrap(text: string, columns: number, hanging: string): string {
  const lines: string[] = [];
  let line = '';
  for (const [word] of text.matchAll(/\s*\S+/g)) {
    if (line.trim() === '' || line.length + word.length <= columns) line += word;
    else {
      lines.push(line);
      line = hanging + word.trimStart();
    }
  }
  return [...lines, line].join('\n');
}
