import { attributeText } from '../model/attribute-text.ts';
import type { Resource } from '../model/trace.ts';

const KEYS = new WeakMap<Resource, string>();

/** Equal for equal resources: some Jaegers repeat the resource for each span. */
export function resourceKey(resource: Resource): string {
  const known = KEYS.get(resource);
  if (known !== undefined) return known;
  const attributes = Object.entries(resource.attributes).flatMap(([key, value]) => [
    key,
    attributeText(value),
  ]);
  const key = JSON.stringify([resource.service, ...attributes]);
  KEYS.set(resource, key);
  return key;
}

/** Whether two spans were recorded by one process, and so by one clock. */
export const isSameResource = (a: Resource, b: Resource): boolean =>
  a === b || (a.service === b.service && resourceKey(a) === resourceKey(b));
