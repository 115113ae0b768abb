const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const DOT = 0x2e;

/** Every integer of fewer digits is exact as a double. */
const EXACT_DIGITS = 15;

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/**
 * Puts quotes around the integers of a JSON text that a double may not hold, times in nanoseconds among them: OTLP
 * takes a number as well as its digits in a string.
 */
export function withExactIntegers(text: string): string {
  if (!/[[,:\s]-?\d{16}/.test(text)) return text;
  let quoted = '';
  let done = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (isDigit(code) || code === MINUS) {
      const end = endOfNumber(text, at);
      if (end - at > EXACT_DIGITS && isInteger(text, at, end)) {
        quoted += `${text.slice(done, at)}"${text.slice(at, end)}"`;
        done = end;
      }
      at = end;
    } else {
      at += 1;
    }
  }
  return quoted + text.slice(done);
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE)
    at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}

function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!isDigit(code) && code !== DOT && !/[eE+-]/.test(text.charAt(at))) return at;
  }
  return at;
}

const isInteger = (text: string, start: number, end: number): boolean =>
  /^-?[1-9]\d*$/.test(text.slice(start, end));
