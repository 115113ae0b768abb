import type { JunitCase } from '../../../render/junit.ts';
import type { SmokeAnswer } from './answer.ts';

/** In the order in which they are made. */
export const SMOKE_CHECKS = ['up', 'load', 'traces', 'ranking', 'down'] as const;
export type SmokeCheck = (typeof SMOKE_CHECKS)[number];

/** How long those took that were timed. */
export type CheckTimes = Readonly<Partial<Record<SmokeCheck, number>>>;

/** What each check found. One without a time or a failure was not reached. */
export const checksOf = (
  failures: readonly { readonly check: SmokeCheck; readonly sentence: string }[],
  tookMs: CheckTimes,
): SmokeAnswer['checks'] =>
  SMOKE_CHECKS.map((check) => {
    const found = failures.filter((failure) => failure.check === check);
    const passed = tookMs[check] === undefined ? 'skipped' : 'passed';
    return {
      check,
      result: found.length > 0 ? 'failed' : passed,
      tookMs: tookMs[check],
      failures: found.map(({ sentence }) => sentence),
    };
  });

const TITLES: Readonly<Record<SmokeCheck, string>> = {
  up: 'the lab is up',
  load: 'every request is answered',
  traces: 'every trace is as expected',
  ranking: 'the ranking names a place',
  down: 'the lab is removed',
};

/** A case for each check, with the same name in each run of the scenario. */
export const junitCases = ({ scenario, checks }: SmokeAnswer): JunitCase[] =>
  checks.map(({ check, result, tookMs, failures }) => ({
    name: `${scenario}: ${TITLES[check]}`,
    type: check,
    tookMs,
    failures,
    isSkipped: result === 'skipped',
  }));
