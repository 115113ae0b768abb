import { duration } from '../../render/terminal/duration.ts';
import { counted } from '../../model/counted.ts';
import type { TraceChoice } from '../shell/trace-options.ts';

/** " through gateway, with GET /process, with error=true": what the traces had to be like, for a person; "" for any. */
export function conditions(choice: TraceChoice): string {
  const { service, operation, tag = {}, notTag = [], errors, minSpans } = choice;
  const pairs = (tags: object): string[] =>
    Object.entries(tags).map(([key, value]) => `${key}=${String(value)}`);
  const parts = [
    ...(service === undefined ? [] : [`through ${service}`]),
    ...(choice.withoutService ?? []).map((name) => `not through ${name}`),
    ...(operation === undefined ? [] : [`with ${operation}`]),
    ...(choice.notOperation ?? []).map((name) => `without ${name}`),
    ...pairs(tag).map((pair) => `with ${pair}`),
    ...notTag.map(([key, value]) => `without ${key}=${value}`),
    ...between('with a span', choice.spanMin, choice.spanMax),
    ...between('with a duration', choice.min, choice.max),
    ...(minSpans === undefined ? [] : [`with at least ${counted(minSpans, 'span')}`]),
    ...(errors ? ['with a failed span'] : []),
  ];
  return parts.length === 0 ? '' : ` ${parts.join(', ')}`;
}

/** Both in milliseconds. */
function between(what: string, min: number | undefined, max: number | undefined): string[] {
  if (min !== undefined && max !== undefined)
    return [`${what} of ${duration(min * 1000)} to ${duration(max * 1000)}`];
  if (min !== undefined) return [`${what} of at least ${duration(min * 1000)}`];
  return max === undefined ? [] : [`${what} of at most ${duration(max * 1000)}`];
}
