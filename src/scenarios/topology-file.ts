import { EXIT, LabError } from '../base/errors.ts';
import { type Entry, type Fields, YamlReader } from '../yaml/reader.ts';
import { checkTopology } from './topology-checks.ts';
import {
  type Call,
  callsOf,
  type Endpoint,
  endpointText,
  LIMITS,
  type Step,
  type Topology,
  type TopologyRequest,
  type TopologyService,
} from './topology.ts';
import {
  endpointName,
  latencyOf,
  methodAndPath,
  nameOf,
  serviceName,
  shareOf,
  weightOf,
} from './topology-values.ts';

const MOST_SHOWN = 10;
const HINT = 'docs/topology.md describes the format';
const INSTANTLY = { kind: 'fixed', ms: 0 } as const;

/**
 * A topology of its YAML text.
 *
 * @param file named in errors
 * @param name of the scenario, where the text gives none
 * @throws LabError (usage): the one thing wrong, or up to ten, each with line, column and what to write instead
 */
export function parseTopology(text: string, file: string, name: string): Topology {
  const yaml = new YamlReader(text, file, HINT);
  if (yaml.root === null)
    throw yaml.failAt(0, 'the file is empty', `jaeger-lab scenario new writes one to start from`);
  const reader = new TopologyReader(yaml);
  const topology = yaml.attempt(() => reader.topology(name));
  // Without what could not be read, a call of it would seem to lead nowhere.
  if (topology && reader.hasAllNames) checkTopology(topology, yaml, reader.places);
  throwIfAny(yaml.problems, file);
  if (topology === undefined) throw new TypeError('nothing was read and nothing was wrong');
  return topology;
}

function throwIfAny(problems: readonly LabError[], file: string): void {
  const [only, ...others] = problems;
  if (only === undefined) return;
  if (others.length === 0) throw only;
  const shown = problems.slice(0, MOST_SHOWN).map(({ message, hint }) => `${message} (${hint})`);
  const left = problems.length - shown.length;
  throw new LabError(`${file} has ${problems.length} mistakes`, {
    evidence: left > 0 ? [...shown, `and ${left} more`] : shown,
    hint: HINT,
    exitCode: EXIT.usage,
  });
}

class TopologyReader {
  readonly places = new Map<object, unknown>();
  /** Whether no service and no endpoint was left out. */
  hasAllNames = true;
  readonly #yaml: YamlReader;

  constructor(yaml: YamlReader) {
    this.#yaml = yaml;
  }

  topology(otherwise: string): Topology {
    const yaml = this.#yaml;
    const fields = yaml.fields(yaml.root, 'the file', ['name', 'about', 'services', 'requests']);
    const text = (key: string): string | undefined =>
      fields.has(key) ? yaml.attempt(() => yaml.text(yaml.root, fields, key)) : undefined;
    const given = text('name');
    const name =
      given === undefined
        ? otherwise
        : yaml.attempt(() => nameOf(yaml, fields.get('name'), 'a scenario', given));
    const services = this.#section(fields.get('services'), 'services', LIMITS.services, (entry) =>
      this.#service(entry),
    );
    const requests = this.#section(fields.get('requests'), 'requests', LIMITS.requests, (entry) =>
      this.#request(entry),
    );
    return { name: name ?? otherwise, about: text('about') ?? '', services, requests };
  }

  /** A map with something in it, each entry read by itself. */
  #section<Value>(
    node: unknown,
    what: keyof typeof EXAMPLES,
    most: number,
    read: (entry: Entry) => Value | undefined,
  ): Value[] {
    const yaml = this.#yaml;
    const all = yaml.attempt(() => {
      if (node === undefined)
        throw yaml.fail(
          yaml.root,
          `${what} is missing: ${PURPOSE[what]}`,
          `for example ${EXAMPLES[what]}`,
        );
      const entries = yaml.entries(node, what);
      if (entries.length === 0)
        throw yaml.fail(node, `there are no ${what}`, `for example ${EXAMPLES[what]}`);
      return entries;
    });
    const tooMuch = all?.[most];
    if (tooMuch)
      yaml.note(
        yaml.fail(
          tooMuch.key,
          `there are ${all.length} ${what}, of at most ${most}`,
          `leave out ${all.length - most}`,
        ),
      );
    const values = (all ?? [])
      .slice(0, most)
      .flatMap((entry) => yaml.attempt(() => read(entry)) ?? []);
    if (what !== 'requests' && values.length < (all?.length ?? 1)) this.hasAllNames = false;
    return values;
  }

  #service({ name: typed, key, value }: Entry): TopologyService {
    const yaml = this.#yaml;
    const name = yaml.attempt(() => serviceName(yaml, key, typed)) ?? typed;
    const endpoints = this.#section(value, 'endpoints', LIMITS.endpoints, (entry) =>
      this.#endpoint(name, entry),
    );
    const known = new Set<string>();
    for (const endpoint of endpoints) {
      // Express takes no notice of case.
      const same = endpointText(endpoint).toLowerCase();
      if (known.has(same))
        yaml.note(
          yaml.fail(
            this.places.get(endpoint),
            `${name} has ${endpoint.method} ${endpoint.path} twice`,
            'rename one: upper and lower case are the same in a path',
          ),
        );
      known.add(same);
    }
    return { name, endpoints };
  }

  #endpoint(service: string, { name, key, value }: Entry): Endpoint | undefined {
    const yaml = this.#yaml;
    const where = yaml.attempt(() => methodAndPath(yaml, key, name));
    // Nothing but a name: it answers at once.
    const isBare = value === key;
    const fields = isBare
      ? new Map<string, unknown>()
      : yaml.fields(value, `the endpoint ${name}`, ['latency', 'errors', 'calls']);
    const of = <Value>(part: string, read: (node: unknown) => Value): Value | undefined =>
      fields.has(part) ? yaml.attempt(() => read(fields.get(part))) : undefined;
    const latency = of('latency', (node) => latencyOf(yaml, node)) ?? INSTANTLY;
    const errors = of('errors', (node) => shareOf(yaml, node, 'errors')) ?? 0;
    const steps = of('calls', (node) => this.#steps(node)) ?? [];
    if (where === undefined) return undefined;
    const endpoint: Endpoint = { service, ...where, latency, errors, steps };
    this.places.set(endpoint, key);
    return endpoint;
  }

  #steps(node: unknown): Step[] {
    const yaml = this.#yaml;
    const items = yaml.list(node, 'calls');
    const steps = items.flatMap((item) => yaml.attempt(() => this.#step(item)) ?? []);
    const { length } = callsOf({ steps });
    if (length > LIMITS.calls)
      throw yaml.fail(
        node,
        `an endpoint has ${length} calls, of at most ${LIMITS.calls}`,
        'write the same call once, with times',
      );
    return steps;
  }

  #step(item: unknown): Step {
    const yaml = this.#yaml;
    if (!yaml.isMap(item)) return single(this.#call(item, NO_FIELDS));
    const fields = yaml.fields(item, 'a call', CALL_KEYS);
    if (!fields.has('parallel')) return single(this.#call(item, fields));
    const calls = yaml.list(fields.get('parallel'), 'parallel');
    if (calls.length === 0 || fields.size > 1)
      throw yaml.fail(item, 'parallel is a list of calls, with nothing beside it', PARALLEL);
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
    throw yaml.fail(item, 'parallel stands within parallel', PARALLEL);
  }

  /** Calls of another kind, to a store that is no service, would be told from these by their key. */
  #call(item: unknown, fields: Fields): Call {
    const yaml = this.#yaml;
    const node = yaml.isMap(item) ? fields.get('call') : item;
    if (node === undefined) {
      const [stranger] = yaml
        .entries(item, 'a call')
        .filter(({ name }) => !CALL_KEYS.includes(name));
      throw stranger
        ? yaml.unknown(stranger.key, 'key', stranger.name, CALL_KEYS)
        : yaml.fail(item, 'call is missing', 'for example call: cart GET /items');
    }
    const times = fields.get('times');
    const call: Call = {
      ...endpointName(yaml, node, 'call'),
      times: times === undefined ? 1 : yaml.count(times, 'times', 1, LIMITS.times),
    };
    this.places.set(call, node);
    return call;
  }

  #request({ name: typed, key, value }: Entry): TopologyRequest {
    const yaml = this.#yaml;
    const isMap = yaml.isMap(value);
    const fields = isMap ? yaml.fields(value, 'a request', ['to', 'weight']) : undefined;
    const node = fields === undefined ? value : fields.get('to');
    if (node === undefined)
      throw yaml.fail(key, 'to is missing', 'for example to: shop GET /products');
    const request: TopologyRequest = {
      name: nameOf(yaml, key, 'a request', typed),
      ...endpointName(yaml, node, 'to'),
      weight: fields === undefined ? 1 : weightOf(yaml, fields),
    };
    this.places.set(request, node);
    return request;
  }
}

const single = (call: Call): Step => ({ parallel: false, calls: [call] });
const CALL_KEYS = ['call', 'times', 'parallel'];
const NO_FIELDS: Fields = new Map();
const PARALLEL = 'for example parallel: [cart GET /items, stock GET /level]';
const PURPOSE = {
  services: 'nothing would be started',
  endpoints: 'nothing could be asked',
  requests: 'nothing says where load enters',
} as const;
const EXAMPLES = {
  services: 'services: { shop: { GET /products: { latency: 20ms } } }',
  endpoints: 'shop: { GET /products: { latency: 20ms } }',
  requests: 'requests: { browse: shop GET /products }',
} as const;
