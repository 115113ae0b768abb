import { counted } from '../model/counted.ts';
import { EXIT, LabError } from '../base/errors.ts';
import { type Entry, YamlReader } from '../yaml/reader.ts';
import { CallReader } from './topology-calls.ts';
import { checkTopology } from './topology-checks.ts';
import { redisOf } from './topology-redis.ts';
import {
  type Endpoint,
  endpointText,
  LIMITS,
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
const START = 'write an example file: jaeger-lab scenario new shop';
const HINT = 'docs/topology.md describes the format';
const INSTANTLY = { kind: 'fixed', ms: 0 } as const;

/**
 * Parses a topology from its YAML text.
 *
 * @param file named in errors
 * @param name of the scenario, where the text has no name
 * @throws LabError (usage) with up to ten mistakes, each with line, column and a correction
 */
export function parseTopology(text: string, file: string, name: string): Topology {
  const yaml = new YamlReader(text, file, HINT);
  if (yaml.root === null) throw yaml.failAt(0, 'the file is empty', START);
  const reader = new TopologyReader(yaml);
  const topology = yaml.attempt(() => reader.topology(name));
  // A call to an endpoint that could not be read would be reported as unknown.
  if (topology && reader.hasAllNames) checkTopology(topology, yaml, reader.places);
  throwIfAny(yaml.problems, file);
  if (topology === undefined) throw new TypeError('no topology was read, and no mistake was found');
  return topology;
}

function throwIfAny(problems: readonly LabError[], file: string): void {
  const [only, ...others] = problems;
  if (only === undefined) return;
  if (others.length === 0) throw only;
  const shown = problems.slice(0, MOST_SHOWN).map(({ message, hint }) => `${message} (${hint})`);
  const left = problems.length - shown.length;
  throw new LabError(`${file} has ${counted(problems.length, 'mistake')}`, {
    evidence: left > 0 ? [...shown, `and ${left} more`] : shown,
    hint: HINT,
    exitCode: EXIT.usage,
  });
}

class TopologyReader {
  readonly places = new Map<object, unknown>();
  /** Whether every service and every endpoint was read. */
  hasAllNames = true;
  readonly #yaml: YamlReader;
  readonly #calls: CallReader;

  constructor(yaml: YamlReader) {
    this.#yaml = yaml;
    this.#calls = new CallReader(yaml, this.places);
  }

  topology(otherwise: string): Topology {
    const yaml = this.#yaml;
    const fields = yaml.fields(yaml.root, 'the file', KEYS, { example: START });
    const text = (key: keyof typeof TEXTS): string | undefined =>
      fields.has(key)
        ? yaml.attempt(() => yaml.text(yaml.root, fields, key, TEXTS[key]))
        : undefined;
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
    const redis = yaml.attempt(() => redisOf(yaml, fields.get('redis'), services));
    return {
      name: name ?? otherwise,
      about: text('about') ?? '',
      services,
      requests,
      ...(redis && { redis }),
    };
  }

  /** A non-empty map, each entry read separately. */
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
      const entries = yaml.entries(node, what, `for example ${EXAMPLES[what]}`);
      if (entries.length === 0)
        throw yaml.fail(node, `${what} is empty`, `for example ${EXAMPLES[what]}`);
      return entries;
    });
    const tooMuch = all?.[most];
    if (tooMuch)
      yaml.note(
        yaml.fail(
          tooMuch.key,
          `${all.length} ${what}; at most ${most} are allowed`,
          `remove ${all.length - most}`,
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
      // Express ignores case.
      const same = endpointText(endpoint).toLowerCase();
      if (known.has(same))
        yaml.note(
          yaml.fail(
            this.places.get(endpoint),
            `duplicate endpoint ${endpoint.method} ${endpoint.path} of ${name}`,
            'rename one of them; paths are not case-sensitive',
          ),
        );
      known.add(same);
    }
    const told = JSON.stringify(endpoints).length;
    if (told > LIMITS.told)
      yaml.note(
        yaml.fail(
          key,
          `the description of ${name} takes ${kilobytes(told)}; at most ${kilobytes(LIMITS.told)} are allowed`,
          'move some of its endpoints to another service',
        ),
      );
    return { name, endpoints };
  }

  #endpoint(service: string, { name, key, value }: Entry): Endpoint | undefined {
    const yaml = this.#yaml;
    const where = yaml.attempt(() => methodAndPath(yaml, key, name));
    // Only a name: it answers at once.
    const isBare = value === key;
    const fields = isBare
      ? new Map<string, unknown>()
      : yaml.fields(value, `the endpoint ${name}`, ENDPOINT_KEYS, AT_AN_ENDPOINT);
    const of = <Value>(part: string, read: (node: unknown) => Value): Value | undefined =>
      fields.has(part) ? yaml.attempt(() => read(fields.get(part))) : undefined;
    const latency = of('latency', (node) => latencyOf(yaml, node)) ?? INSTANTLY;
    const errors = of('errors', (node) => shareOf(yaml, node, 'errors')) ?? 0;
    const steps = of('calls', (node) => this.#calls.steps(node)) ?? [];
    if (where === undefined) return undefined;
    const endpoint: Endpoint = { service, ...where, latency, errors, steps };
    this.places.set(endpoint, key);
    return endpoint;
  }

  #request({ name: typed, key, value }: Entry): TopologyRequest {
    const yaml = this.#yaml;
    const isMap = yaml.isMap(value);
    const fields = isMap
      ? yaml.fields(value, 'a request', REQUEST_KEYS, { elsewhere: ASKED_BY_CALLS })
      : undefined;
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

const kilobytes = (characters: number): string => `${Math.ceil(characters / 1024)} KB`;

const KEYS = ['name', 'about', 'redis', 'services', 'requests'];
const ENDPOINT_KEYS = ['latency', 'errors', 'calls'];
const REQUEST_KEYS = ['to', 'weight'];
const ASKED_BY_CALLS = { redis: 'put Redis calls into calls: [redis: get cart]' };
const AT_AN_ENDPOINT = {
  elsewhere: ASKED_BY_CALLS,
  example: 'for example GET /products: { latency: 20ms }',
};
const TEXTS = { name: 'shop', about: 'a shop that asks its stock' } as const;
const PURPOSE = {
  services: 'it lists the services to start',
  endpoints: 'a service needs at least one, such as GET /items',
  requests: 'it lists the requests that load sends',
} as const;
const EXAMPLES = {
  services: 'services: { shop: { GET /products: { latency: 20ms } } }',
  endpoints: 'shop: { GET /products: { latency: 20ms } }',
  requests: 'requests: { browse: shop GET /products }',
} as const;
