import type { AttributeValue } from './trace.ts';

/** A value as text; lists and maps as their JSON, which is all that older Jaegers keep of them. */
export function attributeText(value: AttributeValue): string {
  if (typeof value !== 'object') return String(value);
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? inner.toString() : inner,
  );
}
