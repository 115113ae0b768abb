import { mulberry32 } from '../base/random.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Lesson } from './lesson.ts';
import { choices, drawPlanted, type Planted } from './plant.ts';
import { plants } from './plants.ts';

/** A learner of a class: the teacher's seed varies what is planted from learner to learner. */
export interface Learner {
  readonly seed: number;
  readonly name: string;
}

/** The seed of `break` for one learner and lesson: FNV-1a over all three. */
export function plantSeed({ seed, name }: Learner, lessonId: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${seed}/${name}/${lessonId}`))
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash >>> 1;
}

/** What a lesson was solved by. */
export interface Evidence {
  readonly scenario?: string | undefined;
  readonly answer?: string | undefined;
  /** What had been planted, and was fixed. */
  readonly planted?: Omit<Planted, 'cause'> | undefined;
  readonly traceIds: readonly string[];
}

/** What a learner hands in. */
export interface HandedIn {
  readonly learner: string;
  readonly seed?: number | undefined;
  readonly lessons: readonly {
    readonly id: string;
    readonly outcome: 'solved' | 'skipped';
    readonly evidence?: Evidence | undefined;
  }[];
}

/**
 * What does not fit in what a learner handed in: a plant that the seed does not give, or a trace id of another learner.
 *
 * @param seed the teacher's
 */
export function remarksOn(
  one: HandedIn,
  others: readonly HandedIn[],
  seed: number,
  known: { readonly lessons: readonly Lesson[]; readonly scenarios: readonly Scenario[] },
): string[] {
  const theirs = new Map(others.flatMap((other) => idsOf(other).map((id) => [id, other.learner])));
  const copied = new Set(idsOf(one).flatMap((id) => theirs.get(id) ?? []));
  return [
    ...(one.seed === seed ? [] : ['another seed']),
    ...one.lessons.flatMap((lesson) => misplanted(lesson, { seed, name: one.learner }, known)),
    ...[...copied].map((learner) => `traces of ${learner}`),
  ];
}

const idsOf = ({ lessons }: HandedIn): readonly string[] =>
  lessons.flatMap(({ evidence }) => evidence?.traceIds ?? []);

function misplanted(
  { id, evidence }: HandedIn['lessons'][number],
  learner: Learner,
  { lessons, scenarios }: Parameters<typeof remarksOn>[3],
): string[] {
  const goal = lessons.find((one) => one.id === id)?.goal;
  const scenario = scenarios.find(({ name }) => name === evidence?.scenario);
  const { planted } = evidence ?? {};
  if (goal?.kind !== 'fixed' || !planted || !scenario) return [];
  const all = choices(
    plants.filter(({ cause }) => cause === goal.cause),
    { scenario, parts: {} },
  );
  const [wanted] = drawPlanted(all, 1, mulberry32(plantSeed(learner, id)));
  // Where it can be planted may depend on more of the lab than is handed in.
  return !wanted || isSame(wanted, planted) ? [] : [`${id}: not planted by the seed`];
}

const isSame = (one: Omit<Planted, 'cause'>, other: Omit<Planted, 'cause'>): boolean =>
  one.component === other.component && one.variant === other.variant;
