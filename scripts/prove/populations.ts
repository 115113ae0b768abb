import { compare } from '../../src/analysis/compare.ts';
import type { CompareFinding } from '../../src/analysis/compare-finding.ts';
import type { Trace } from '../../src/model/trace.ts';
import { drawn } from '../../src/base/random.ts';
import {
  type Cause,
  CAUSES,
  type Change,
  changeOf,
  placesToName,
  waitsForCall,
} from './populations/causes.ts';
import { type Chance, chanceOf } from './populations/chance.ts';
import { ANSWERS, type AnswerName, nameMostTime, TAKING_TIME } from './populations/most-time.ts';
import { requestOf } from './populations/request.ts';
import type { Retelling } from '../../test/support/retold.ts';
import { type System, systemOf } from './populations/system.ts';
import type { Proof, Proved } from './prove.ts';

/** Requests in two groups, as a run with faults leaves them, and what was planted in the second. */
interface Population {
  readonly a: readonly Trace[];
  readonly b: readonly Trace[];
  readonly change: Change | undefined;
}

/** Labels that are wrong, of each group. */
const MOST_WRONG = 0.05;
const MOST_JITTER = 0.5;

/** A population of 40 to 200 requests, a quarter to a half of them in the second group. */
function populationOf(seed: number, cause: Cause | undefined): Population {
  const chance = chanceOf(seed);
  const system = systemWith(cause, chance);
  const change = cause && changeOf(cause, system, chance);
  const jitter = chance.between(0, MOST_JITTER);
  const attributes = () => ({ tenant: chance.one(['x', 'y', 'z']), canary: chance.isSo(0.5) });
  const n = chance.whole(40, 200);
  const inB = Math.round(n * chance.between(0.25, 0.5));
  const labelled = drawn(inB, n, chance.random);
  const wrong = wrongLabels(labelled, n, chance);
  const groups: { a: Trace[]; b: Trace[] } = { a: [], b: [] };
  for (let i = 0; i < n; i += 1) {
    const isSlow = labelled.has(i) !== wrong.has(i);
    const drawing = { system, change, isSlow, noise: { jitter, attributes }, chance };
    groups[labelled.has(i) ? 'b' : 'a'].push(requestOf(drawing, seed * 1000 + i, i * 10_000));
  }
  return { ...groups, change };
}

function systemWith(cause: Cause | undefined, chance: Chance): System {
  for (;;) {
    const system = systemOf(chance);
    if (cause === undefined || waitsForCall(system)) return system;
  }
}

function wrongLabels(labelled: ReadonlySet<number>, n: number, chance: Chance): Set<number> {
  const share = chance.between(0, MOST_WRONG);
  const all = Array.from({ length: n }, (_, i) => i);
  const some = (group: readonly number[]): number[] =>
    Array.from(
      drawn(Math.floor(share * group.length), group.length, chance.random),
      (at) => group[at] ?? 0,
    );
  return new Set([
    ...some(all.filter((i) => labelled.has(i))),
    ...some(all.filter((i) => !labelled.has(i))),
  ]);
}

/** What the headline names, in words; undefined when it names nothing. */
function named({ headline }: CompareFinding): string | undefined {
  const { kind, service = '', operation = '', attribute } = headline;
  if (kind === 'clocks') return `clock of ${service}`;
  if (kind !== 'place') return undefined;
  return `${service} ${operation}${attribute ? ` ${attribute.key}=${attribute.value}` : ''}`;
}

/** Of these any is right. */
function wantedFor(cause: Cause, change: Change): string[] {
  const { attribute } = change;
  const more = attribute ? ` ${attribute.key}=${attribute.slow}` : '';
  return placesToName(change).map(({ service, name }) =>
    cause === 'skew' ? `clock of ${service}` : `${service} ${name}${more}`,
  );
}

/** What is named of a population, and what should be. */
export interface Named {
  readonly seed: number;
  readonly found: string | undefined;
  /** Of these any is right; of none, nothing may be named. */
  readonly wanted: readonly string[];
}

/** @param retell by default the requests stay as they were drawn */
export function nameCause(
  seed: number,
  cause: Cause | undefined,
  retell: Retelling = (trace) => trace,
): Named {
  const { a, b, change } = populationOf(seed, cause);
  const finding = compare({ a: a.map(retell), b: b.map(retell) }, 'dealt');
  const wanted = cause && change ? wantedFor(cause, change) : [];
  return { seed, found: finding && named(finding), wanted };
}

/** A headline may say more than was planted (an attribute that follows from it), not less. */
export const isRight = ({ found, wanted }: Named): boolean =>
  wanted.length === 0
    ? found === undefined
    : wanted.some((cause) => found === cause || found?.startsWith(`${cause} `) === true);

const WITH_CAUSE = 200;
const WITHOUT_CAUSE = 300;

/** Of 40 populations of each cause that takes time, those in which an answer about all of them, or about one, names it. */
function answersProved(note: (text: string) => void, lines: string[]): Proved[] {
  return ANSWERS.map((answer: AnswerName) => {
    note(`${answer}: ${TAKING_TIME.length * OF_AN_ANSWER} populations`);
    const all = TAKING_TIME.flatMap((cause) =>
      Array.from({ length: OF_AN_ANSWER }, (_, i) => ({
        cause,
        one: nameMostTime(i + 1, cause, answer),
      })),
    );
    const wrong = all.filter(({ one }) => !isRight(one));
    for (const { cause, one } of wrong)
      lines.push(
        `${answer}, ${cause}, seed ${one.seed}: "${one.found ?? 'nothing'}", not "${one.wanted.join('" or "')}"`,
      );
    const bound = { atLeast: 0.95 };
    return { what: `${answer}: named`, count: all.length - wrong.length, of: all.length, bound };
  });
}

const OF_AN_ANSWER = 40;

function run(note: (text: string) => void): Promise<{ proved: Proved[]; lines: string[] }> {
  const each = Math.ceil(WITH_CAUSE / CAUSES.length);
  const lines: string[] = [];
  const count = (cause: Cause | undefined, n: number): number => {
    note(`${cause ?? 'no cause'}: ${n} populations`);
    const all = Array.from({ length: n }, (_, i) => nameCause(i + 1, cause));
    for (const one of all.filter((each_) => !isRight(each_)))
      lines.push(
        `${cause ?? 'no cause'}, seed ${one.seed}: "${one.found ?? 'nothing'}", not "${one.wanted.join('" or "') || 'nothing'}"`,
      );
    return all.filter(isRight).length;
  };
  const bound = { atLeast: 0.95 };
  const causes = CAUSES.map((cause) => ({
    what: `${cause}: named`,
    count: count(cause, each),
    of: each,
    bound,
  }));
  const total = causes.reduce((sum, one) => sum + one.count, 0);
  const none = count(undefined, WITHOUT_CAUSE);
  return Promise.resolve({
    proved: [
      ...causes,
      { what: 'all causes: named', count: total, of: each * CAUSES.length, bound },
      { what: 'no cause: nothing named', count: none, of: WITHOUT_CAUSE, bound: { atLeast: 0.98 } },
      ...answersProved(note, lines),
    ],
    lines,
  });
}

export const populationsProof: Proof = {
  name: 'populations',
  about: 'requests with one planted cause, or none, and what compare, slowest and trace name',
  run,
};
