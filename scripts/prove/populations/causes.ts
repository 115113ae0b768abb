import type { Chance } from './chance.ts';
import { nominalMs, type Place, type System, waitedFor } from './system.ts';

/** What a cause changes at its place in the requests that have it. */
export interface Change {
  readonly place: Place;
  /** Added to its own work, in milliseconds. */
  readonly addMs?: number;
  /** So often in place of once, one after the other. */
  readonly times?: number;
  /** Its callee fails so often before it succeeds, each time after `addMs`. */
  readonly failures?: number;
  /** What its spans say: first in requests with the cause, then in the others. */
  readonly attribute?: {
    readonly key: string;
    readonly slow: string;
    readonly usual: readonly string[];
  };
  /** The added work is a wait between two events. */
  readonly isLock?: boolean;
  /** The clock of the place's service is off, on the instance that serves these requests. */
  readonly clockMs?: number;
}

export const CAUSES = [
  'slow place',
  'slow attribute',
  'N+1',
  'error with retry',
  'skew',
  'lock',
] as const;
export type Cause = (typeof CAUSES)[number];

/** By what share of the request's time a cause makes it slower. */
interface Effect {
  readonly least: number;
  readonly most: number;
}

const SMALL_TO_LARGE: Effect = { least: 0.1, most: 2 };

/** Whether a request waits for a call to another service, which some causes need. */
export const waitsForCall = ({ root }: System): boolean =>
  waitedFor(root).some(({ name }) => name === 'GET');

export function changeOf(
  cause: Cause,
  { root }: System,
  chance: Chance,
  { least: from, most: to }: Effect = SMALL_TO_LARGE,
): Change {
  const addMs = nominalMs(root) * chance.between(from, to);
  const places = waitedFor(root);
  const calls = places.filter(({ name }) => name === 'GET');
  const working = places.filter(({ name }) => name !== 'GET');
  const place = chance.one(working);
  switch (cause) {
    case 'slow place':
      return { place, addMs };
    case 'slow attribute': {
      const usual = ['1', '2', '3', '4', '5', '6'];
      return { place, addMs, attribute: { key: 'db.shard', slow: '7', usual } };
    }
    case 'lock':
      return { place, addMs, isLock: true };
    case 'N+1': {
      const databases = working.filter(({ kind }) => kind === 'client');
      const asked = chance.one(databases.length > 0 ? databases : calls);
      const times = Math.max(8, Math.ceil(addMs / nominalMs(asked)) + 1);
      return { place: asked, times: Math.min(times, 80) };
    }
    case 'error with retry': {
      const failures = chance.whole(1, 3);
      return { place: chance.one(calls), failures, addMs: addMs / failures };
    }
    case 'skew': {
      const [callee = root] = chance.one(calls).below;
      const least = Math.max(20, nominalMs(callee) / 2);
      return { place: callee, clockMs: chance.spread(least, 60_000) * chance.one([-1, 1]) };
    }
  }
}

/**
 * The places of which any may be named: for a call that is retried its callee, which fails slowly; for a call that is
 * repeated whatever is repeated with it.
 */
export function placesToName({ place, failures, times }: Change): readonly Place[] {
  if (failures !== undefined) return place.below.slice(0, 1);
  return times === undefined ? [place] : withAllBelow(place);
}

const withAllBelow = (place: Place): Place[] => [place, ...place.below.flatMap(withAllBelow)];
