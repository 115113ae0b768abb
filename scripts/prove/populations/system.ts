import { drawn } from '../../../src/base/random.ts';
import type { Attributes, SpanKind } from '../../../src/model/trace.ts';
import type { Chance } from './chance.ts';

/** A place of a system: what it does by itself, and what it calls meanwhile. */
export interface Place {
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Time of its own work in milliseconds, before jitter. */
  readonly ownMs: number;
  /** Its calls run at the same time. */
  readonly isParallel: boolean;
  readonly attributes: Attributes;
  readonly below: readonly Place[];
}

/** Services that call each other and databases; `languages` are those of their SDKs, which say how fine their clock is. */
export interface System {
  readonly root: Place;
  readonly languages: ReadonlyMap<string, string>;
}

const LANGUAGES = ['go', 'nodejs', 'java', 'python'];
const DEEPEST = 4;

/** A system of 3 to 8 services, as a tree of places, each with a name of its own. */
export function systemOf(chance: Chance): System {
  // In no order, so that a caller may stand before or after its callee.
  const letters = Array.from(drawn(8, 8, chance.random), (i) => 'abcdefgh'.charAt(i));
  const names = letters.slice(0, chance.whole(3, 8)).map((letter) => `svc-${letter}`);
  const languages = new Map(names.map((name) => [name, chance.one(LANGUAGES)]));
  const waiting = names.slice(1);
  let places = 0;
  const own = (): number => chance.spread(1, 40);

  const server = (service: string, depth: number): Place => {
    places += 1;
    const name = `GET /${service.slice(4)}/part${'abcdefghijklmnopqrstuvwxyz'.charAt(places % 26)}`;
    const below = Array.from({ length: chance.whole(0, 3) }, () => within(service));
    const calls = depth === DEEPEST ? [] : waiting.splice(0, chance.whole(1, 3));
    for (const callee of calls) below.push(call(service, server(callee, depth + 1)));
    const isParallel = chance.isSo(0.3);
    const attributes = { 'http.route': name.slice(4), 'http.response.status_code': 200 };
    return { service, name, kind: 'server', ownMs: own(), isParallel, attributes, below };
  };
  const within = (service: string): Place => {
    places += 1;
    const base = { service, ownMs: own(), isParallel: false, below: [] };
    const table = `t${'abcdefghijklmnopqrstuvwxyz'.charAt(places % 26)}`;
    if (chance.isSo(0.4))
      return { ...base, name: `render ${table}`, kind: 'internal', attributes: {} };
    const attributes = { 'db.system.name': 'postgresql', 'db.namespace': service };
    return { ...base, name: `SELECT ${table}`, kind: 'client', attributes };
  };
  const call = (service: string, callee: Place): Place => ({
    ...{ service, name: 'GET', kind: 'client', ownMs: chance.spread(0.2, 2), isParallel: false },
    attributes: { 'http.response.status_code': 200, 'server.address': callee.service },
    below: [callee],
  });
  return { root: server(names[0] ?? '', 1), languages };
}

/** How long a place takes without jitter. */
export function nominalMs({ ownMs, isParallel, below }: Place): number {
  const times = below.map(nominalMs);
  return ownMs + (isParallel ? Math.max(0, ...times) : times.reduce((sum, time) => sum + time, 0));
}

/** The places that the request waits for: of parallel ones only the longest. */
export function waitedFor(place: Place): Place[] {
  const { isParallel, below } = place;
  const longest = below.toSorted((a, b) => nominalMs(b) - nominalMs(a)).slice(0, 1);
  return [place, ...(isParallel ? longest : below).flatMap(waitedFor)];
}
