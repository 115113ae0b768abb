import { valueIn } from './attribute-text.ts';
import type { Span } from './trace.ts';

/** Values as text, by key; `*` stands for any value. */
export type WantedAttributes = Readonly<Record<string, string>>;

const ANY = '*';

/** "http.route=/a", and of one that may have any value the key. */
export const wantedTexts = (wanted: WantedAttributes = {}): string[] =>
  Object.entries(wanted).map(([key, value]) => (value === ANY ? key : `${key}=${value}`));

/** Each attribute that the span and its resource lack or have with another value, as "http.route is /a, not /b". */
export function attributeFaults(
  { attributes, resource }: Pick<Span, 'attributes' | 'resource'>,
  wanted: WantedAttributes = {},
): string[] {
  return Object.entries(wanted).flatMap(([key, value]) => {
    const found = valueIn([attributes, resource.attributes], key);
    if (found === undefined) return [`no ${key}`];
    return value === ANY || found === value ? [] : [`${key} is ${found}, not ${value}`];
  });
}
