import { connect, type Socket } from 'node:net';
import { LabError, reasonOf, throwIfInterrupted } from '../base/errors.ts';

/** One row, by column; null for a column without a value. */
export type CqlRow = ReadonlyMap<string, Buffer | null>;

const STARTUP = Buffer.from('0001000b43514c5f56455253494f4e0005332e302e30', 'hex');
const OPCODE = { error: 0, startup: 1, ready: 2, authenticate: 3, query: 7 } as const;
const HEADER_BYTES = 9;
/** Far more than the few rows that are asked for. */
const MOST_BYTES = 1 << 20;
/** Consistency ONE, without any option. */
const PARAMETERS = Buffer.from([0, 1, 0]);

/**
 * Asks a Cassandra one question by its native protocol, version 4.
 *
 * @param address "127.0.0.1:9042"
 * @throws LabError when it does not answer in time, requires authentication or refuses; Interrupted
 * @see https://github.com/apache/cassandra/blob/trunk/doc/native_protocol_v4.spec
 */
export async function askCql(
  address: string,
  query: string,
  { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<CqlRow[]> {
  const fail = (why: string): LabError =>
    new LabError(`Cassandra at ${address} ${why}`, {
      hint: 'start it, or correct its address; in a lab: jaeger-lab repair',
    });
  if (!URL.canParse(`tcp://${address}`)) throw fail('has an address that cannot be read');
  const { hostname: host, port } = new URL(`tcp://${address}`);
  const socket = connect({ host, port: Number(port || 9042) });
  const timer = setTimeout(() => socket.destroy(new Error('no answer in time')), withinMs);
  const stop = (): void => void socket.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const frames = framesOf(socket);
    const exchange = async (opcode: number, body: Buffer): Promise<Frame> => {
      socket.write(frame(opcode, body));
      const { value } = await frames.next();
      if (!value) throw fail('closed the connection');
      if (value.opcode === OPCODE.authenticate) throw fail('requires authentication');
      // An error's code, and its text with the length before it.
      if (value.opcode === OPCODE.error)
        throw fail(`refused: ${value.body.subarray(6).toString()}`);
      return value;
    };
    await exchange(OPCODE.startup, STARTUP);
    const text = Buffer.from(query);
    const { body } = await exchange(
      OPCODE.query,
      Buffer.concat([int(text.length), text, PARAMETERS]),
    );
    return rowsIn(body);
  } catch (cause) {
    throwIfInterrupted(signal);
    throw cause instanceof LabError ? cause : fail(`cannot be reached: ${reasonOf(cause)}`);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

interface Frame {
  readonly opcode: number;
  readonly body: Buffer;
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** Version 4, no flags, stream 0. */
const frame = (opcode: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([4, 0, 0, 0, opcode]), int(body.length), body]);

async function* framesOf(socket: Socket): AsyncGenerator<Frame, undefined> {
  let read = Buffer.alloc(0);
  for await (const chunk of socket) {
    read = Buffer.concat([read, chunk as Buffer]);
    while (read.length >= HEADER_BYTES) {
      const length = read.readInt32BE(5);
      if (length < 0 || length > MOST_BYTES) throw new Error('the server there does not speak CQL');
      const end = HEADER_BYTES + length;
      if (read.length < end) break;
      const body = read.subarray(HEADER_BYTES, end);
      const warns = (read.readUInt8(1) & WARNING) !== 0;
      yield { opcode: read.readUInt8(4), body: warns ? withoutWarnings(body) : body };
      read = read.subarray(end);
    }
  }
  return undefined;
}

/** A flag of a frame whose body begins with a list of texts. */
const WARNING = 8;

function withoutWarnings(body: Buffer): Buffer {
  let at = 2;
  for (let left = body.readUInt16BE(0); left > 0; left -= 1) at += 2 + body.readUInt16BE(at);
  return body.subarray(at);
}

const ROWS = 2;
const ONE_TABLE = 1;

/** The rows of a result; values stay as they are. Types with parameters, such as lists, are not read. */
function rowsIn(body: Buffer): CqlRow[] {
  let at = 0;
  const number = (): number => body.readInt32BE((at += 4) - 4);
  const bytes = (length: number): Buffer => body.subarray(at, (at += length));
  const text = (): string => bytes(body.readUInt16BE((at += 2) - 2)).toString();
  if (number() !== ROWS) return [];
  const flags = number();
  const count = number();
  const table = (): string => text() + text();
  if (flags & ONE_TABLE) table();
  const names = Array.from({ length: count }, () => {
    if (!(flags & ONE_TABLE)) table();
    const name = text();
    bytes(2);
    return name;
  });
  return Array.from(
    { length: number() },
    () =>
      new Map(
        names.map((name) => {
          const length = number();
          return [name, length < 0 ? null : bytes(length)];
        }),
      ),
  );
}
