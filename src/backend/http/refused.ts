import type { IncomingMessage } from 'node:http';
import type { Reason } from './refusal.ts';

/** Called for each request that is refused: why, what was sent from where, and what to do about it. */
export type OnRefused = (reason: Reason, request: string, advice: string) => void;

/** Counts what is refused, and shows the first of each kind. */
export class RefusedRequests {
  readonly #warn: (sentence: string) => void;
  readonly #counts = new Map<Reason, number>();

  constructor(warn: (sentence: string) => void) {
    this.#warn = warn;
  }

  readonly note: OnRefused = (reason, request, advice) => {
    const count = this.#counts.get(reason) ?? 0;
    this.#counts.set(reason, count + 1);
    if (count === 0) this.#warn(`${request}: ${advice} (shown once, counted from now on)`);
  };

  counts(): Readonly<Partial<Record<Reason, number>>> {
    return Object.fromEntries(this.#counts);
  }
}

/** A peer may send whatever it likes: what is printed of it is short and in one line. */
export const printable = (text: string): string =>
  text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 200);

/** A request in the words of a log line: `POST /v1/trace from 127.0.0.1:52011 (OTel-OTLP-Exporter-Python/1.27)`. */
export function described({ method = '', url = '', headers, socket }: IncomingMessage): string {
  const agent = headers['user-agent'] === undefined ? '' : ` (${headers['user-agent']})`;
  const [path = ''] = url.split('?', 1);
  return printable(`${method} ${path} from ${peerOf(socket)}${agent}`);
}

export const peerOf = (socket: {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}): string => `${socket.remoteAddress ?? 'a closed connection'}:${socket.remotePort ?? 0}`;
