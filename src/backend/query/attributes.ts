import type { KeyValue } from '../../otlp/types.ts';
import type { SpanView } from './span-view.ts';

/** API v3 has no field for warnings: Jaeger 2 puts them into an attribute. */
export const WARNINGS_KEY = '@jaeger@warnings';

/** In the order of their keys; the list itself where it is in order. */
export function byKey(attributes: readonly KeyValue[]): readonly KeyValue[] {
  const isSorted = attributes.every(
    ({ key }, i) => i === 0 || (attributes[i - 1]?.key ?? '') <= key,
  );
  return isSorted
    ? attributes
    : attributes.toSorted((a, b) => Number(a.key > b.key) - Number(a.key < b.key));
}

/** Attributes of the resource in order, with the name that Jaeger gives a service that has none. */
export function attributesOfResource({ resource, service }: SpanView): readonly KeyValue[] {
  const { attributes } = resource;
  const isNamed = attributes.some(({ key, value }) => key === 'service.name' && value === service);
  if (isNamed) return byKey(attributes);
  const others = attributes.filter(({ key }) => key !== 'service.name');
  return byKey([...others, { key: 'service.name', value: service }]);
}
