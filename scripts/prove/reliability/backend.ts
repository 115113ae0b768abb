import { startBackendProcess } from './backend-process.ts';
import {
  closedByServer,
  exportsBeside,
  KINDS_OF_USELESS,
  type Unfinished,
} from './grpc-fairness.ts';
import { type LargeBody, largeBodies } from './large-bodies.ts';
import { type Distinct, DISTINCT, memoryAfter } from './memory.ts';
import { type Mistakes, part, Tally } from './tally.ts';
import { longestWaitDuring, sendBody } from './waits.ts';

const SPANS = 1_000_000;
const BOUND_MIB = 256;
const MOST_TIMES_THE_BOUND = 2;

const LONGEST_WAIT_MS = 100;
/** Other programs on the machine only ever make a wait longer. */
const TRIES = 3;

const EXPORTS = 200;
const LONGEST_EXPORT_MS = 1000;
const CONNECTIONS = 20;

const BESIDE: readonly Unfinished[] = [
  { connections: 0, streamsEach: 0, bytesEach: 0 },
  { connections: 1, streamsEach: 100, bytesEach: 4 << 20 },
  { connections: 1, streamsEach: 2000, bytesEach: 4 << 20 },
  { connections: 20, streamsEach: 100, bytesEach: 1 << 20 },
  { connections: 100, streamsEach: 100, bytesEach: 10 },
];

/** The embedded Jaeger under what takes most of its memory, its time and its connections. */
export async function proveBackend(share: number, note: (text: string) => void): Promise<Tally> {
  const tally = new Tally(note);
  await tally.row(
    `the embedded Jaeger at most ${MOST_TIMES_THE_BOUND} times its bound of memory, each span with another operation, service, scope, trace or attribute`,
    DISTINCT,
    async (distinct) => memoryMistakes(distinct, part(share, SPANS), tally),
  );
  await using backend = await startBackendProcess();
  for (const [name, type] of [
    ['protobuf', 'application/x-protobuf'],
    ['JSON', 'application/json'],
  ] as const)
    await tally.row(
      `\`/status\` waits at most ${LONGEST_WAIT_MS} ms beside large bodies of ${name}`,
      largeBodies().filter((body) => body.type === type),
      waitMistakes,
    );
  await tally.row(
    `${part(share, EXPORTS)} exports by gRPC taken beside unfinished messages, each within ${LONGEST_EXPORT_MS} ms of processor time`,
    BESIDE,
    async (unfinished) => exportMistakes(unfinished, part(share, EXPORTS), tally),
  );
  await tally.row(
    `${CONNECTIONS} connections closed that are idle, silent, half open, in the middle of a message or rapidly reset`,
    KINDS_OF_USELESS,
    async (kind) => {
      const closed = await closedByServer(kind, CONNECTIONS);
      return closed === CONNECTIONS ? [] : [`${kind}: ${closed} of ${CONNECTIONS} were closed`];
    },
  );
  return tally;

  async function waitMistakes(body: LargeBody): Promise<Mistakes> {
    const waits: number[] = [];
    for (let i = 0; i < TRIES; i += 1)
      waits.push(await longestWaitDuring(backend, () => sendBody(backend, body)));
    const wait = Math.round(Math.min(...waits));
    tally.lines.push(`${body.title}: /status waited ${wait} ms`);
    return wait <= LONGEST_WAIT_MS ? [] : [`${body.title}: ${wait} ms`];
  }
}

async function memoryMistakes(distinct: Distinct, spans: number, tally: Tally): Promise<Mistakes> {
  const residentMiB = await memoryAfter(distinct, spans, BOUND_MIB);
  const found = `${spans} spans, another ${distinct} in each: ${residentMiB} MiB of ${BOUND_MIB}`;
  tally.lines.push(found);
  return residentMiB <= MOST_TIMES_THE_BOUND * BOUND_MIB ? [] : [found];
}

async function exportMistakes(
  unfinished: Unfinished,
  exports: number,
  tally: Tally,
): Promise<Mistakes> {
  await using backend = await startBackendProcess();
  const { taken, ranMs } = await exportsBeside(backend, unfinished, exports);
  const beside = `${unfinished.connections} connections of ${unfinished.streamsEach} messages`;
  const [middle = NaN, longest = NaN] = [ranMs[Math.floor(exports / 2)], ranMs.at(-1)];
  const times = `${middle.toFixed(1)} ms of processor time, at most ${longest.toFixed(1)} ms`;
  tally.lines.push(`an export beside ${beside}: ${times}`);
  return [
    ...(taken === exports ? [] : [`beside ${beside}: ${taken} of ${exports} taken`]),
    ...(longest <= LONGEST_EXPORT_MS ? [] : [`beside ${beside}: ${times}`]),
  ];
}
