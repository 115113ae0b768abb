import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import { drive, type DriveOptions } from '../../src/load/drive.ts';
import type { RequestRecord } from '../../src/load/request-record.ts';

export interface RealServer extends AsyncDisposable {
  readonly url: string;
  /** Resolves when no client is connected any more. @throws LabError after 5 s */
  deserted(): Promise<void>;
}

const listening = async (server: Server | TcpServer): Promise<RealServer> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connections = (): Promise<number> =>
    new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async deserted() {
      const none = async (): Promise<true | undefined> =>
        (await connections()) === 0 ? true : undefined;
      await waitUntil(
        'every connection to close',
        none,
        { timeoutMs: 5000, everyMs: 5 },
        realClock,
      );
    },
    async [Symbol.asyncDispose]() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** A real HTTP server on a free port of this machine. */
export const startServer = (answer: RequestListener): Promise<RealServer> =>
  listening(createServer(answer));

/** A real TCP server that does as it likes with what it is sent. */
export const startTcpServer = (onData: (socket: Socket) => void): Promise<RealServer> =>
  listening(
    createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => onData(socket));
    }),
  );

interface Watch {
  readonly signal?: AbortSignal;
  readonly onRecord?: (record: RequestRecord) => void;
}

/** Runs a plan to its end, or to where `signal` cuts it. */
export async function recordsOf(
  options: Omit<DriveOptions, 'timeoutMs'> & { readonly timeoutMs?: number },
  { signal = new AbortController().signal, onRecord }: Watch = {},
): Promise<RequestRecord[]> {
  const records: RequestRecord[] = [];
  const keep = (record: RequestRecord): void => {
    records.push(record);
    onRecord?.(record);
  };
  await drive({ timeoutMs: 10_000, ...options }, keep, signal);
  return records;
}
