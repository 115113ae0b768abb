import type { CauseName } from '../model/cause.ts';

/** A question that is answered by looking at one's own lab; the right answer is found in its traces. */
export const QUESTIONS = [
  'spans-of-a-trace',
  'services-of-a-trace',
  'first-service',
  'slowest-service',
  'faulty-service',
  'called-services',
  'last-service',
  'sampled-requests',
] as const;

export type Question = (typeof QUESTIONS)[number];

/** The state of the real lab that solves a lesson. */
export type Goal =
  | { readonly kind: 'up'; readonly scenario: string }
  /** So many requests left whole traces in one run. */
  | { readonly kind: 'traces'; readonly atLeast: number }
  | { readonly kind: 'answer'; readonly to: Question }
  /** The error was planted in this lab, is gone, and doctor finds nothing. */
  | { readonly kind: 'fixed'; readonly cause: CauseName }
  /** The services that were instrumented by hand leave whole traces. */
  | { readonly kind: 'own-services' }
  /** Jaeger still answers traces from before the last start of the lab. */
  | { readonly kind: 'storage' };

export interface Lesson {
  readonly id: string;
  readonly title: string;
  /** What it is about and why, at most eight lines of 76 characters with the commands. */
  readonly why: string;
  /** Commands to type. */
  readonly type: readonly string[];
  /** The scenario that the commands are about; absent where any will do. */
  readonly scenario?: string;
  /** From a nudge to the solution. */
  readonly hints: readonly string[];
  readonly goal: Goal;
}
