import { PAUSE } from '../turns.ts';
import type { Answer } from '../http/answer.ts';

/** Reading is for people, who read little: what is larger comes as it is. */
const LARGEST_CHARACTERS = 4_000_000;

/** With `prettyPrint`, JSON in lines, as Jaeger's legacy API does. */
export function prettyPrinted(answer: Answer, url: string): Answer {
  const isWanted = /[?&]prettyPrint=(?!false(?:&|$))[^&]/.test(url);
  if (!isWanted || answer.contentType !== 'application/json') return answer;
  const { body } = answer;
  if (body instanceof Uint8Array)
    return { ...answer, body: Buffer.from(inLines(Buffer.from(body).toString())) };
  if (Symbol.asyncIterator in body) return answer;
  return { ...answer, body: inLinesUnlessLarge(body) };
}

const inLines = (text: string): string => `${JSON.stringify(JSON.parse(text), undefined, 4)}\n`;

function* inLinesUnlessLarge(pieces: Iterable<string>): Iterable<string> {
  let text = '';
  let isLarge = false;
  for (const piece of pieces) {
    text += piece;
    isLarge ||= text.length > LARGEST_CHARACTERS;
    yield isLarge ? text : PAUSE;
    if (isLarge) text = '';
  }
  if (!isLarge) yield inLines(text);
}
