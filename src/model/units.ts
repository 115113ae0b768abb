declare const unit: unique symbol;

/** Whole microseconds: a length of time, or a moment since the epoch (exact: below 2^53 until the year 2255). */
export type Micros = number & { readonly [unit]: 'µs' };

/** The one place where a plain number becomes microseconds. */
export const micros = (value: number): Micros => value as Micros;
