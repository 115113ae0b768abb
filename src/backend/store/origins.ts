import { createHash } from 'node:crypto';
import type { AnyValue, Resource, Scope } from '../../otlp/types.ts';
import { decodeResource, decodeScope } from '../../otlp/decode.ts';
import type { NamedService, ServiceNames } from './service-names.ts';

/** A resource and a scope that stored spans were sent under. Encoded, a byte per character: the smallest to keep. */
export interface Origin {
  readonly id: number;
  readonly key: string;
  readonly resource: string;
  readonly scope: string;
  readonly service: NamedService;
  /** Bytes that it is counted as. */
  readonly cost: number;
  /** The spans that have it, and the callers about to add one. */
  users: number;
}

/** What the objects around the two strings take, roughly. */
const COST = 400;

/** From this length on a digest stands for the content. */
const LONG = 512;

/** A message as it is kept, and what stands for it in a key. */
interface Encoded {
  readonly text: string;
  readonly key: string;
}

/** A resource that spans are about to be stored under; several scopes may share it. */
export interface EncodedResource extends Encoded {
  readonly bytes: Buffer;
  service?: string;
}

function encodedOf(bytes: Buffer): Encoded {
  const text = bytes.toString('latin1');
  const key = bytes.length < LONG ? text : createHash('sha256').update(bytes).digest('base64');
  return { text, key };
}

export const encodedResource = (bytes: Buffer): EncodedResource => ({
  ...encodedOf(bytes),
  bytes,
});

/** Each resource and scope once, as long as a stored span has them. */
export class Origins {
  readonly #names: ServiceNames;
  readonly #byKey = new Map<string, Origin>();
  readonly #byId: (Origin | undefined)[] = [];
  readonly #freeIds: number[] = [];
  bytes = 0;

  constructor(names: ServiceNames) {
    this.#names = names;
  }

  /** Finds or makes one. It is forgotten when as many have dropped it as took it. */
  take(resource: EncodedResource, scopeBytes: Buffer): Origin {
    const scope = encodedOf(scopeBytes);
    const key = `${resource.key.length} ${resource.key}${scope.key}`;
    const known = this.#byKey.get(key);
    if (known) {
      known.users += 1;
      return known;
    }
    const id = this.#freeIds.pop() ?? this.#byId.length;
    resource.service ??= serviceOf(decodeResource(resource.bytes));
    const service = this.#names.takeService(resource.service);
    const cost = COST + 2 * key.length + resource.text.length + scope.text.length;
    const origin = {
      ...{ id, key, service, cost, users: 1 },
      ...{ resource: resource.text, scope: scope.text },
    };
    this.#byKey.set(key, origin);
    this.#byId[id] = origin;
    this.bytes += cost;
    return origin;
  }

  byId(id: number): Origin {
    const origin = this.#byId[id];
    if (!origin) throw new Error(`there is no origin ${id}`);
    return origin;
  }

  drop(origin: Origin): void {
    origin.users -= 1;
    if (origin.users > 0) return;
    this.#byKey.delete(origin.key);
    this.#byId[origin.id] = undefined;
    this.#freeIds.push(origin.id);
    this.bytes -= origin.cost;
    this.#names.dropService(origin.service);
  }
}

export const resourceOf = (origin: Origin): Resource =>
  decodeResource(Buffer.from(origin.resource, 'latin1'));

export const scopeOf = (origin: Origin): Scope => decodeScope(Buffer.from(origin.scope, 'latin1'));

/** The words are those of Jaeger 2.20. */
function serviceOf({ attributes }: Resource): string {
  const named = attributes.find(({ key }) => key === 'service.name');
  if (!named) return 'missing-service-name';
  return isName(named.value) ? named.value : 'empty-service-name';
}

const isName = (value: AnyValue): value is string => typeof value === 'string' && value !== '';
