import { createSpanStore } from '../src/backend/store/create-span-store.ts';
import { inTurns } from '../src/backend/turns.ts';
import { MalformedMessage } from '../src/otlp/reader.ts';
import { batchesOf, CHAIN } from './bench/backend-load.ts';

/**
 * `node --import tsx scripts/fuzz-otlp.ts [inputs] [seed]`: damages requests at random and sends them to a small store.
 * Each must be refused as malformed, or be stored and readable; anything else ends the run with a stack trace.
 */
const inputs = Number(process.argv[2] ?? 20_000);
let state = Number(process.argv[3] ?? 1) >>> 0;

/** Mulberry32: the same numbers for the same seed everywhere. */
function below(limit: number): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
}

const store = createSpanStore({ maxBytes: 4 << 20, maxTraces: 200 });
const everything = { startMin: 0n, startMax: 2n ** 64n, attributes: new Map(), limit: 5 };
const [whole = Buffer.alloc(0)] = batchesOf(CHAIN, 1, 1_790_000_000_000);
let refused = 0;
for (let input = 0; input < inputs; input += 1) {
  // Half of them are otherwise complete, so that the damage mostly hits the contents of spans.
  const length = input % 2 === 0 ? whole.length : 1 + below(whole.length);
  const request = Buffer.from(whole.subarray(0, length));
  for (let hits = 1 + below(6); hits > 0; hits -= 1) request[below(length)] = below(256);
  try {
    store.add(request);
  } catch (failure) {
    if (!(failure instanceof MalformedMessage)) throw failure;
    refused += 1;
  }
  if (input % 100 === 0) for (const trace of await inTurns(store.search(everything))) trace.spans();
}
const { storedSpans, bytes, maxBytes } = store.stats();
if (bytes > maxBytes) throw new Error(`the store has ${bytes} bytes, more than ${maxBytes}`);
process.stdout.write(`${inputs} inputs, ${refused} refused, ${storedSpans} spans stored\n`);
