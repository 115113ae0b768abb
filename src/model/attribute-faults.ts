import { attributeText } from './attribute-text.ts';
import type { Span } from './trace.ts';

/** Values as text, by key; `*` stands for any value. */
export type WantedAttributes = Readonly<Record<string, string>>;

const ANY = '*';

/** Each attribute that the span and its resource lack or have with another value, as "http.route is /a, not /b". */
export function attributeFaults(
  { attributes, resource }: Pick<Span, 'attributes' | 'resource'>,
  wanted: WantedAttributes = {},
): string[] {
  return Object.entries(wanted).flatMap(([key, value]) => {
    const owner = [attributes, resource.attributes].find((one) => Object.hasOwn(one, key));
    const found = owner?.[key];
    if (found === undefined) return [`no ${key}`];
    const text = attributeText(found);
    return value === ANY || text === value ? [] : [`${key} is ${text}, not ${value}`];
  });
}
