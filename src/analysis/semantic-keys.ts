/**
 * Attribute keys by what they say: those of today first, then those of older instrumentations, then OpenTracing's. They
 * mean the same, so that a span answers alike with any of them.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/
 * @see https://github.com/opentracing/specification/blob/master/semantic_conventions.md
 */
export const CALLED_SERVICE = ['service.peer.name', 'peer.service'];

export const STORE = ['db.system.name', 'db.system', 'db.type'];
export const STORE_NAMESPACE = ['db.namespace', 'db.name', 'db.instance'];
export const STORE_OPERATION = ['db.operation.name', 'db.operation'];
export const QUERY = ['db.query.text', 'db.statement'];

export const BROKER = ['messaging.system'];
export const TOPIC = [
  'messaging.destination.name',
  'messaging.destination',
  'message_bus.destination',
];

export const RPC_SYSTEM = ['rpc.system.name', 'rpc.system'];

export const HTTP_METHOD = ['http.request.method', 'http.method'];
export const FULL_URL = ['url.full', 'http.url'];
export const URL_PATH = ['url.path', 'http.target'];
export const RESENT = ['http.request.resend_count', 'http.resend_count'];

export const ADDRESS = ['server.address', 'net.peer.name', 'peer.hostname', 'net.peer.ip'];
export const PORT = ['server.port', 'net.peer.port', 'peer.port'];

/** What a server says of itself. */
export const SERVER_ADDRESS = ['server.address', 'net.host.name'];
export const SERVER_PORT = ['server.port', 'net.host.port'];
