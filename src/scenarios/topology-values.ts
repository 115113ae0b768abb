import { parseDurationMs } from '../base/duration.ts';
import type { Entry, Fields, YamlReader } from '../yaml/reader.ts';
import {
  type EndpointName,
  type Latency,
  LIMITS,
  METHODS,
  type Method,
  REDIS_RELAY,
} from './topology.ts';

/** Parsers for the values of a topology file. Each throws a LabError (usage) with the place. */

const RESERVED = ['jaeger', 'redis', REDIS_RELAY, 'localhost'];
/** Used as a host name and as a part of a container's name. */
const LABEL = /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const PATH = /^(?:\/|(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)+)$/;
const LONGEST_PATH = 100;
/** Paths that every service has already. */
const TAKEN_PATHS = ['/healthz', '/__lab/fault', '/favicon.ico'];

/** The name of a service, a request or a topology. */
export function nameOf(yaml: YamlReader, node: unknown, what: string, name: string): string {
  if (LABEL.test(name)) return name;
  throw yaml.fail(
    node,
    `"${name}" is not a valid name of ${what}`,
    `use up to 40 lower-case letters, digits and hyphens, starting with a letter: ${labelFrom(name)}`,
  );
}

export function serviceName(yaml: YamlReader, node: unknown, name: string): string {
  if (!RESERVED.includes(name)) return nameOf(yaml, node, 'a service', name);
  throw yaml.fail(
    node,
    `the service name "${name}" is reserved for a component of the lab`,
    `rename it, e.g. ${name}-service`,
  );
}

/** A valid name close to what was typed. */
export const labelFrom = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '') || 'my-own';

/** "GET /items" */
export function methodAndPath(
  yaml: YamlReader,
  node: unknown,
  text: string,
): { method: Method; path: string } {
  const [, typed = '', path = ''] = /^(\S+)\s+(\S+)$/.exec(text.trim()) ?? [];
  if (path === '')
    throw yaml.fail(node, `"${text}" is not an endpoint`, 'write a method and a path: GET /items');
  const method = METHODS.find((known) => known === typed);
  if (method === undefined) throw yaml.unknown(node, 'method', typed, METHODS);
  if (!PATH.test(path) || path.length > LONGEST_PATH)
    throw yaml.fail(
      node,
      `invalid path "${path}"`,
      `use up to ${LONGEST_PATH} letters, digits and - . _ ~ between slashes: /items/new`,
    );
  // Express ignores case.
  if (TAKEN_PATHS.includes(path.toLowerCase()))
    throw yaml.fail(node, `${path} is reserved: every service has it`, 'choose another path');
  return { method, path };
}

/** "cart GET /items" */
export function endpointName(yaml: YamlReader, node: unknown, key: string): EndpointName {
  const text = yaml.scalar(node);
  const [, service = '', rest = ''] =
    /^(\S+)\s+(\S.*)$/.exec(typeof text === 'string' ? text.trim() : '') ?? [];
  if (service.toLowerCase() === 'redis')
    throw yaml.fail(
      node,
      'Redis is not a service: use the key redis',
      'for example calls: [redis: get cart]',
    );
  if (rest === '')
    throw yaml.fail(
      node,
      `${key} must be a service and its endpoint`,
      `for example ${key}: cart GET /items`,
    );
  return { service, ...methodAndPath(yaml, node, rest) };
}

const SHAPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['uniform', ['from', 'to']],
  ['normal', ['mean', 'deviation']],
  ['exponential', ['mean']],
]);

export function latencyOf(yaml: YamlReader, node: unknown): Latency {
  if (!yaml.isMap(node))
    return { kind: 'fixed', ms: durationMs(yaml, node, 'latency', 'for example latency: 20ms') };
  const { shape, keys } = distributionOf(yaml, node);
  const example = latencyExample(shape.name);
  if (!yaml.isMap(shape.value))
    throw yaml.fail(shape.value, `${shape.name} must be a map of keys and values`, example);
  const fields = yaml.fields(shape.value, shape.name, keys);
  const ms = (key: string): number => {
    if (!fields.has(key)) throw yaml.fail(shape.key, `${shape.name} needs ${key}`, example);
    return durationMs(yaml, fields.get(key), key, example);
  };
  if (shape.name === 'exponential') return { kind: 'exponential', meanMs: ms('mean') };
  if (shape.name === 'normal')
    return { kind: 'normal', meanMs: ms('mean'), deviationMs: ms('deviation') };
  const [fromMs, toMs] = [ms('from'), ms('to')];
  if (fromMs > toMs)
    throw yaml.fail(fields.get('to'), 'uniform: "from" is larger than "to"', 'swap from and to');
  return { kind: 'uniform', fromMs, toMs };
}

function distributionOf(
  yaml: YamlReader,
  node: unknown,
): { readonly shape: Entry; readonly keys: readonly string[] } {
  const shapes = yaml.entries(node, 'latency');
  const [shape] = shapes;
  if (shape === undefined || shapes.length > 1)
    throw yaml.fail(
      node,
      'latency must be a duration or one distribution',
      latencyExample('uniform'),
    );
  const keys = SHAPES.get(shape.name);
  if (keys === undefined) throw yaml.unknown(shape.key, 'latency', shape.name, [...SHAPES.keys()]);
  return { shape, keys };
}

const latencyExample = (shape: string): string =>
  `for example latency: { ${shape}: { ${(SHAPES.get(shape) ?? []).map((key, i) => `${key}: ${(i + 1) * 10}ms`).join(', ')} } }`;

interface Longest {
  readonly ms: number;
  readonly why: string;
}

const LONGEST: Longest = { ms: LIMITS.latencyMs, why: 'callers time out after 10s' };

/** @param longest the maximum, and the reason for it */
export function durationMs(
  yaml: YamlReader,
  node: unknown,
  key: string,
  example: string,
  longest = LONGEST,
): number {
  const value = yaml.scalar(node);
  const ms = parseDurationMs(String(value ?? ''));
  if (ms === undefined)
    throw yaml.fail(
      node,
      `${key} must be a duration with a unit`,
      meantTime(value, longest.ms) ?? example,
    );
  if (ms <= longest.ms) return ms;
  const most = `${longest.ms / 1000}s`;
  throw yaml.fail(node, `${key} is longer than ${most}: ${longest.why}`, `use at most ${most}`);
}

/** Never suggests a value that would be refused. */
function meantTime(
  value: string | number | boolean | undefined,
  longestMs: number,
): string | undefined {
  const tidy =
    typeof value === 'number'
      ? `${value}ms`
      : String(value ?? '')
          .replaceAll(/\s/g, '')
          .toLowerCase();
  const ms = parseDurationMs(tidy) ?? Infinity;
  return ms <= longestMs ? `did you mean ${tidy}?` : undefined;
}

/** A share from 0 to 1. */
export function shareOf(yaml: YamlReader, node: unknown, key: string): number {
  const value = yaml.scalar(node);
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  const meant = meantShare(String(value));
  throw yaml.fail(
    node,
    `${key} must be a share from 0 to 1`,
    meant > 0 && meant <= 1 ? `did you mean ${meant}?` : `for example ${key}: 0.05`,
  );
}

/** A value above 1 was probably meant in percent; one up to 1 that is not a number is in quotes. */
function meantShare(text: string): number {
  const [, number, percent] = /^(\d{1,3}(?:\.\d+)?)\s?(%?)$/.exec(text) ?? [];
  const value = Number(number);
  return percent === '%' || value > 1 ? value / 100 : value;
}

const LARGEST_WEIGHT = 1_000_000;

export function weightOf(yaml: YamlReader, fields: Fields): number {
  if (!fields.has('weight')) return 1;
  const node = fields.get('weight');
  const value = yaml.scalar(node);
  if (typeof value === 'number' && value > 0 && value <= LARGEST_WEIGHT) return value;
  throw yaml.fail(
    node,
    `weight must be a number above 0 and at most ${LARGEST_WEIGHT.toLocaleString('en')}`,
    'for example weight: 3, sent three times as often as weight 1; remove a request that should never be sent',
  );
}
