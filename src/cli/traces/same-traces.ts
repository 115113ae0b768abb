import { printable } from '../../render/terminal/printable.ts';

/** Which traces an answer was about, as its command was asked. */
export interface TracesAsked {
  /** The address to show, without a password. */
  readonly jaegerUrl?: string | undefined;
  readonly service?: string | undefined;
  readonly run?: number | undefined;
  /** Milliseconds back from now. */
  readonly since?: number | undefined;
}

/** The options that ask another command for the same traces, each with a space before it; "" for a lab's latest run. */
export function sameTraces({ jaegerUrl, service, run, since }: TracesAsked): string {
  // Of a run all traces are wanted; elsewhere the service says which.
  const isWindow = jaegerUrl !== undefined || since !== undefined;
  return [
    ...(jaegerUrl === undefined ? [] : [` --jaeger-url ${shellWord(jaegerUrl)}`]),
    ...(service === undefined || !isWindow ? [] : [` --service ${shellWord(service)}`]),
    ...(run === undefined ? [] : [` --run ${run}`]),
    ...(since === undefined ? [] : [` --since ${durationOption(since)}`]),
  ].join('');
}

/** A text as one word of a shell's command line. */
const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${printable(text).replaceAll("'", `'\\''`)}'`;

function durationOption(ms: number): string {
  const units = [
    [3_600_000, 'h'],
    [60_000, 'm'],
    [1000, 's'],
  ] as const;
  const [size, unit] = units.find(([length]) => ms % length === 0) ?? ([1, 'ms'] as const);
  return `${ms / size}${unit}`;
}
