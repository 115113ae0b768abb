import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { type Session, answer } from './commands.ts';
import { Databases } from './databases.ts';
import { type Reply, encoded, failure } from './replies.ts';
import { ProtocolError, type Request, RequestReader } from './requests.ts';

export interface StoreOptions {
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  readonly mostBytes?: number;
}

export interface RunningStore {
  readonly port: number;
  close(): Promise<void>;
}

const MOST_BYTES = 64 << 20;
const MOST_CONNECTIONS = 256;

/**
 * The part of Redis that the lab's scenarios need, in memory: for machines without Redis.
 *
 * @throws Error when it cannot listen
 */
export async function startStore({
  host,
  port,
  mostBytes = MOST_BYTES,
}: StoreOptions): Promise<RunningStore> {
  const databases = new Databases(mostBytes);
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client that has disconnected needs no answer.
    socket.on('error', () => undefined);
    converse(socket, { id: (connections += 1), databases, database: 0, name: undefined });
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Answers in the order of the requests. While a client does not read its answers, its input is not read either. */
function converse(socket: Socket, session: Session): void {
  const reader = new RequestReader();
  const write = (reply: Reply): void => {
    for (const piece of encoded(reply)) socket.write(piece);
  };
  socket.on('drain', () => socket.resume());
  socket.on('data', (chunk) => {
    // Input after the last request is ignored.
    if (socket.writableEnded) return;
    socket.cork();
    try {
      for (const request of reader.read(chunk)) {
        if (isHttp(request)) {
          socket.destroy();
          return;
        }
        write(answer(request, session));
        if (isLast(request)) {
          socket.end();
          return;
        }
      }
      if (socket.writableNeedDrain) socket.pause();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      write(failure(`ERR Protocol error: ${error.message}`));
      socket.end();
    } finally {
      socket.uncork();
    }
  });
}

const nameOf = ([name]: Request): string => name?.toString('latin1').toLowerCase() ?? '';

const isLast = (request: Request): boolean => nameOf(request) === 'quit';

/**
 * As Redis does: a page in a browser can send HTTP to any port of this machine, with commands in its body. The header
 * `Host` comes before every body.
 */
const isHttp = (request: Request): boolean => ['post', 'host:'].includes(nameOf(request));
