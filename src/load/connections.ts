import type { Tls } from '../base/tls.ts';
import { Connection, type Target } from './connection.ts';

/** The connections of one run. The most recently used one is taken first, so that no more are used than needed. */
export class Connections {
  readonly #choose: () => Target;
  readonly #timeoutMs: number;
  readonly #tls: Tls | undefined;
  readonly #all: Connection[] = [];
  readonly #idle: Connection[] = [];

  constructor(choose: () => Target, timeoutMs: number, tls?: Tls) {
    this.#choose = choose;
    this.#timeoutMs = timeoutMs;
    this.#tls = tls;
  }

  take(): Connection {
    const idle = this.#idle.pop();
    if (idle) return idle;
    const connection = new Connection(this.#choose, this.#timeoutMs, this.#tls);
    this.#all.push(connection);
    return connection;
  }

  give(connection: Connection): void {
    this.#idle.push(connection);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((connection) => connection.close()));
  }
}
