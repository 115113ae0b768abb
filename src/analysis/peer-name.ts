import type { Span } from '../model/trace.ts';
import type { DependencyNode } from './dependency-graph.ts';

/**
 * Whom a client or producer span called, as far as it says so itself. The first attribute that is there decides, those
 * of today before those of older instrumentations; a span that says nothing leaves only its name.
 *
 * @see docs/definitions.md#dependencies
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/service/
 */
export function peerOf(span: Span): DependencyNode {
  for (const [type, first, second = [], by = ''] of SAYS) {
    const name = said(span, first);
    if (name === undefined) continue;
    const more = said(span, second);
    return { type: type ?? typeOf(span), name: more === undefined ? name : `${name}${by}${more}` };
  }
  const host = hostOf(said(span, ['url.full', 'http.url']));
  const legacy = said(span, ['net.peer.name', 'db.system']);
  return { type: typeOf(span), name: host ?? legacy ?? span.name };
}

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
  [undefined, ['server.address'], ['server.port'], ':'],
];

/** The first of the keys that says something. */
function said({ attributes }: Span, keys: Keys): string | undefined {
  for (const key of keys) {
    const value = attributes[key];
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && text !== '') return text;
  }
  return undefined;
}

function typeOf({ kind, attributes }: Span): DependencyNode['type'] {
  if ('db.system.name' in attributes || 'db.system' in attributes) return 'database';
  return kind === 'producer' || 'messaging.system' in attributes ? 'messaging' : 'virtual';
}

function hostOf(url: string | undefined): string | undefined {
  const [, host] = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(url ?? '') ?? [];
  return host;
}
