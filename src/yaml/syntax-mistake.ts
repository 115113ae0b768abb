import { type Document, isCollection, isScalar, type Node, visit } from 'yaml';

/** A syntax error in a YAML text. */
export interface SyntaxMistake {
  /** The place in the text. */
  readonly offset: number;
  readonly reason: string;
  /** Undefined where there is no specific hint. */
  readonly hint: string | undefined;
}

/** The first error that the parser found. */
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

/** The parser reports where it stopped, often the end of the file; the unclosed quote or bracket is earlier. */
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

/** For a wrongly indented line the parser may report the end of the previous one. */
const pastLineBreak = (text: string, offset: number): number =>
  offset + (/^[\r\n]+(?=.)/.exec(text.slice(offset, offset + 100))?.[0].length ?? 0);

const isEnclosed = (node: Node): boolean =>
  isCollection(node)
    ? node.flow === true
    : isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE');

/** The parser's message without the position, which is printed separately, and without advice for programmers. */
const reasonIn = (message: string): string =>
  message
    .split('\n')[0]
    ?.replace(/ at line \d+.*/, '')
    .replace(/; please use .*/, '') ?? '';

/** Hints by the parser's error code and, where one code covers several mistakes, by its message. */
const HINTS: readonly (readonly [code: string, message: RegExp, hint: string])[] = [
  ['TAB_AS_INDENT', /./, 'indent with spaces'],
  ['MULTIPLE_DOCS', /./, 'keep only the part before the second ---'],
  ['MISSING_CHAR', /closing ['"]quote/, 'close it with the same quote that opens it'],
  ['MISSING_CHAR', /end with a/, 'close every { with } and every [ with ]'],
  [
    'BAD_INDENT',
    /end with a/,
    'close every { with } and every [ with ], and indent their contents',
  ],
  ['MISSING_CHAR', /Missing ,/, 'separate the entries within { } or [ ] with commas'],
  ['MISSING_CHAR', /map values|Missing space/, 'write key: value, with a colon and a space'],
  ['MULTILINE_IMPLICIT_KEY', /./, 'write key: value, with a colon and a space, on one line'],
  ['BLOCK_AS_IMPLICIT_KEY', /./, 'use one colon per line; put text with a colon in quotes'],
  ['BAD_INDENT', /./, 'indent entries of the same level equally'],
  ['BLOCK_IN_FLOW', /./, 'within { } and [ ] write { key: value } and [a, b], without hyphens'],
  ['BAD_SCALAR_START', /./, 'put the text in quotes'],
  ['BAD_DQ_ESCAPE', /./, 'use single quotes, in which a backslash is a plain character'],
  ['TAG_RESOLVE_FAILED', /./, 'remove the word that starts with !'],
  ['UNEXPECTED_TOKEN', /./, 'put text with special characters in quotes'],
  ['IMPOSSIBLE', /./, 'put text that starts with { or [ in quotes'],
];
