import { ServerInterceptingCall, type ServerInterceptor, status } from '@grpc/grpc-js';

export interface ReadBounds {
  /** As many calls are received at a time. */
  readonly most: number;
  /** What has not come to its end by then is given up. */
  readonly withinMs: number;
  /** The same, as soon as others wait. */
  readonly withinMsOfOthers: number;
}

/**
 * Receives the messages of a few calls at a time. HTTP/2 holds those of the others back where they are sent: else many
 * senders that never end would take all memory.
 */
export function boundedReads(bounds: ReadBounds): ServerInterceptor {
  const turns = new ReadTurns(bounds.most);
  return (_, call) => {
    let watch: NodeJS.Timeout | undefined;
    let waitedMs = 0;
    const look = (): void => {
      waitedMs += bounds.withinMsOfOthers;
      if (waitedMs < bounds.withinMs && !turns.someWait()) return;
      const details = `the request did not come to its end within ${waitedMs} ms`;
      call.sendStatus({ code: status.UNAVAILABLE, details });
      end();
    };
    const begin = (): void => {
      watch ??= setInterval(look, bounds.withinMsOfOthers).unref();
      call.startRead();
    };
    const end = (): void => {
      clearInterval(watch);
      turns.leave(begin);
    };
    const bounded = new ServerInterceptingCall(call, {
      start: (next) => {
        next({
          onReceiveHalfClose(proceed) {
            end();
            proceed();
          },
          onCancel: end,
        });
      },
    });
    bounded.startRead = () => turns.enter(begin);
    return bounded;
  };
}

type Reader = () => void;

/** Whoever comes when all places are taken waits for its turn. */
class ReadTurns {
  readonly #most: number;
  readonly #reading = new Set<Reader>();
  readonly #waiting = new Set<Reader>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Calls `begin`, now or when its turn comes; at once for one that reads already. */
  enter(begin: Reader): void {
    if (!this.#reading.has(begin) && this.#reading.size >= this.#most) {
      this.#waiting.add(begin);
      return;
    }
    this.#reading.add(begin);
    begin();
  }

  someWait(): boolean {
    return this.#waiting.size > 0;
  }

  leave(reader: Reader): void {
    this.#waiting.delete(reader);
    if (!this.#reading.delete(reader)) return;
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#waiting.delete(next);
    this.enter(next);
  }
}
