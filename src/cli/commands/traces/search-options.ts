import { InvalidArgumentError } from 'commander';
import { type Micros, micros } from '../../../model/units.ts';

/** Collects `key=value`; the value may hold further equals signs. */
export function tag(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must read key=value, such as error=true.');
  const [key, value] = [text.slice(0, at), text.slice(at + 1)];
  if (Object.hasOwn(before, key) && before[key] !== value) {
    throw new InvalidArgumentError(`${key} cannot have two values: a tag is asked for once.`);
  }
  return { ...before, [key]: value };
}

const INSTANT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?)?$/;

/** A moment as RFC 3339 has it; without a zone it is this machine's, without a time midnight. */
export function instant(text: string): Micros {
  const [, day, time = '00:00', fraction = '', zone = ''] = INSTANT.exec(text) ?? [];
  const ms = day === undefined ? NaN : Date.parse(`${day}T${time}${zone}`);
  if (Number.isNaN(ms)) {
    throw new InvalidArgumentError('It must be a moment, such as 2026-11-23T07:30:00Z.');
  }
  return micros(ms * 1000 + Math.floor(Number(`0${fraction}`) * 1_000_000));
}
