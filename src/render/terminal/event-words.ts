import type { EventWait } from '../../analysis/event-wait.ts';
import type { TailSpan } from '../../analysis/critical-path.ts';

/** 'between the events "Waiting for lock" and "Acquired lock"' */
export const waitWords = ({ after, before }: Pick<EventWait, 'after' | 'before'>): string =>
  after === undefined
    ? `before the event "${before}"`
    : `between the events "${after}" and "${before}"`;

/** Why work took no request time. */
export const TAIL: Readonly<Record<TailSpan['reason'], string>> = {
  consumer: 'it consumes a message',
  'starts-after-parent': 'it starts after its parent had ended',
  'outlives-parent': 'it runs on after its parent',
};
