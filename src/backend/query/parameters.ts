import { reasonOf } from '../../base/errors.ts';
import { badRequest } from '../http/refusal.ts';

/** A value of the query string and the name under which it was found; an empty one counts as absent, as in Go. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** The first of the names that has a value. */
export function parameterOf(
  query: URLSearchParams,
  ...names: readonly string[]
): Parameter | undefined {
  for (const name of names) {
    const value = query.get(name);
    if (value) return { name, value };
  }
  return undefined;
}

/**
 * Reads a parameter's value, if there is one.
 *
 * @param failure the sentence about a value that `read` throws at
 * @throws Refusal (400)
 */
export function readParameter<T>(
  parameter: Parameter | undefined,
  read: (value: string) => T,
  failure: (name: string, reason: string) => string,
): T | undefined {
  if (parameter === undefined) return undefined;
  try {
    return read(parameter.value);
  } catch (thrown) {
    throw badRequest(failure(parameter.name, reasonOf(thrown)));
  }
}

/** Reads a parameter of the legacy API, if it has a value. @throws Refusal (400) */
export function readLegacy<T>(
  query: URLSearchParams,
  name: string,
  read: (value: string) => T,
): T | undefined {
  const failure = (_: string, reason: string) => `unable to parse param '${name}': ${reason}`;
  return readParameter(parameterOf(query, name), read, failure);
}

/** A JSON object of strings: Jaeger takes nothing else but null, which in Go leaves a text empty. @throws Error */
export function textsIn(json: string): Map<string, string> {
  const value: unknown = JSON.parse(json);
  if (value === null) return new Map();
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new Error('it is not a JSON object');
  }
  return new Map(
    Object.entries(value).map(([key, found]: [string, unknown]) => {
      const text = found ?? '';
      if (typeof text !== 'string') throw new Error(`the value of "${key}" is not a string`);
      return [key, text];
    }),
  );
}

/** The fields that have a value; a length of time that is 0 counts as none, as in Jaeger. */
export function given<Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined && value !== 0n);
  return Object.fromEntries(entries) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}
