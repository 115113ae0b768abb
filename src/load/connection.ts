import { buildConnector, Client } from 'undici';
import { Exchange, type OnEnd } from './exchange.ts';
import { baggageOf } from './fault.ts';

export interface Target {
  /** Which of several kinds of request this is. */
  readonly request?: string | undefined;
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  /** What it carries as baggage. */
  readonly fault?: string | undefined;
}

/** More than any service of a lab answers; whoever sends without end is cut off here or by the timeout. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

interface Open {
  readonly client: Client;
  /** Tears down its socket, one that is still connecting too. */
  readonly abort: () => void;
}

/**
 * One connection to each origin, opened when it is first needed and again after it was lost. It carries one request
 * at a time.
 */
export class Connection {
  readonly #choose: () => Target;
  readonly #timeoutMs: number;
  readonly #open = new Map<string, Open>();
  #current: Exchange | undefined;
  /** From the moment a request is tried to the end of its answer's body. One for all requests, set back at each: cheaper than a timer for each. */
  #timer: NodeJS.Timeout | undefined;
  #lost: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @param choose whom the next request goes to */
  constructor(choose: () => Target, timeoutMs: number) {
    this.#choose = choose;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Sends one request. `onEnd` is called once, within the event that ends the exchange, not after it as a promise
   * would be: what it sends then goes out a turn of the event loop earlier (measured: a fifth more throughput).
   */
  send(dueMs: number, onEnd: OnEnd): void {
    if (this.#closed) {
      onEnd(undefined);
      return;
    }
    const { origin, path, method, request, fault } = this.#choose();
    const open = this.#open.get(origin) ?? connect(origin);
    this.#open.set(origin, open);
    this.#current = new Exchange(dueMs, onEnd, { request, fault });
    // undici's own timeouts are kept to about a second only, and none of them covers all of the exchange.
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#timeOut(), this.#timeoutMs);
    // No trace context goes out: the load is not instrumented, so the root would have a parent that nobody reports.
    const headers = fault === undefined ? null : baggageOf(fault);
    open.client.dispatch({ path, method, headers }, this.#current);
  }

  /** Cancels what is under way. Resolves when no socket is left. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#current?.cancel();
    clearTimeout(this.#timer);
    this.#drop();
    await this.#lost;
  }

  #timeOut(): void {
    if (!this.#current || this.#current.ended) return;
    const reason = `no complete answer within ${this.#timeoutMs} ms`;
    this.#current.end({ kind: 'timeout', reason });
    this.#drop();
  }

  #drop(): void {
    for (const { client, abort } of this.#open.values()) {
      this.#lost = Promise.all([this.#lost, client.destroy()]);
      // A socket that is still connecting is not undici's to destroy yet.
      abort();
    }
    this.#open.clear();
  }
}

function connect(origin: string): Open {
  let gone = new AbortController();
  const client = new Client(origin, {
    // Each with a signal of its own: a socket listens to the one it was given for as long as that lives.
    connect: (options, callback) => {
      gone = new AbortController();
      buildConnector({ signal: gone.signal, timeout: 0 })(options, callback);
    },
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_BODY_BYTES,
  });
  return { client, abort: () => gone.abort() };
}
