import type { Answer } from './send.ts';

export interface Call {
  readonly query: URLSearchParams;
  /** What the groups of the path found, decoded. */
  readonly segments: readonly string[];
}

export interface Route {
  readonly method: string;
  /** Of the path as it was sent, so that an encoded slash is part of a segment. */
  readonly path: RegExp;
  /** Whether a plus in the path stands for a space, as it does in a query string. */
  readonly plusIsSpace?: true;
  /** @throws Refusal */
  readonly answer: (call: Call) => Answer | Promise<Answer>;
  /** An error in the form of the route's API; as plain text when absent. */
  readonly errorBody?: (status: number, message: string) => unknown;
}
