import { percentilesOf, type Percentiles } from '../base/percentile.ts';
import type { FailureKind, RequestRecord } from './request-record.ts';

/** Figures of `n` values in whole microseconds; percentiles by nearest rank, p95 from 20 values on, p99 from 100. */
export interface TimeSummary {
  readonly n: number;
  readonly meanUs: number | undefined;
  readonly p50Us: number | undefined;
  readonly p95Us: number | undefined;
  readonly p99Us: number | undefined;
  readonly maxUs: number | undefined;
}

/** Requests that failed in the same way. */
export interface FailureCount {
  readonly kind: FailureKind;
  /** HTTP status, if there was a response. */
  readonly status: number | undefined;
  readonly count: number;
  /** The reason of the first of them. */
  readonly reason: string | undefined;
}

/** @see docs/definitions.md#load */
export interface LoadSummary {
  readonly requests: number;
  /** `requests` without those that were never sent. */
  readonly sent: number;
  /** Complete responses with a status below 400. */
  readonly ok: number;
  readonly failed: number;
  /** Most frequent first. Their counts sum to `failed`. */
  readonly failures: readonly FailureCount[];
  /** The number of responses with each status. */
  readonly statuses: readonly { readonly status: number; readonly count: number }[];
  /** Of the `ok` requests, from the due time to the end of the response: how long a user who came on time waited. */
  readonly response: TimeSummary;
  /** Of the `ok` requests, from the write to the connection to the end of the response: what the service took. */
  readonly service: TimeSummary;
  /** Of the `sent` requests, from the due time to the write. In a closed loop this is the time to connect. */
  readonly lateness: TimeSummary;
  /** From the first due time to the last end. */
  readonly durationUs: number;
  /** Send rate from the first to the last request: the rate of an open loop. Undefined for fewer than two. */
  readonly sentPerSecond: number | undefined;
  /** Complete responses of any status over the whole duration: the throughput of a closed loop. */
  readonly answeredPerSecond: number | undefined;
  /** Responses with a trace id. */
  readonly traced: number;
  /** Those of them whose trace is sampled. */
  readonly sampled: number;
}

/** Summarises a run of load. The records may be in any order. */
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

/** First and last of a set of moments. A loop, because there may be more of them than a call can take as arguments. */
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
