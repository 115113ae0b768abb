import type { Socket } from 'node:net';

/** Bytes under way in one direction; more stay with the sender. */
const MOST_UNDER_WAY = 1 << 20;
/** What a chunk takes besides its bytes, roughly. */
const CHUNK_BYTES = 256;

/** What arrives, and when: no bytes stand for the end of the stream. */
interface Arrival {
  readonly atMs: number;
  readonly bytes: Buffer | undefined;
}

/**
 * Hands on what `from` sends, the end of its stream too, each byte `ms` after it came and in its order. A receiver
 * that does not keep up slows the sender down: what is under way stays below 1 MB and one chunk. When one of the two
 * sockets is torn down, so is the other.
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
    // Timers count whole milliseconds, which would add up to a longer way.
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
    // One that has been told everything is not missed: what it sent before may still be on its way back.
    if (!to.writableFinished) from.resetAndDestroy();
  });
}
