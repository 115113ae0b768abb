/** Keys of the lists that lead to a span, in every format. */
const LISTS = ['data', 'batches', 'resourceSpans', 'scopeSpans', 'spans'] as const;

type Node = Readonly<Record<string, unknown>>;
type Fails = (document: unknown) => boolean;

/**
 * Where in a document the mistake is: "data[0].spans[3]". Each list on the way is tried with one of its entries at a time.
 *
 * @param fails whether reading a document fails
 * @returns "" where the document as a whole is wrong
 */
export function pathOfMistake(document: unknown, fails: Fails): string {
  const list = Array.isArray(document) ? '' : listIn(document);
  if (list === undefined) return '';
  const holder = document as Node;
  const entries = (list === '' ? document : holder[list]) as readonly unknown[];
  const around = (entry: unknown): unknown =>
    list === '' ? [entry] : { ...holder, [list]: [entry] };
  const at = entries.findIndex((entry) => fails(around(entry)));
  if (at < 0) return '';
  const below = pathOfMistake(entries[at], (inner) => fails(around(inner)));
  return `${list}[${at}]${below === '' || below.startsWith('[') ? below : `.${below}`}`;
}

function listIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return LISTS.find((key) => Array.isArray((value as Node)[key]));
}

/** Beyond this, looking for the place takes too long. */
const MOST_CHARACTERS = 16 * 2 ** 20;

/** Line and column of the first mistake in a text that is not JSON, each from 1: "3:17"; "" where it is too long. */
export function placeInText(text: string): string {
  if (text.length > MOST_CHARACTERS) return '';
  // Up to the mistake every beginning is only incomplete. JSON.parse itself does not always name a position.
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isCutOff(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const before = text.slice(0, good);
  const lines = before.split('\n');
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** Whether more text could make JSON of it, or it is JSON. */
export function isCutOff(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (thrown) {
    const { message } = thrown as SyntaxError;
    const [, position = '-1'] = /position (\d+)/.exec(message) ?? [];
    return Number(position) >= beginning.length || /end of JSON input|Unterminated/.test(message);
  }
}
