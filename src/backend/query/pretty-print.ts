import type { Answer } from './send.ts';

/** Reading is for people, who read little: what is larger comes as it is. */
const LARGEST_CHARACTERS = 4_000_000;

/** With `prettyPrint`, JSON in lines, as Jaeger's legacy API does. */
export function prettyPrinted(answer: Answer, query: URLSearchParams): Answer {
  const wish = query.get('prettyPrint') ?? '';
  if (wish === '' || wish === 'false' || answer.contentType !== 'application/json') return answer;
  const { body } = answer;
  if (body instanceof Uint8Array) return { ...answer, body: inLines(Buffer.from(body).toString()) };
  const pieces: string[] = [];
  let length = 0;
  const rest = body[Symbol.iterator]();
  for (let next = rest.next(); next.done !== true; next = rest.next()) {
    pieces.push(next.value);
    length += next.value.length;
    if (length > LARGEST_CHARACTERS) return { ...answer, body: both(pieces, rest) };
  }
  return { ...answer, body: inLines(pieces.join('')) };
}

const inLines = (text: string): Uint8Array =>
  Buffer.from(`${JSON.stringify(JSON.parse(text), undefined, 4)}\n`);

function* both(pieces: readonly string[], rest: Iterator<string>): Iterable<string> {
  yield* pieces;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
}
