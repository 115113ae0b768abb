import { counted } from '../model/counted.ts';
import type { YamlReader } from '../yaml/reader.ts';
import {
  callsOf,
  LIMITS,
  REDIS_COMMANDS,
  type RedisCall,
  type RedisCommand,
  type Topology,
} from './topology.ts';
import { durationMs } from './topology-values.ts';

/** Parsers for the Redis parts of a topology file. Each throws a LabError (usage) with the place. */

const SEVERAL: readonly RedisCommand[] = ['mget', 'mset', 'del'];
const KEY = /^[A-Za-z0-9_][A-Za-z0-9_:.-]{0,99}$/;
const EXAMPLE = 'for example redis: get cart';
const SECTION = 'for example redis: { latency: 20ms }';

/** "get cart", "mget cart stock" */
export function redisQuestion(
  yaml: YamlReader,
  node: unknown,
): Pick<RedisCall, 'command' | 'keys'> {
  const value = yaml.scalar(node);
  const [typed = '', ...keys] = typeof value === 'string' ? value.trim().split(/\s+/) : [];
  // A key without a value is read as the key itself.
  if (typed === '' || (typed === 'redis' && keys.length === 0))
    throw yaml.fail(node, 'redis must be a command and its keys', EXAMPLE);
  const command = REDIS_COMMANDS.find((known) => known === typed.toLowerCase());
  if (command === undefined)
    throw yaml.unknown(node, 'Redis command', typed.toLowerCase(), REDIS_COMMANDS);
  throwUnlessKeys(yaml, node, command, keys);
  return { command, keys };
}

function throwUnlessKeys(
  yaml: YamlReader,
  node: unknown,
  command: RedisCommand,
  keys: readonly string[],
): void {
  const takes = SEVERAL.includes(command) ? LIMITS.keys : 1;
  const [first] = keys;
  if (first === undefined)
    throw yaml.fail(node, `${command} needs a key`, `for example redis: ${command} cart`);
  if (keys.length > takes)
    throw yaml.fail(
      node,
      `${command} has ${counted(keys.length, 'key')}; at most ${takes} are allowed`,
      tooManyHint(command, first),
    );
  const odd = keys.find((key) => !KEY.test(key));
  if (odd !== undefined)
    throw yaml.fail(
      node,
      `invalid Redis key "${odd}"`,
      'use up to 100 letters, digits and _ : . -, such as cart:7',
    );
}

function tooManyHint(command: RedisCommand, first: string): string {
  if (command === 'set') return `write redis: set ${first}; the service chooses the value`;
  return command === 'get' ? 'use mget for several keys' : 'make them two calls';
}

/**
 * The Redis that these services call.
 *
 * @param node the section `redis` with its latency; undefined where it is absent
 */
export function redisOf(
  yaml: YamlReader,
  node: unknown,
  services: Topology['services'],
): Topology['redis'] {
  const roundTripMs = node === undefined ? 0 : distanceOf(yaml, node);
  const calls = services.flatMap(({ endpoints }) => endpoints.flatMap(callsOf));
  if (calls.some(({ kind }) => kind === 'redis')) return { roundTripMs };
  // A call that could not be read may be the one that uses it.
  if (node === undefined || yaml.problems.length > 0) return undefined;
  throw yaml.fail(
    node,
    'redis is configured, but no call uses it',
    'add a call such as redis: get cart to an endpoint, or remove this section',
  );
}

function distanceOf(yaml: YamlReader, node: unknown): number {
  if (!yaml.isMap(node)) throw yaml.fail(node, 'redis must be a map with the key latency', SECTION);
  const latency = yaml.fields(node, 'redis', ['latency']).get('latency');
  if (latency === undefined) return 0;
  if (yaml.isMap(latency))
    throw yaml.fail(latency, 'the latency of Redis must be a single duration', SECTION);
  return durationMs(yaml, latency, 'latency', SECTION, LONGEST);
}

const LONGEST = {
  ms: LIMITS.redisLatencyMs,
  why: 'a request with several Redis calls would time out',
};
