import type { Socket } from 'node:net';

/** Maximum number of bytes buffered per direction; more stay with the sender. */
const MOST_UNDER_WAY = 1 << 20;
/** Approximate overhead of a chunk. */
const CHUNK_BYTES = 256;

/** Data and the time to send it; no bytes mean the end of the stream. */
interface Arrival {
  readonly atMs: number;
  readonly bytes: Buffer | undefined;
}

/**
 * Forwards the data of `from`, including the end of the stream, each byte `ms` after its arrival and in order. A slow
 * receiver slows the sender down: at most 1 MB and one chunk are buffered. When one of the two sockets is destroyed,
 * the other is too.
 */
export function delay(from: Socket, to: Socket, ms: number): void {
  const underWay: Arrival[] = [];
  let bytesUnderWay = 0;
  let isHeldUp = false;
  let stopWaiting: (() => void) | undefined;

  const wait = (): void => {
    const [next] = underWay;
    if (next === undefined || isHeldUp || stopWaiting) return;
    const leftMs = next.atMs - performance.now();
    // Timers count whole milliseconds, and their rounding errors would add up.
    if (leftMs < 1) {
      const soon = setImmediate(deliver);
      stopWaiting = () => clearImmediate(soon);
    } else {
      const later = setTimeout(deliver, Math.floor(leftMs));
      stopWaiting = () => clearTimeout(later);
    }
  };
  const deliver = (): void => {
    stopWaiting?.();
    stopWaiting = undefined;
    while (!isHeldUp && underWay[0] !== undefined && underWay[0].atMs <= performance.now()) {
      const bytes = underWay.shift()?.bytes;
      if (bytes === undefined) {
        to.end();
        return;
      }
      bytesUnderWay -= bytes.length + CHUNK_BYTES;
      isHeldUp = !to.write(bytes);
    }
    if (bytesUnderWay < MOST_UNDER_WAY / 2) from.resume();
    wait();
  };
  const arrive = (bytes: Buffer | undefined): void => {
    underWay.push({ atMs: performance.now() + ms, bytes });
    wait();
  };
  from.on('data', (bytes) => {
    bytesUnderWay += bytes.length + CHUNK_BYTES;
    arrive(bytes);
    if (bytesUnderWay >= MOST_UNDER_WAY) from.pause();
  });
  from.on('end', () => arrive(undefined));
  to.on('drain', () => {
    isHeldUp = false;
    deliver();
  });
  from.on('error', () => to.resetAndDestroy());
  to.on('close', () => {
    stopWaiting?.();
    // A receiver that has got everything may close; its earlier data may still be on the way back.
    if (!to.writableFinished) from.resetAndDestroy();
  });
}
