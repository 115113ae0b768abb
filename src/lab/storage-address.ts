import { httpUrlIn } from '../base/http-url.ts';
import type { StorageKind } from '../runtime/jaeger-setup.ts';

/** How each is addressed: over HTTP, or by a protocol of its own. */
const PORTS = { cassandra: 9042, clickhouse: 9000 } as const;

const HOST_AND_PORT = /^(?:[\w.-]+|\[[\da-f:.]+\]):(?<port>\d{1,5})$/i;

/** @returns whether `--storage-url` cannot address the storage, in which sentence, and what to type */
export function refusedAddress(
  storage: StorageKind,
  given: string | undefined,
): [isRefused: boolean, sentence: string, hint: string][] {
  if (given === undefined) return [];
  const expected = isHostAndPort(storage) ? `HOST:${PORTS[storage]}` : 'http://HOST:9200';
  const isAddress = isHostAndPort(storage) ? namesPort(given) : httpUrlIn(given) !== undefined;
  const sentence = `--storage-url ${given} is not an address of ${storage}: expected ${expected}`;
  return [[!isAddress, sentence, `--storage ${storage} --storage-url ${expected}`]];
}

const isHostAndPort = (storage: StorageKind): storage is keyof typeof PORTS => storage in PORTS;

function namesPort(given: string): boolean {
  const port = Number(HOST_AND_PORT.exec(given)?.groups?.['port']);
  return port > 0 && port < 65_536;
}
