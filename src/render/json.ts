/** What a terminal may obey or hide, and JSON.stringify leaves as it is: C1 controls, directions, what is not seen. */
const UNSEEN = /[\u007f-\u009f]|(?![\u200c\u200d])\p{Cf}/gu;

/** A JSON document that can be shown on a terminal; read back, it is the same. @param indent spaces for each level */
export function jsonText(value: unknown, indent = 0): string {
  return `${JSON.stringify(value, undefined, indent).replaceAll(UNSEEN, escaped)}\n`;
}

const escaped = (found: string): string =>
  Array.from({ length: found.length }, (_, at) => found.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
