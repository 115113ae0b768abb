/** ESC [ … (colours, cursor), and ESC ] … and its kin (titles, links, clipboard), with their one-byte forms. */
const SEQUENCES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u0090\u0098\u009c-\u009f]*(?:\u0007|\u001b\\|\u009c)/g;

const LINE_BREAKS_AND_TABS = /[\t-\r\u0085\u2028\u2029]+/g;

/** Everything else that is not seen, or changes how what follows is seen; but what joins emoji and letters stays. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** As most texts are: then there is nothing to do. */
const PLAIN = /^[ -~]*$/;
const LONGEST_LOOKED_AT = 200;

/**
 * Text from outside as one line that a terminal can only show, not obey. Escape sequences go, line breaks and tabs
 * become a space, and what is left of control characters, direction overrides, other invisible characters and
 * broken surrogates is spelt out: `\u{202e}`.
 */
export function printable(text: string): string {
  if (text.length <= LONGEST_LOOKED_AT && PLAIN.test(text)) return text;
  return text
    .replaceAll(SEQUENCES, '')
    .replaceAll(LINE_BREAKS_AND_TABS, ' ')
    .replaceAll(INVISIBLE, (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`);
}
