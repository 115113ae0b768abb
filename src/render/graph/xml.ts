import { printable } from '../terminal/printable.ts';

/** Text for XML, in an element or a quoted attribute. What XML 1.0 cannot hold is spelt out. */
export const escapeXml = (text: string): string =>
  printable(text)
    .replaceAll(/[\ufffe\uffff]/g, (found) => `\\u{${found.charCodeAt(0).toString(16)}}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
