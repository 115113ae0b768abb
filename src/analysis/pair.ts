/** One value for each of two groups: `a` is the one compared with, `b` the one that is explained. */
export interface Pair<T> {
  readonly a: T;
  readonly b: T;
}

/** Bounds in µs. */
export interface Interval {
  readonly fromUs: number;
  readonly toUs: number;
}

export const mapPair = <T, U>({ a, b }: Pair<T>, change: (value: T) => U): Pair<U> => ({
  a: change(a),
  b: change(b),
});
