/**
 * Words that a reader has to decode, by the kind of text they stand in, each with the reason.
 *
 * `message` is a string of the program, `comment` a comment in the code, `page` a Markdown page.
 */

/** @typedef {'message' | 'comment' | 'page'} Kind */
/** @typedef {{ pattern: RegExp, why: string, kinds?: readonly Kind[] }} Word */

/** @type {readonly Word[]} */
export const WORDS = [
  {
    pattern: /\b(?:nobody|somebody|someone|whoever|whichever|whomever)\b/i,
    why: 'name the actor: the user, the caller, a process, another service',
  },
  { pattern: /\bnoughts?\b/i, why: 'write 0 or zero' },
  {
    pattern: /(?<!\bthere )\b(?:is|are|was|were) none\b/i,
    why: 'write "does not exist", "is missing" or "is not a …"',
  },
  {
    pattern:
      /(?<!\b(?:there|here|what|which) )\b(?:is|are) no (?!longer|more|less|fewer|matter)\w+/i,
    why: 'write "is not a …"',
  },
  { pattern: /\ba blank\b(?! line)/i, why: 'call the character a space' },
  { pattern: /\bexchange (?:the two|them|from|both)\b/i, why: 'write "swap"' },
  { pattern: /\bin vain\b/i, why: 'write what did not happen, and after how long' },
  { pattern: /\bknows? (?:of )?no\b/i, why: 'write "has no …" or "does not know …"' },
  { pattern: /\bfor nothing\b/i, why: 'write what has no effect' },
  { pattern: /\bno length of time\b/i, why: 'write "is not a duration"' },
  { pattern: /\bno way leads\b/i, why: 'the field says "no route to host"' },
  { pattern: /\blets nobody in\b/i, why: 'the field says "requires authentication"' },
  { pattern: /\bsends on to\b/i, why: 'the field says "redirects to"' },
  {
    pattern: /\bmay not (?:write|use|read) (?:it|there|here)\b/i,
    why: 'the field says "permission denied"',
  },
  { pattern: /\bin a circle\b/i, why: 'the field says "circular" or "a cycle"' },
  { pattern: /\bwhom\b/i, why: 'turn the sentence round: subject, verb, object' },
  { pattern: /(?:^|[.;:] )Who [^?]*(?:[.;]|$)/, why: 'name the subject instead of "who …"' },
  {
    pattern: /(?<!\bcannot[ -])\b(?:tells?|told)\b/i,
    why: 'write print, show, return, report or distinguish',
  },
  {
    pattern: /\b(?:says?|said)\b/i,
    why: 'write print, show, return or report',
    kinds: ['message'],
  },
  {
    pattern: /(?:^|[.;:] |— )what [^?]*(?:[.;]|$)/i,
    why: 'name the subject instead of "what …"',
    kinds: ['message'],
  },
];

/**
 * The words of a text that need decoding.
 *
 * @param {string} text
 * @param {Kind} kind
 * @returns {{ index: number, found: string, why: string }[]} with the place in the text
 */
export function wordsIn(text, kind) {
  return WORDS.filter(({ kinds }) => kinds?.includes(kind) ?? true).flatMap(({ pattern, why }) =>
    [...text.matchAll(new RegExp(pattern, `${pattern.flags}g`))].map(({ 0: found, index }) => ({
      index,
      found: found.trim(),
      why,
    })),
  );
}
