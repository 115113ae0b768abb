/**
 * Takes what names one thing only (a number, an id, a date) out of names, paths and queries, so that the calls of one
 * operation are one row.
 *
 * @see docs/definitions.md#operation
 */

/** What stands in a path for a segment that was taken out; in other texts it is `?`. */
export const FOLDED = '{}';

const IDS: readonly RegExp[] = [
  /^\d+$/,
  /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  /^(?=(?:\D*\d){3})[0-9a-f]{8,}$/i,
  /^(?=(?:\D*\d){3})(?=.*[a-z])[a-z0-9_-]{16,}$/i,
  /^[a-z]+[-_]\d{3,}$/i,
];
/** `v1`, `v1.2`, `1.1`, and addresses such as 10.0.0.1. */
const VERSION = /^v?\d+(\.\d+)+$|^v\d+$/i;

const isId = (text: string): boolean => IDS.some((id) => id.test(text));

function foldSegment(segment: string): string {
  if (VERSION.test(segment) || segment.includes(':')) return segment;
  if (isId(segment)) return FOLDED;
  if (!segment.includes('.')) return segment;
  return segment
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? FOLDED : part))
    .join('.');
}

/** More are not worth keeping: what has so many names is not what an instrumentation writes. */
const MOST_KEPT = 4096;

/** The same function, which remembers what it made of a text: 100,000 spans have few different ones. */
function remembering(fold: (text: string) => string): (text: string) => string {
  const kept = new Map<string, string>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const folded = fold(text);
    if (kept.size < MOST_KEPT) kept.set(text, folded);
    return folded;
  };
}

/** A path without its query: `/users/17/cart?all` becomes `/users/{}/cart`. */
export const foldPath = remembering((path) =>
  path
    .replace(/[?#].*$/s, '')
    .split('/')
    .map(foldSegment)
    .join('/'),
);

/** `oteldemo.ProductCatalogService/ListProducts`: the name of a procedure, never of a thing. */
const PROCEDURE = /^[a-z_$][\w.$]*\/[a-z_]\w*$/i;
const URL_START = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
const HOST_AND_PORT = /^[a-z0-9.-]+:\d+$/i;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const LONG_HEX = /\b[0-9a-f]{16,}\b/gi;
/** Alone: those of `step2` are part of a name. */
const NUMBER = /(?<![a-z0-9])\d+(?![a-z0-9])/gi;

function foldWord(word: string): string {
  if (PROCEDURE.test(word) || VERSION.test(word) || HOST_AND_PORT.test(word)) return word;
  const [host] = URL_START.exec(word) ?? [];
  if (host !== undefined) return host + foldPath(word.slice(host.length));
  if (word.includes('/')) return word.startsWith('HTTP/') ? word : foldPath(word);
  return word.replaceAll(UUID, '?').replaceAll(LONG_HEX, '?').replaceAll(NUMBER, '?');
}

/** A name without its literals, word by word: `GET /users/17` becomes `GET /users/{}`, `job 42` becomes `job ?`. */
export const foldName = remembering((name) =>
  /\d/.test(name) ? name.split(' ').map(foldWord).join(' ') : name,
);

/**
 * Stores in whose queries double quotes enclose a text, and a backslash takes the meaning from the quote behind it. In
 * standard SQL they enclose the name of a column.
 */
const DOUBLE_QUOTED: ReadonlySet<string> = new Set([
  ...['mysql', 'mariadb', 'singlestore', 'memsql', 'hive', 'spark', 'bigquery', 'gcp.bigquery'],
  ...['spanner', 'gcp.spanner', 'neo4j', 'arangodb', 'cosmosdb', 'azure.cosmosdb', 'couchbase'],
  ...['mongodb', 'couchdb', 'elasticsearch', 'opensearch'],
]);

const STANDARD_TEXT = /"(?:[^"]|"")*"|'(?:[^']|'')*'/g;
// One that was cut off ends with the query: else each quote in it would be tried as its beginning.
const ESCAPED_TEXT = /("(?:[^"\\]|\\(?:.|$)|"")*(?:"|$))(\s*:)?|'(?:[^'\\]|\\(?:.|$)|'')*(?:'|$)/gs;
/** `{"find":"users"`: what a command of MongoDB is about, no key of a thing. */
const COMMAND_START =
  /^\s*\{\s*"(?:find|aggregate|insert|update|delete|findAndModify|count|distinct)"\s*:\s*"[^"]*"/;

const withoutStandardTexts = (query: string): string =>
  query.replaceAll(STANDARD_TEXT, (text) => (text.startsWith('"') ? text : '?'));

/** Names of fields stay: `{"user":"u17"}` becomes `{"user":?}`. */
function withoutEscapedTexts(query: string): string {
  const [start = ''] = COMMAND_START.exec(query) ?? [];
  const rest = query.slice(start.length);
  return (
    start +
    rest.replaceAll(ESCAPED_TEXT, (text, _double, colon?: string) =>
      colon === undefined ? '?' : text,
    )
  );
}

/**
 * SQL, and what is written like it: texts and numbers go, lists of them become one.
 *
 * @param store as `db.system.name` says
 */
export const foldQuery = (query: string, store = ''): string =>
  withoutTexts(query, DOUBLE_QUOTED.has(store))
    .replaceAll(/(?<![\w$])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?\b/gi, '?')
    .replaceAll(/\$\d+/g, '?')
    .replaceAll(/\?(?:\s*,\s*\?)+/g, '?')
    .replaceAll(/\s+/g, ' ')
    .trim();

const withoutTexts = (query: string, areDoubleQuoted: boolean): string =>
  areDoubleQuoted ? withoutEscapedTexts(query) : withoutStandardTexts(query);

/** A key of parts: `user:100:cart`, `{shop}:9f8e7d6c5b4a`. */
const foldKey = (word: string): string =>
  word
    .split(':')
    .map((part) => (isId(part) ? '?' : part))
    .join(':');

const foldStatementOf = (store: string): ((name: string) => string) =>
  remembering((name) =>
    foldQuery(name.includes(':') ? name.split(' ').map(foldKey).join(' ') : name, store),
  );

const foldStandardStatement = foldStatementOf('');
const foldDoubleQuoted = foldStatementOf('mysql');

/**
 * The name of a span of a database, in which some instrumentations write the whole statement or the key: `GET user:100`
 * becomes `GET user:?`. Digits in the name of a table stay.
 *
 * @param store as for `foldQuery`
 */
export const foldStatement = (name: string, store: string): string =>
  DOUBLE_QUOTED.has(store) ? foldDoubleQuoted(name) : foldStandardStatement(name);
