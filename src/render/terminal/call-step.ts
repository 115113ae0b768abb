import type { CallStep } from '../../analysis/call-path.ts';
import { signs, type Screen } from './screen.ts';

/** "GET /enrich", or "GET → enricher" where the name alone would not distinguish two calls. */
export function stepName({ name, callee }: CallStep, screen: Pick<Screen, 'unicode'>): string {
  return callee === undefined ? name : `${name} ${signs(screen).arrow} ${callee}`;
}

export interface NamedRow {
  readonly service: string;
  readonly name: string;
}

/** What each row is called: a group by its value alone, a place by its service and what it did. */
export function rowNames(
  rows: readonly (Place & { readonly group: string | undefined })[],
  screen: Pick<Screen, 'unicode'>,
): NamedRow[] {
  const names = placeNames(rows, screen);
  return rows.map(({ group, steps }, i) =>
    group === undefined
      ? { service: steps.at(-1)?.service ?? '', name: names[i] ?? '' }
      : { service: group === '' ? '""' : group, name: '' },
  );
}

/** Two places that differ only further up than this are distinguished by their depth. */
const FURTHEST_CALLER = 8;

export interface Place {
  readonly steps: readonly CallStep[];
  /** 1 for the root; more than there are steps where those in the middle were left out. */
  readonly level: number;
}

/**
 * The last step of each path, with the nearest caller that distinguishes it from another path with the same last step:
 *
 *     stock  GET /stock ← cart                 where the caller's service is enough
 *     stock  GET /stock ← order POST /order
 */
export function placeNames(places: readonly Place[], screen: Pick<Screen, 'unicode'>): string[] {
  const choices = places.map((place) => possibleNames(place, screen));
  const users = new Map<string, number>();
  for (const { service, names } of choices) {
    for (const name of names) {
      const key = JSON.stringify([service, name]);
      users.set(key, (users.get(key) ?? 0) + 1);
    }
  }
  return choices.map(({ service, names, byLevel }) => {
    const isOwn = (name: string): boolean => users.get(JSON.stringify([service, name])) === 1;
    return Array.from(names).find(isOwn) ?? byLevel;
  });
}

/** Shortest first. */
function possibleNames({ steps, level }: Place, screen: Pick<Screen, 'unicode'>) {
  const [last, ...callers] = steps.slice(-1 - FURTHEST_CALLER).reverse();
  const name = last === undefined ? '' : stepName(last, screen);
  const { from } = signs(screen);
  const names = callers.flatMap((caller) => [
    `${name} ${from} ${caller.service}`,
    `${name} ${from} ${caller.service} ${stepName(caller, screen)}`,
  ]);
  return {
    service: last?.service,
    names: new Set([name, ...names]),
    byLevel: `${name} (level ${level})`,
  };
}

/** What a place is called by, its callee included. */
export const lastStep = (steps: readonly CallStep[]) => {
  const { service = '', name = '', callee } = steps.at(-1) ?? {};
  return { service, name, callee };
};

/**
 * Always in ASCII: what reads the rows does not depend on the locale that they were written in. Where steps in the
 * middle were left out stands an ellipsis.
 */
export function callPathText({ steps, level }: Place): string {
  const words = steps.map((step) => `${step.service} ${stepName(step, { unicode: false })}`);
  if (level > steps.length) words.splice(Math.floor(steps.length / 2), 0, '...');
  return words.join(' > ');
}
