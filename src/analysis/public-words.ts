/**
 * Keys of the semantic conventions, which say nothing about who uses them. Exact ones: behind `http.request.header.` or
 * `k8s.pod.label.` stands a name that a user chose.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/
 */
export const PUBLIC_KEYS: ReadonlySet<string> = new Set(
  [
    'client.address client.port container.id container.image.name container.name deployment.environment',
    'cloud.account.id cloud.availability_zone cloud.platform cloud.provider cloud.region code.function code.function.name',
    'code.file.path code.filepath code.line.number code.lineno code.namespace db.collection.name db.connection_string',
    'db.instance db.name db.namespace db.operation db.operation.batch.size db.operation.name db.query.summary db.query.text',
    'db.response.status_code db.sql.table db.statement db.system db.system.name db.type db.user',
    'deployment.environment.name grpc.status_code message_bus.destination',
    'enduser.id error error.kind error.message error.msg error.object error.type event.name exception.escaped',
    'exception.message exception.stacktrace exception.type faas.name graphql.operation.name graphql.operation.type',
    'host.arch host.id host.ip host.name http.client_ip http.flavor http.host http.method http.request.body.size',
    'http.request.method http.request.method_original http.request.resend_count http.request_content_length',
    'http.resend_count http.response.body.size http.response.status_code http.response_content_length http.route',
    'http.scheme http.server_name http.status_code http.status_text http.target http.url http.user_agent',
    'k8s.cluster.name k8s.container.name k8s.deployment.name k8s.namespace.name k8s.node.name k8s.pod.name k8s.pod.uid',
    'lab.fault message message.id message.type messaging.batch.message_count messaging.consumer.group.name',
    'messaging.destination messaging.destination.name messaging.kafka.consumer.group messaging.message.id',
    'messaging.operation messaging.operation.name messaging.operation.type messaging.system net.host.ip net.host.name',
    'net.host.port net.peer.ip net.peer.name net.peer.port net.protocol.name net.protocol.version net.sock.peer.addr',
    'net.sock.peer.port net.transport network.local.address network.local.port network.peer.address network.peer.port',
    'network.protocol.name network.protocol.version network.transport network.type os.description os.name os.type',
    'os.version otel.library.name otel.library.version otel.scope.name otel.scope.version otel.status_code',
    'otel.status_description peer.address peer.hostname peer.port peer.service process.command process.command_args',
    'process.executable.name process.executable.path process.owner process.pid process.runtime.description',
    'process.runtime.name process.runtime.version rpc.grpc.status_code rpc.method rpc.response.status_code rpc.service',
    'rpc.system rpc.system.name server.address server.port service.instance.id service.name service.namespace',
    'service.peer.name service.version session.id span.kind stack telemetry.distro.name telemetry.sdk.language',
    'telemetry.sdk.name telemetry.sdk.version thread.id thread.name url.full url.path url.query url.scheme url.template',
    'user.id user_agent.original',
  ].flatMap((line) => line.split(' ')),
);

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const METHODS = words('GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT QUERY _OTHER');
const RPC_SYSTEMS = words(
  'grpc connect_rpc connectrpc apache_dubbo dubbo java_rmi jsonrpc onc_rpc',
);
const DATABASES = words(
  'cassandra clickhouse cockroachdb couchbase couchdb dynamodb aws.dynamodb elasticsearch h2 hbase influxdb keydb ' +
    'mariadb memcached microsoft.sql_server mongodb mssql mysql neo4j opensearch oracle oracle.db other_sql postgresql ' +
    'redis spanner gcp.spanner sqlite valkey',
);
const OPERATIONS = words(
  'select insert update delete find aggregate count get set del mget mset hget hset hgetall incr decr expire exists lpush ' +
    'rpush lpop rpop lrange sadd smembers zadd zrange publish subscribe ping multi exec pipeline batch eval',
);
const STATUS = /^[1-5]\d\d$/;
const GRPC = words(
  'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED ' +
    'RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS ' +
    'UNAUTHENTICATED 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16',
);

const isIn =
  (list: ReadonlySet<string>) =>
  (text: string): boolean =>
    list.has(text);
const isOperation = (text: string): boolean => OPERATIONS.has(text.toLowerCase());
const isStatus = (text: string): boolean => STATUS.test(text);
const isCount = (text: string): boolean => /^\d{1,6}$/.test(text);

/** Which texts of a key come from a public list. The analyses need them: whether a call had its answer, what is called. */
const PUBLIC_VALUES: Readonly<Record<string, (text: string) => boolean>> = {
  'db.operation.batch.size': isCount,
  'db.operation.name': isOperation,
  'db.operation': isOperation,
  'db.system': isIn(DATABASES),
  'db.system.name': isIn(DATABASES),
  'db.type': (text) => text === 'sql' || DATABASES.has(text),
  'error.type': (text) => isStatus(text) || text === '_OTHER',
  'grpc.status_code': isIn(GRPC),
  'http.method': isIn(METHODS),
  'http.request.method': isIn(METHODS),
  'http.request.resend_count': isCount,
  'http.resend_count': isCount,
  'http.response.status_code': isStatus,
  'http.status_code': isStatus,
  'messaging.system': isIn(
    words(
      'activemq aws_sqs aws.sns kafka jms nats pulsar rabbitmq rocketmq servicebus eventhubs gcp_pubsub',
    ),
  ),
  'network.protocol.version': (text) => /^[1-3](?:\.[01])?$/.test(text),
  'net.peer.port': isCount,
  'peer.port': isCount,
  'rpc.grpc.status_code': isIn(GRPC),
  'rpc.response.status_code': isIn(GRPC),
  'rpc.system': isIn(RPC_SYSTEMS),
  'rpc.system.name': isIn(RPC_SYSTEMS),
  'server.port': isCount,
  'telemetry.sdk.language': isIn(
    words('cpp dotnet erlang go java nodejs php python ruby rust swift webjs'),
  ),
};

export const isPublicValue = (key: string, text: string): boolean =>
  Object.hasOwn(PUBLIC_VALUES, key) && PUBLIC_VALUES[key]?.(text) === true;
