import type { JSX } from 'preact';
import { zonedTime } from '../../../model/instant.ts';
import { micros } from '../../../model/units.ts';

interface MomentProps {
  /** Since 1970. */
  readonly us: number;
}

/** A time of the clock in the zone of the browser, written as the terminal writes it. */
export function Moment({ us }: MomentProps): JSX.Element {
  const date = new Date(us / 1000);
  // What a span claims may lie outside of what a date can hold.
  if (Number.isNaN(date.getTime())) return <span>{us} µs</span>;
  return (
    <time dateTime={date.toISOString()} title={date.toISOString()}>
      {zonedTime(micros(us), {}).replace('T', ' ')}
    </time>
  );
}
