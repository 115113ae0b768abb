import { parseDurationMs } from '../../base/duration.ts';
import { type Micros, micros } from '../../model/units.ts';

const DATE_AND_TIME =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(\.\d{1,9})? ?(Z|[+-]\d\d:\d\d)?)?$/;
const TIME_OF_DAY = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;

/**
 * A moment as a person types it: RFC 3339 (a time without a zone is local), a date (its midnight), a time of today
 * (`14:05`), or how long ago it was (`10m`).
 *
 * @param utc what has no zone is in UTC
 * @returns undefined for anything else
 */
export function parseMoment(text: string, nowMs: number, utc = false): Micros | undefined {
  const ms = parseDurationMs(text);
  if (ms !== undefined) return micros(Math.floor((nowMs - ms) * 1000));
  return timeOfDay(text, nowMs, utc) ?? dateAndTime(text, utc);
}

function timeOfDay(text: string, nowMs: number, utc: boolean): Micros | undefined {
  const [, hours, minutes, seconds = '0'] = TIME_OF_DAY.exec(text) ?? [];
  if (hours === undefined) return undefined;
  const now = new Date(nowMs);
  const time = [Number(hours), Number(minutes), Number(seconds), 0] as const;
  return micros((utc ? now.setUTCHours(...time) : now.setHours(...time)) * 1000);
}

function dateAndTime(text: string, utc: boolean): Micros | undefined {
  const [, day, time = '00:00', fraction = '', zone = utc ? 'Z' : ''] =
    DATE_AND_TIME.exec(text) ?? [];
  if (day === undefined || !isInCalendar(day)) return undefined;
  const at = Date.parse(`${day}T${time}${zone}`);
  if (Number.isNaN(at)) return undefined;
  return micros(at * 1000 + Math.floor(Number(`0${fraction}`) * 1_000_000));
}

/** `Date.parse` takes 30 February for 2 March. */
function isInCalendar(day: string): boolean {
  const midnight = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
}
