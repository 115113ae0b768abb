import { tsvRows } from '../../tsv.ts';

export interface DelayShown {
  readonly n: number;
  readonly p50Ms: number;
  readonly maxMs: number;
}

/** "a trace was readable 0.9 s after its request (median of 20), at most 1.4 s" */
export const delayText = ({ n, p50Ms, maxMs }: DelayShown): string =>
  `a trace was readable ${seconds(p50Ms)} after its request (median of ${n}), at most ${seconds(maxMs)}`;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

export const delayRows = (delay: DelayShown | undefined): string =>
  tsvRows('delay', 'n p50Ms maxMs', delay ? [delay] : []);
