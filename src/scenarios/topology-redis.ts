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

/** What a topology's file says of Redis. Each throws a LabError (usage) with its place. */

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
  // Of a key without a value, the key is what is read.
  if (typed === '' || (typed === 'redis' && keys.length === 0))
    throw yaml.fail(node, 'redis must name a command and what it asks for', EXAMPLE);
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
      `${command} has ${keys.length} keys, of at most ${takes}`,
      tooManyHint(command, first),
    );
  const odd = keys.find((key) => !KEY.test(key));
  if (odd !== undefined)
    throw yaml.fail(
      node,
      `"${odd}" cannot be a key`,
      'use up to 100 letters, digits and _ : . -, such as cart:7',
    );
}

function tooManyHint(command: RedisCommand, first: string): string {
  if (command === 'set') return `write redis: set ${first}; the value is the service’s`;
  return command === 'get' ? 'mget asks for several' : 'make them two calls';
}

/**
 * The Redis that the calls of these services ask.
 *
 * @param node the section `redis`, which says how far away it is; undefined where there is none
 */
export function redisOf(
  yaml: YamlReader,
  node: unknown,
  services: Topology['services'],
): Topology['redis'] {
  const roundTripMs = node === undefined ? 0 : distanceOf(yaml, node);
  const calls = services.flatMap(({ endpoints }) => endpoints.flatMap(callsOf));
  if (calls.some(({ kind }) => kind === 'redis')) return { roundTripMs };
  // Beside other mistakes it may be one of them that nobody asks.
  if (node === undefined || yaml.problems.length > 0) return undefined;
  throw yaml.fail(
    node,
    'redis is described here, and no call asks it',
    'add a call such as redis: get cart to an endpoint, or leave this out',
  );
}

function distanceOf(yaml: YamlReader, node: unknown): number {
  if (!yaml.isMap(node))
    throw yaml.fail(node, 'redis must be keys with values: how far away it is', SECTION);
  const latency = yaml.fields(node, 'redis', ['latency']).get('latency');
  if (latency === undefined) return 0;
  if (yaml.isMap(latency))
    throw yaml.fail(latency, 'the latency of Redis is the same for all: one time', SECTION);
  return durationMs(yaml, latency, 'latency', SECTION, LONGEST);
}

const LONGEST = {
  ms: LIMITS.redisLatencyMs,
  why: 'a request that asks it several times would not end in time',
};
