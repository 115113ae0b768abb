import { type Document, isCollection, isScalar, type Node, visit } from 'yaml';

/** What makes a text no YAML. */
export interface SyntaxMistake {
  /** Where in the text. */
  readonly offset: number;
  readonly reason: string;
  /** Undefined where nothing better can be said than where the format is described. */
  readonly hint: string | undefined;
}

/** The first that the parser found. */
export function syntaxMistake(document: Document, text: string): SyntaxMistake | undefined {
  const [error] = document.errors;
  if (!error) return undefined;
  const { code, message } = error;
  const [offset] = error.pos;
  return {
    offset: NOT_CLOSED.test(message) ? openedAt(document, offset) : pastLineBreak(text, offset),
    reason: reasonIn(message),
    hint: HINTS.find(([of, saying]) => of === code && saying.test(message))?.[2],
  };
}

const NOT_CLOSED = /closing ['"]quote|end with a [\]}]/;

/** The parser says where it gave up, often at the end of the file: what is not closed there began earlier. */
function openedAt(document: Document, end: number): number {
  let offset: number | undefined;
  visit(document, {
    Node: (_, node) => {
      if (offset === undefined && isEnclosed(node) && node.range?.[1] === end)
        offset = node.range[0];
    },
  });
  return offset ?? end;
}

/** Of a line that is indented wrongly the parser may name the end of the one before. */
const pastLineBreak = (text: string, offset: number): number =>
  offset + (/^[\r\n]+(?=.)/.exec(text.slice(offset, offset + 100))?.[0].length ?? 0);

const isEnclosed = (node: Node): boolean =>
  isCollection(node)
    ? node.flow === true
    : isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE');

/** Without the place, which stands before it, and what a programmer should do. */
const reasonIn = (message: string): string =>
  message
    .split('\n')[0]
    ?.replace(/ at line \d+.*/, '')
    .replace(/; please use .*/, '') ?? '';

/** What to write instead, by the parser's code and, where one code stands for many mistakes, by its message. */
const HINTS: readonly (readonly [code: string, message: RegExp, hint: string])[] = [
  ['TAB_AS_INDENT', /./, 'indent with spaces'],
  ['MULTIPLE_DOCS', /./, 'keep what stands before the second ---'],
  ['MISSING_CHAR', /closing ['"]quote/, 'end it with the quote that it begins with'],
  ['MISSING_CHAR', /end with a/, 'close every { with } and every [ with ]'],
  [
    'BAD_INDENT',
    /end with a/,
    'close every { with } and every [ with ], and indent what is within',
  ],
  ['MISSING_CHAR', /Missing ,/, 'put a comma between what stands within { } or [ ]'],
  ['MISSING_CHAR', /map values|Missing space/, 'write key: value, with a colon and a blank'],
  ['MULTILINE_IMPLICIT_KEY', /./, 'write key: value, with a colon and a blank, in one line'],
  ['BLOCK_AS_IMPLICIT_KEY', /./, 'one colon in a line; a text with a colon goes in quotes'],
  ['BAD_INDENT', /./, 'indent what stands side by side equally far'],
  ['BLOCK_IN_FLOW', /./, 'within { } and [ ] write { key: value } and [a, b], without hyphens'],
  ['BAD_SCALAR_START', /./, 'put the text in quotes'],
  ['BAD_DQ_ESCAPE', /./, 'put it in single quotes, where a backslash is only a backslash'],
  ['TAG_RESOLVE_FAILED', /./, 'leave out the word that begins with !'],
  ['UNEXPECTED_TOKEN', /./, 'put a text with special characters in quotes'],
  ['IMPOSSIBLE', /./, 'put a text that begins with { or [ in quotes'],
];
