import type { Span } from '../model/trace.ts';
import { attributeOf } from './attribute-of.ts';
import type { DependencyNode } from './dependency-graph.ts';

/**
 * The callee of a client or producer span, as far as its attributes name it: the first that is there decides, those of today
 * before those of older instrumentations.
 *
 * @see docs/definitions.md#dependencies
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/service/
 */
export function namedPeer(span: Span): DependencyNode | undefined {
  for (const [type, first, second = [], by = ''] of SAYS) {
    const name = attributeOf(span, first);
    if (name === undefined) continue;
    const more = attributeOf(span, second);
    const node = {
      type: type ?? typeOf(span),
      name: more === undefined ? name : `${name}${by}${more}`,
    };
    if (!isItself(node, span)) return node;
  }
  const name = addressOf(span);
  return name === undefined ? undefined : { type: typeOf(span), name };
}

/** A database may be called like the service before it; a service that names itself is not a callee. */
const isItself = ({ type, name }: DependencyNode, { resource }: Span): boolean =>
  type === 'virtual' && name === resource.service;

type Keys = readonly string[];

/** In order: the type that it makes, the keys of a name, the keys of what is added to it, and by which sign. */
const SAYS: readonly (readonly [
  type: DependencyNode['type'] | undefined,
  first: Keys,
  second?: Keys,
  by?: string,
])[] = [
  [undefined, ['service.peer.name', 'peer.service']],
  ['database', ['db.system.name'], ['db.namespace'], '/'],
  ['messaging', ['messaging.system'], ['messaging.destination.name', 'messaging.destination'], ' '],
  [undefined, ['rpc.system', 'rpc.system.name'], ['rpc.service'], ' '],
];

export const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i;
const DEFAULT_PORTS: ReadonlySet<string> = new Set([
  '80',
  '443',
  '3306',
  '5432',
  '6379',
  '9092',
  '27017',
]);

/** A loopback address says least, and its port only how the lab was started: it comes last and without. */
function addressOf(span: Span): string | undefined {
  const address = attributeOf(span, ['server.address']);
  const port = attributeOf(span, ['server.port']);
  const url = hostOf(attributeOf(span, ['url.full', 'http.url']));
  const legacy = attributeOf(span, ['net.peer.name']);
  const hosts = [
    address === undefined ? undefined : shown(address, port),
    url && shown(...url),
    legacy === undefined ? undefined : shown(legacy, undefined),
  ].filter((host) => host !== undefined);
  const away = hosts.find((host) => !LOOPBACK.test(host));
  return away ?? attributeOf(span, ['db.system']) ?? hosts[0];
}

const shown = (host: string, port: string | undefined): string =>
  port === undefined || DEFAULT_PORTS.has(port) || LOOPBACK.test(host) ? host : `${host}:${port}`;

function typeOf({ kind, attributes }: Span): DependencyNode['type'] {
  if ('db.system.name' in attributes || 'db.system' in attributes) return 'database';
  return kind === 'producer' || 'messaging.system' in attributes ? 'messaging' : 'virtual';
}

function hostOf(url: string | undefined): [host: string, port: string | undefined] | undefined {
  const [, host, port] =
    /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]+)(?::(\d+))?/i.exec(url ?? '') ?? [];
  return host === undefined ? undefined : [host, port];
}
