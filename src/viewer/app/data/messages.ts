import type { Analyst } from './analyst.ts';

/** Where the traces are: at the server that the page came from, or in the page itself. */
export type Source =
  | { readonly kind: 'jaeger'; readonly origin: string; readonly isUi: boolean }
  | { readonly kind: 'report'; readonly index: string; readonly spans: string };

/** To the worker: first where the traces are, then one message per question. */
export type ToWorker =
  | { readonly open: Source }
  | { readonly id: number; readonly method: keyof Analyst; readonly args: readonly unknown[] };

/** A failure as a person is shown it. */
export interface Failed {
  readonly sentence: string;
  readonly hint: string | undefined;
}

export type FromWorker =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failed };
