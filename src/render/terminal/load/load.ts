import { counted } from '../../../model/counted.ts';
import { groupBy } from '../../../base/group-by.ts';
import { duration } from '../duration.ts';
import { missingRows, tsvRows } from '../../tsv.ts';
import { type RequestsShown, renderRequests, requestRows } from './requests.ts';
import { sentRequests } from '../sent-requests.ts';
import { printable } from '../printable.ts';
import { type Screen, paint, verdict } from '../screen.ts';
import { type DelayShown, delayRows, delayText } from './delay.ts';
import { paragraph } from '../wrap.ts';

interface Times {
  readonly n: number;
  readonly meanUs?: number | undefined;
  readonly p50Us?: number | undefined;
  readonly p95Us?: number | undefined;
  readonly p99Us?: number | undefined;
  readonly maxUs?: number | undefined;
}

interface Load {
  readonly run: number;
  readonly url: string;
  readonly interrupted: boolean;
  readonly planned?: number | undefined;
  readonly faults: readonly { readonly fault: string; readonly requests: number }[];
  readonly summary: {
    readonly requests: number;
    readonly ok: number;
    readonly failures: readonly {
      readonly kind: string;
      readonly status?: number | undefined;
      readonly count: number;
      readonly reason?: string | undefined;
    }[];
    readonly response: Times;
    readonly service: Times;
    readonly lateness: Times;
    readonly durationUs: number;
    readonly answeredPerSecond?: number | undefined;
  };
  /** Where there is more than one kind of request. */
  readonly byRequest?: readonly RequestsShown[] | undefined;
  readonly traces?:
    | {
        readonly expected: number;
        readonly readable: number;
        readonly notSampled: number;
        readonly withoutId: number;
        readonly missing: readonly string[];
        readonly wrong: readonly { readonly traceId: string; readonly faults: readonly string[] }[];
        readonly waitedMs: number;
        readonly delay?: DelayShown | undefined;
      }
    | undefined;
}

const COLUMNS = ['mean', 'p50', 'p95', 'p99', 'max'] as const;
const KEYS = ['meanUs', 'p50Us', 'p95Us', 'p99Us', 'maxUs'] as const;

/** Rows: what a user who came on time waited, what the service took, how late the driver itself was. */
const ROWS = [
  ['response', 'from the intended start'],
  ['service', 'from the actual send'],
  ['lateness', 'of the sends'],
] as const;

/** More ids than this are of no use to a person; `--json` has them all. */
const MOST_IDS = 5;

/** Latencies, kinds of request, failures, and what became of the traces. */
export function renderLoad(load: Load, screen: Screen): string {
  if (screen.format === 'tsv') return forPipes(load);
  return forPeople(load, screen)
    .map((line) => `${line}\n`)
    .join('');
}

function forPeople(load: Load, screen: Screen): string[] {
  const { summary, url, run, byRequest = [] } = load;
  const { bold } = paint(screen);
  const { answeredPerSecond } = summary;
  const rate = answeredPerSecond === undefined ? '' : `, ${answeredPerSecond.toFixed(1)}/s`;
  const to = byRequest.length === 0 ? ` to ${printable(url)}` : '';
  const head = `${summary.ok} of ${counted(summary.requests, 'request')}${to} went well in ${duration(summary.durationUs)}${rate}`;
  const { requests } = summary;
  const sent = sentRequests({ requests, interrupted: load.interrupted, planned: load.planned });
  return [
    ...(load.interrupted
      ? linesOf(`run ${run} was interrupted: ${sent} requests ended, others were cut off`, screen, {
          sign: '! ',
        })
      : []),
    ...(requests === 0
      ? []
      : linesOf(`${head} (run\u00a0${run})`, screen, { sign: '', style: bold })),
    ...load.faults.flatMap(({ fault, requests }) =>
      linesOf(`${requests} of them carried the fault ${fault}`, screen),
    ),
    ...timeLines(load, screen),
    ...requestLines(load, screen),
    ...summary.failures.flatMap((failure) =>
      linesOf(`${failure.count} failed: ${failureWords(failure)}`, screen),
    ),
    ...traceLines(load, screen),
  ];
}

function timeLines({ summary }: Load, screen: Screen): string[] {
  const { dim } = paint(screen);
  if (summary.response.n === 0) return [];
  const shown = KEYS.map((key, at) => ({ key, title: COLUMNS[at] ?? '' })).filter(
    ({ key }) => summary.response[key] !== undefined,
  );
  const cells = (times: Times): string =>
    shown.map(({ key }) => duration(times[key] ?? 0).padStart(9)).join('');
  return [
    dim(`  ${''.padEnd(9)}${shown.map(({ title }) => title.padStart(9)).join('')}`),
    ...ROWS.map(([name, meaning]) => {
      const numbers = `  ${name.padEnd(9)}${cells(summary[name])}`;
      const isRoom = numbers.length + 2 + meaning.length <= screen.columns;
      return isRoom ? `${numbers}  ${dim(meaning)}` : numbers;
    }),
  ];
}

/** A sentence on as many lines as it needs. */
const linesOf = (
  text: string,
  screen: Screen,
  { sign, style }: { sign?: string; style?: (line: string) => string } = {},
): string[] =>
  paragraph(text, screen, style, sign === undefined ? '  ' : '', sign)
    .trimEnd()
    .replaceAll('\u00a0', ' ')
    .split('\n');

const requestLines = ({ byRequest = [] }: Load, screen: Screen): string[] =>
  renderRequests(byRequest, screen).split('\n').slice(0, -1);

/** What is wrong, once for all traces in which it is the same. */
function wrongTexts(wrong: NonNullable<Load['traces']>['wrong']): string[] {
  const kinds = [...groupBy(wrong, ({ faults }) => folded(faults))];
  const left = kinds.slice(MOST_IDS).reduce((sum, [, traces]) => sum + traces.length, 0);
  return [
    ...kinds.slice(0, MOST_IDS).map(([text, [first, ...others]]) => {
      const more = others.length === 0 ? '' : ` and ${others.length} more`;
      return `${first?.traceId ?? ''}${more}: ${text}`;
    }),
    ...(left > 0 ? [`and ${left} more that are not as expected`] : []),
  ];
}

/** Equal ones once, with their number. */
const folded = (faults: readonly string[]): string =>
  [...groupBy(faults, (fault) => fault)]
    .map(([fault, { length }]) => (length === 1 ? fault : `${length} × ${fault}`))
    .join(', ');

function traceLines({ traces }: Load, screen: Screen): string[] {
  if (!traces) return [];
  const { expected, readable, notSampled, withoutId, missing, wrong } = traces;
  const waited = `${(traces.waitedMs / 1000).toFixed(1)} s after the last request`;
  const more = (count: number): string =>
    count > MOST_IDS ? `, and ${count - MOST_IDS} more` : '';
  const below = [
    ...(traces.delay ? [delayText(traces.delay)] : []),
    ...(notSampled > 0
      ? [`${counted(notSampled, 'request')} ${notSampled === 1 ? 'was' : 'were'} not sampled`]
      : []),
    ...(withoutId > 0 ? [`${counted(withoutId, 'response')} had no trace id`] : []),
    ...(missing.length > 0
      ? [`missing: ${missing.slice(0, MOST_IDS).join(', ')}${more(missing.length)}`]
      : []),
    ...wrongTexts(wrong),
  ];
  return [
    ...(expected === 0
      ? linesOf('there are no traces to wait for', screen, { sign: '- ' })
      : linesOf(
          `${readable} of ${counted(expected, 'trace')} readable in Jaeger ${waited}`,
          screen,
          {
            sign: `${verdict(readable === expected, screen)} `,
          },
        )),
    ...below.flatMap((text) => linesOf(text, screen)),
  ];
}

function forPipes(load: Load): string {
  const { summary, traces, faults, byRequest = [] } = load;
  return [
    tsvRows('load', 'run url requests ok durationUs interrupted planned', [
      { ...load, ...summary, planned: load.planned },
    ]),
    tsvRows(
      'latency',
      'name n meanUs p50Us p95Us p99Us maxUs',
      ROWS.map(([name]) => ({ name, ...NO_TIMES, ...summary[name] })),
    ),
    requestRows(byRequest),
    tsvRows('fault', 'fault requests', faults),
    delayRows(traces?.delay),
    tsvRows(
      'failure',
      'count kind status reason',
      summary.failures.map((one) => ({ ...one, status: one.status, reason: one.reason })),
    ),
    tsvRows('traces', 'expected readable notSampled withoutId', traces ? [traces] : []),
    missingRows(traces?.missing ?? []),
    tsvRows(
      'wrong',
      'traceId faults',
      traces?.wrong.map((one) => ({ ...one, faults: one.faults.join('; ') })) ?? [],
    ),
  ].join('');
}

const NO_TIMES = {
  meanUs: undefined,
  p50Us: undefined,
  p95Us: undefined,
  p99Us: undefined,
  maxUs: undefined,
};

function failureWords({ kind, status, reason }: Load['summary']['failures'][number]): string {
  return [kind, status, reason === undefined ? undefined : printable(reason)]
    .filter((word) => word !== undefined)
    .join(' ');
}
