import { endUs, type Resource, type Span, type Trace } from '../model/trace.ts';
import { hadAnswer } from './caller-answer.ts';
import { toleranceBetween } from './clock-quantum.ts';
import { isSameResource } from './resource-key.ts';

/** A call as two clocks saw it: a client span and the only server span below it. */
export interface ClockPair {
  readonly client: Span;
  readonly server: Span;
}

/** Two resources that have one of these in common run on one machine, and so by one clock. */
const MACHINE = ['host.id', 'k8s.node.name', 'host.name'];

/** What identifies the machine of a resource, as texts that are equal only for the same machine. */
export const machineOf = ({ attributes }: Resource): string[] =>
  MACHINE.flatMap((key) => {
    const value = attributes[key];
    return typeof value === 'string' && value !== '' ? [`${key}=${value}`] : [];
  });

/** Whether two resources cannot have clocks that disagree. */
export function shareClock(a: Resource, b: Resource): boolean {
  if (isSameResource(a, b)) return true;
  const known = machineOf(a);
  return machineOf(b).some((machine) => known.includes(machine));
}

/** The calls of a trace between clocks that may disagree. A message may wait, so it proves nothing. */
export function clockPairsOf(trace: Trace): ClockPair[] {
  const pairs: ClockPair[] = [];
  for (const client of trace.spans) {
    if (client.kind !== 'client') continue;
    const server = onlyServer(trace.children(client.spanId));
    if (server !== undefined && !shareClock(client.resource, server.resource))
      pairs.push({ client, server });
  }
  return pairs;
}

function onlyServer(children: readonly Span[]): Span | undefined {
  let found: Span | undefined;
  for (const child of children) {
    if (child.kind !== 'server') continue;
    if (found !== undefined) return undefined;
    found = child;
  }
  return found;
}

/** How far the server's times may be moved for the call to lie within its client: both µs, `fromUs` ≤ `toUs`. */
export interface AllowedShifts {
  readonly fromUs: number;
  readonly toUs: number;
  /** So much earlier the server may start, and so much later it may end, without being proof; µs. */
  readonly earlyUs: number;
  readonly lateUs: number;
}

/** Whether the call may have happened by both clocks when the server's times are moved by so much; µs. */
export const isAllowed = (
  { fromUs, toUs, earlyUs, lateUs }: AllowedShifts,
  byUs: number,
): boolean => fromUs - byUs <= earlyUs && byUs - toUs <= lateUs;

/**
 * What a call shows of two clocks.
 *
 *     client     ├──────────┤
 *      server  ├──────┤            starts early: proof that they disagree
 *      server          ├──────┤    ends late, though it is shorter, and the client had its answer: proof as well
 *      server     ├────────────┤   longer than its client: says nothing, it may have gone on
 *
 * @returns undefined where it shows nothing
 */
export function allowedShifts({ client, server }: ClockPair): AllowedShifts | undefined {
  const earlyUs = toleranceBetween(client, server);
  const fromUs = client.startUs - server.startUs;
  const toUs = endUs(client) - endUs(server);
  if (fromUs > toUs) return undefined;
  if (hadAnswer(client))
    return { fromUs, toUs, earlyUs, lateUs: Math.max(earlyUs, server.durationUs / 10) };
  return fromUs > earlyUs ? { fromUs, toUs, earlyUs, lateUs: Infinity } : undefined;
}
