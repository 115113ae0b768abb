import type { Databases } from './databases.ts';
import { OK, type Reply, bulk, failure } from './replies.ts';
import type { Request } from './requests.ts';

/** Attributes that a connection has set for itself. */
export interface Session {
  readonly id: number;
  readonly databases: Databases;
  database: number;
  name: Buffer | undefined;
}

interface Command {
  /** Number of arguments without the command's name. */
  readonly least: number;
  readonly most: number;
  readonly run: (args: Request, session: Session) => Reply;
}

const MANY = Infinity;
const SYNTAX = failure('ERR syntax error');
const FULL = failure("OOM command not allowed when used memory > 'maxmemory'.");

/** For an unknown command, Redis quotes its first arguments. */
const MOST_QUOTED = 128;

/** Answers one request as Redis 7 does, and refuses commands that this store does not support. */
export function answer(request: Request, session: Session): Reply {
  const [first = Buffer.alloc(0), ...args] = request;
  const name = first.toString('latin1');
  const command = COMMANDS.get(name.toLowerCase());
  if (command === undefined) return unknown(name, args);
  if (args.length < command.least || args.length > command.most) return wrongNumber(name);
  return command.run(args, session);
}

function unknown(name: string, args: Request): Reply {
  let quoted = '';
  for (const arg of args) {
    if (quoted.length >= MOST_QUOTED) break;
    quoted += `'${arg.toString('latin1', 0, MOST_QUOTED - quoted.length)}' `;
  }
  const command = name.slice(0, MOST_QUOTED);
  return failure(`ERR unknown command '${command}', with args beginning with: ${quoted}`);
}

const wrongNumber = (name: string): Reply =>
  failure(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ping: { least: 0, most: 1, run: ([text]) => text ?? { kind: 'simple', text: 'PONG' } },
    echo: { least: 1, most: 1, run: ([text]) => text },
    get: { least: 1, most: 1, run: ([key], session) => valueOf(key, session) },
    mget: {
      least: 1,
      most: MANY,
      run: (keys, session) => keys.map((key) => valueOf(key, session)),
    },
    set: { least: 2, most: MANY, run: set },
    mset: { least: 2, most: MANY, run: mset },
    del: {
      least: 1,
      most: MANY,
      run: (keys, { databases, database }) =>
        keys.filter((key) => databases.delete(database, key)).length,
    },
    exists: {
      least: 1,
      most: MANY,
      run: (keys, session) => keys.filter((key) => valueOf(key, session) !== undefined).length,
    },
    dbsize: { least: 0, most: 0, run: (_, { databases, database }) => databases.keys(database) },
    select: { least: 1, most: 1, run: select },
    client: { least: 1, most: MANY, run: client },
    command: { least: 0, most: MANY, run: command },
    hello: { least: 0, most: MANY, run: hello },
    info: { least: 0, most: MANY, run: () => bulk(INFO) },
    quit: { least: 0, most: MANY, run: () => OK },
  } satisfies Record<string, Command>),
);

const valueOf = (key: Buffer | undefined, { databases, database }: Session): Buffer | undefined =>
  key && databases.get(database, key);

/** Values do not expire here: expiry options are refused. */
function set([key, value, ...options]: Request, session: Session): Reply {
  if (key === undefined || value === undefined) return SYNTAX;
  const words = options.map((option) => option.toString('latin1').toLowerCase());
  if (words.length > 1 || !words.every((word) => word === 'nx' || word === 'xx')) return SYNTAX;
  const isThere = valueOf(key, session) !== undefined;
  if (words.includes(isThere ? 'nx' : 'xx')) return undefined;
  return session.databases.set(session.database, [[key, value]]) ? OK : FULL;
}

function mset(args: Request, { databases, database }: Session): Reply {
  if (args.length % 2 !== 0) return wrongNumber('mset');
  const entries = args.flatMap((key, i): [Buffer, Buffer][] => {
    const value = args[i + 1];
    return i % 2 === 0 && value ? [[key, value]] : [];
  });
  return databases.set(database, entries) ? OK : FULL;
}

function select([number]: Request, session: Session): Reply {
  const text = number?.toString('latin1') ?? '';
  if (!/^-?\d{1,9}$/.test(text)) return failure('ERR value is not an integer or out of range');
  if (!session.databases.has(Number(text))) return failure('ERR DB index is out of range');
  session.database = Number(text);
  return OK;
}

function client([subcommand, name]: Request, session: Session): Reply {
  const word = subcommand?.toString('latin1') ?? '';
  switch (word.toLowerCase()) {
    case 'id':
      return session.id;
    case 'getname':
      return session.name;
    case 'setinfo':
      return OK;
    case 'setname':
      if (name === undefined) return wrongNumber('client|setname');
      session.name = name.length === 0 ? undefined : name;
      return OK;
    default:
      return failure(`ERR unknown subcommand '${word.slice(0, MOST_QUOTED)}'. Try CLIENT HELP.`);
  }
}

/** Clients use it for completion; the list is empty. */
function command([subcommand]: Request): Reply {
  return subcommand?.toString('latin1').toLowerCase() === 'count' ? COMMANDS.size : [];
}

/** Version 3 of the protocol is not supported. */
function hello([version, ...more]: Request, session: Session): Reply {
  if (version !== undefined && version.toString('latin1') !== '2')
    return failure('NOPROTO unsupported protocol version');
  if (more.length > 0) return SYNTAX;
  return [
    ...[bulk('server'), bulk('redis'), bulk('version'), bulk(VERSION)],
    ...[bulk('proto'), 2, bulk('id'), session.id, bulk('mode'), bulk('standalone')],
    ...[bulk('role'), bulk('master'), bulk('modules'), []],
  ];
}

/** The version of Redis that the answers follow. */
const VERSION = '7.0.15';

/** The fields that clients read at their start, and a mark that this is not the real Redis. */
const INFO = [
  '# Server',
  `redis_version:${VERSION}`,
  'redis_mode:standalone',
  'executable:jaeger-lab embedded store',
  '# Persistence',
  'loading:0',
  '# Replication',
  'role:master',
  '',
].join('\r\n');
