import type { Span } from '../model/trace.ts';

/**
 * The first of the keys that says something, as text. Newest names first: older instrumentations wrote the later ones.
 */
export function attributeOf({ attributes }: Span, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = attributes[key];
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
