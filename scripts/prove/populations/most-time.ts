import type { Headline } from '../../../src/analysis/headlines/headline.ts';
import { slowest } from '../../../src/analysis/slowest.ts';
import { waterfall } from '../../../src/analysis/waterfall.ts';
import type { Trace } from '../../../src/model/trace.ts';
import { type Cause, type Change, changeOf, placesToName, waitsForCall } from './causes.ts';
import { chanceOf } from './chance.ts';
import type { Retelling } from '../../../test/support/retold.ts';
import { requestOf } from './request.ts';
import { nominalMs, systemOf } from './system.ts';

/** The answers about one group of requests, whose headline names where most of the time goes. */
export const ANSWERS = ['slowest', 'trace'] as const;
export type AnswerName = (typeof ANSWERS)[number];

/** A shifted clock takes no time. */
export const TAKING_TIME: readonly Cause[] = [
  'slow place',
  'slow attribute',
  'N+1',
  'error with retry',
  'lock',
];

/** What it takes, against the request without it: more than any other place even where jitter is against it. */
const EFFECT = { least: 2, most: 4 };
const MOST_JITTER = 0.5;

export interface NamedInAnswer {
  readonly seed: number;
  readonly found: string | undefined;
  /** Of these any is right. */
  readonly wanted: readonly string[];
}

/** A population in which one place takes most of each request's time, and what the headline of an answer names. */
export function nameMostTime(
  seed: number,
  cause: Cause,
  answer: AnswerName,
  retell: Retelling = (trace) => trace,
): NamedInAnswer {
  const { traces: drawn, change } = populationOf(seed, cause);
  const traces = drawn.map(retell);
  const headline =
    answer === 'slowest' ? slowest(traces, { by: 'path', limit: 10 }).headline : ofOne(traces);
  const wanted = placesToName(change).map(({ service, name }) => `${service} ${name}`);
  return { seed, found: headline && named(headline), wanted };
}

const ofOne = ([first]: readonly Trace[]): Headline | undefined =>
  first && waterfall(first).headline;

const named = ({ service = '', operation = '' }: Headline): string => `${service} ${operation}`;

interface OnePopulation {
  readonly traces: readonly Trace[];
  readonly change: Change;
}

function populationOf(seed: number, cause: Cause): OnePopulation {
  const chance = chanceOf(seed);
  for (;;) {
    const system = systemOf(chance);
    if (!waitsForCall(system)) continue;
    const change = changeOf(cause, system, chance, EFFECT);
    if (addedMs(change) < EFFECT.least * nominalMs(system.root)) continue;
    const jitter = chance.between(0, MOST_JITTER);
    const noise = { jitter, attributes: () => ({ canary: chance.isSo(0.5) }) };
    const drawing = { system, change, isSlow: true, noise, chance };
    const n = chance.whole(20, 100);
    const traces = Array.from({ length: n }, (_, i) =>
      requestOf(drawing, seed * 1000 + i, i * 10_000),
    );
    return { traces, change };
  }
}

/** Of calls that are repeated there is a largest number, so that some take less than they should. */
const addedMs = ({ place, addMs = 0, times, failures = 1 }: Change): number =>
  times === undefined ? addMs * failures : nominalMs(place) * (times - 1);
