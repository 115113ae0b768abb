import { percentilesOf, type Percentiles } from '../base/percentile.ts';
import type { FailureKind, RequestRecord } from './request-record.ts';

/** All of `n` values; the percentiles by nearest rank, p95 from 20 values on, p99 from 100. Whole microseconds. */
export interface TimeSummary {
  readonly n: number;
  readonly meanUs: number | undefined;
  readonly p50Us: number | undefined;
  readonly p95Us: number | undefined;
  readonly p99Us: number | undefined;
  readonly maxUs: number | undefined;
}

/** Requests that failed alike. */
export interface FailureCount {
  readonly kind: FailureKind;
  /** HTTP status, if an answer came. */
  readonly status: number | undefined;
  readonly count: number;
  /** What the first of them said. */
  readonly reason: string | undefined;
}

/** @see docs/definitions.md#load */
export interface LoadSummary {
  readonly requests: number;
  /** `requests` without those that were never sent. */
  readonly sent: number;
  /** Answered in full and not by a status of 400 or above. */
  readonly ok: number;
  readonly failed: number;
  /** Most frequent first. Their counts sum to `failed`. */
  readonly failures: readonly FailureCount[];
  /** How many answers came with each status. */
  readonly statuses: readonly { readonly status: number; readonly count: number }[];
  /** Of the `ok` ones, from when each was due to the end of its answer: what somebody who came on time waited. */
  readonly response: TimeSummary;
  /** Of the `ok` ones, from when each was written to its connection: what the service took. */
  readonly service: TimeSummary;
  /** Of the `sent` ones, from due to written. In a closed loop that is the time it took to connect. */
  readonly lateness: TimeSummary;
  /** From the first moment due to the last end. */
  readonly durationUs: number;
  /** How densely they were sent, from the first to the last: the rate of an open loop. Undefined below two. */
  readonly sentPerSecond: number | undefined;
  /** Complete answers of any status over the whole duration: the throughput of a closed loop. */
  readonly answeredPerSecond: number | undefined;
  /** How many named their trace. */
  readonly traced: number;
  /** How many of these said that it is recorded. */
  readonly sampled: number;
}

/** What a run of load showed. The records may come in any order. */
export function summarise(records: readonly RequestRecord[]): LoadSummary {
  const sent = records.filter(({ failure }) => failure !== 'not-sent');
  const ok = records.filter(({ failure }) => failure === undefined);
  const traced = records.filter(({ traceId }) => traceId !== undefined);
  return {
    requests: records.length,
    sent: sent.length,
    ok: ok.length,
    failed: records.length - ok.length,
    failures: failuresOf(records),
    statuses: statusesOf(records),
    response: summary(ok.map(({ dueMs, finishedMs }) => finishedMs - dueMs)),
    service: summary(ok.map(({ sentMs, finishedMs }) => finishedMs - sentMs)),
    lateness: summary(sent.map(({ dueMs, sentMs }) => sentMs - dueMs)),
    ...ratesOf(records, sent),
    traced: traced.length,
    sampled: traced.filter(({ sampled }) => sampled).length,
  };
}

const wholeUs = (ms: number): number => Math.round(ms * 1000);

function summary(timesMs: readonly number[]): TimeSummary {
  const times = timesMs.map(wholeUs);
  const { n, p50, p95, p99, max }: Percentiles<number> = percentilesOf(times);
  const total = times.reduce((sum, time) => sum + time, 0);
  const meanUs = n > 0 ? Math.round(total / n) : undefined;
  return { n, meanUs, p50Us: p50, p95Us: p95, p99Us: p99, maxUs: max };
}

function failuresOf(records: readonly RequestRecord[]): FailureCount[] {
  const counts = new Map<string, { -readonly [K in keyof FailureCount]: FailureCount[K] }>();
  for (const { failure: kind, status, reason } of records) {
    if (kind === undefined) continue;
    const key = `${kind} ${status ?? ''}`;
    const counted = counts.get(key) ?? { kind, status, count: 0, reason };
    counted.count += 1;
    counts.set(key, counted);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

function statusesOf(records: readonly RequestRecord[]): { status: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const { status } of records) {
    if (status !== undefined) counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts]
    .map(([status, count]) => ({ status, count }))
    .sort((a, b) => a.status - b.status);
}

type Rates = Pick<LoadSummary, 'durationUs' | 'sentPerSecond' | 'answeredPerSecond'>;

function ratesOf(records: readonly RequestRecord[], sent: readonly RequestRecord[]): Rates {
  const due = extent(records.map(({ dueMs }) => dueMs));
  const finished = extent(records.map(({ finishedMs }) => finishedMs));
  const sends = extent(sent.map(({ sentMs }) => sentMs));
  const durationMs = records.length > 0 ? Math.max(0, finished.last - due.first) : 0;
  const answered = records.filter(
    ({ failure }) => failure === undefined || failure === 'http-status',
  );
  return {
    durationUs: wholeUs(durationMs),
    sentPerSecond: perSecond(sent.length - 1, sends.last - sends.first),
    answeredPerSecond: perSecond(answered.length, durationMs),
  };
}

/** First and last of a set of moments; a loop, for there may be more than a call takes arguments. */
function extent(moments: readonly number[]): { first: number; last: number } {
  let first = Infinity;
  let last = -Infinity;
  for (const moment of moments) {
    first = Math.min(first, moment);
    last = Math.max(last, moment);
  }
  return { first, last };
}

const perSecond = (count: number, ms: number): number | undefined =>
  count > 0 && ms > 0 ? (count * 1000) / ms : undefined;
