import type { Attributes, AttributeValue } from './trace.ts';

/** A value as text; lists and maps as their JSON, which is all that older Jaegers keep of them. */
export function attributeText(value: AttributeValue): string {
  if (typeof value !== 'object') return String(value);
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? inner.toString() : inner,
  );
}

/** The value of the first holder that has the key, as text. What every object has, such as `constructor`, is not one. */
export function valueIn(holders: readonly Attributes[], key: string): string | undefined {
  const value = holders.find((one) => Object.hasOwn(one, key))?.[key];
  return value === undefined ? undefined : attributeText(value);
}
