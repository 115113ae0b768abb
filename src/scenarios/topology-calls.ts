import { counted } from '../model/counted.ts';
import type { Fields, YamlReader } from '../yaml/reader.ts';
import { redisQuestion } from './topology-redis.ts';
import { type Call, callsOf, LIMITS, type Step } from './topology.ts';
import { endpointName } from './topology-values.ts';

const CALL_KEYS = ['call', 'redis', 'times', 'parallel'];
const NO_FIELDS: Fields = new Map();
const CALL = 'for example call: cart GET /items';
const CALLS = 'for example calls: [cart GET /items]';
const PARALLEL = 'for example parallel: [cart GET /items, stock GET /level]';

/** Reads `calls`, and keeps the place of each call in the file. */
export class CallReader {
  readonly #yaml: YamlReader;
  readonly #places: Map<object, unknown>;

  constructor(yaml: YamlReader, places: Map<object, unknown>) {
    this.#yaml = yaml;
    this.#places = places;
  }

  /** @throws LabError (usage) when it is not a list, or is too long; mistakes within it are recorded */
  steps(node: unknown): Step[] {
    const yaml = this.#yaml;
    const items = yaml.list(node, 'calls', CALLS);
    const steps = items.flatMap((item) => yaml.attempt(() => this.#step(item)) ?? []);
    const { length } = callsOf({ steps });
    if (length > LIMITS.calls)
      throw yaml.fail(
        node,
        `an endpoint has ${counted(length, 'call')}; at most ${LIMITS.calls} are allowed`,
        'write repeated calls once, with times',
      );
    return steps;
  }

  #step(item: unknown): Step {
    const yaml = this.#yaml;
    if (!yaml.isMap(item)) return single(this.#call(item, NO_FIELDS));
    const fields = yaml.fields(item, 'a call', CALL_KEYS);
    if (!fields.has('parallel')) return single(this.#call(item, fields));
    const calls = yaml.list(fields.get('parallel'), 'parallel', PARALLEL);
    if (calls.length === 0 || fields.size > 1)
      throw yaml.fail(
        item,
        'parallel must be a list of calls and the only key of its entry',
        PARALLEL,
      );
    return {
      parallel: true,
      calls: calls.flatMap((call) => yaml.attempt(() => this.#parallelCall(call)) ?? []),
    };
  }

  #parallelCall(item: unknown): Call {
    const yaml = this.#yaml;
    if (!yaml.isMap(item)) return this.#call(item, NO_FIELDS);
    const fields = yaml.fields(item, 'a call', CALL_KEYS);
    if (!fields.has('parallel')) return this.#call(item, fields);
    throw yaml.fail(item, 'parallel cannot contain parallel', PARALLEL);
  }

  #call(item: unknown, fields: Fields): Call {
    const yaml = this.#yaml;
    if (fields.has('call') && fields.has('redis'))
      throw yaml.fail(
        fields.get('redis'),
        'a call goes to a service or to Redis, not both',
        'split it into two calls',
      );
    const redis = fields.get('redis');
    const node = redis ?? (yaml.isMap(item) ? fields.get('call') : item);
    if (node === undefined) throw this.#nobodyIsCalled(item);
    const written = fields.get('times');
    const times = written === undefined ? 1 : yaml.count(written, 'times', 1, LIMITS.times, 3);
    const call: Call =
      redis === undefined
        ? { kind: 'service', ...endpointName(yaml, node, 'call'), times }
        : { kind: 'redis', ...redisQuestion(yaml, redis), times };
    this.#places.set(call, node);
    return call;
  }

  #nobodyIsCalled(item: unknown): Error {
    const yaml = this.#yaml;
    const [stranger] = yaml.entries(item, 'a call').filter(({ name }) => !CALL_KEYS.includes(name));
    return stranger
      ? yaml.unknown(stranger.key, 'key', stranger.name, CALL_KEYS)
      : yaml.fail(item, 'call is missing', CALL);
  }
}

const single = (call: Call): Step => ({ parallel: false, calls: [call] });
