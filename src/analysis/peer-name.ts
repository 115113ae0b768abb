import type { Span } from '../model/trace.ts';
import { attributeOf } from './attribute-of.ts';
import type { DependencyNode } from './dependency-graph.ts';
import {
  ADDRESS,
  BROKER,
  CALLED_SERVICE,
  FULL_URL,
  PORT,
  RPC_SYSTEM,
  SERVER_ADDRESS,
  SERVER_PORT,
  STORE,
  TOPIC,
} from './semantic-keys.ts';

/**
 * The callee of a client or producer span, as far as its attributes name it: the first that is there decides, in
 * the names of any convention.
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
  const name = rpcOf(span) ?? addressOf(span);
  return name === undefined ? undefined : { type: typeOf(span), name };
}

/** A database may be called like the service before it; a service that names itself is not a callee. */
const isItself = ({ type, name }: DependencyNode, { resource }: Span): boolean =>
  type === 'virtual' && name === resource.service;

type Keys = readonly string[];

/** An older `db.name` is not added: it often has what one client calls the database. */
const NAMESPACE = ['db.namespace'];

/** In order: the type that it makes, the keys of a name, the keys of what is added to it, and by which sign. */
const SAYS: readonly (readonly [
  type: DependencyNode['type'] | undefined,
  first: Keys,
  second?: Keys,
  by?: string,
])[] = [
  [undefined, CALLED_SERVICE],
  ['database', STORE, NAMESPACE, '/'],
  ['messaging', BROKER, TOPIC, ' '],
];

/** The system alone, `grpc`, names no callee. Today's convention has the service before its method. */
function rpcOf(span: Span): string | undefined {
  const system = attributeOf(span, RPC_SYSTEM);
  if (system === undefined) return undefined;
  const [, ofMethod] = /^(.+)\/[^/]+$/.exec(attributeOf(span, ['rpc.method']) ?? '') ?? [];
  const service = attributeOf(span, ['rpc.service']) ?? ofMethod;
  return service === undefined ? undefined : `${system} ${service}`;
}

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
  const address = attributeOf(span, ADDRESS);
  const port = attributeOf(span, PORT);
  const url = hostOf(attributeOf(span, FULL_URL));
  const hosts = [
    address === undefined ? undefined : shown(address, port),
    url && shown(...url),
  ].filter((host) => host !== undefined);
  return hosts.find((host) => !LOOPBACK.test(host)) ?? hosts[0];
}

/** Where a server was asked, as its callers name it. */
export function addressOfServer(span: Span): string | undefined {
  const host = attributeOf(span, SERVER_ADDRESS);
  return host === undefined ? undefined : shown(host, attributeOf(span, SERVER_PORT));
}

const shown = (host: string, port: string | undefined): string =>
  port === undefined || DEFAULT_PORTS.has(port) || LOOPBACK.test(host) ? host : `${host}:${port}`;

function typeOf({ kind, attributes }: Span): DependencyNode['type'] {
  if (STORE.some((key) => key in attributes)) return 'database';
  return kind === 'producer' || BROKER.some((key) => key in attributes) ? 'messaging' : 'virtual';
}

function hostOf(url: string | undefined): [host: string, port: string | undefined] | undefined {
  const [, host, port] =
    /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]+)(?::(\d+))?/i.exec(url ?? '') ?? [];
  return host === undefined ? undefined : [host, port];
}
