import type { OverheadSide } from '../../../analysis/overhead.ts';
import type { Spread } from '../../../base/spread.ts';
import { duration } from '../duration.ts';
import { SIDE_TITLES } from './progress.ts';
import { paint, type Screen } from '../screen.ts';
import { type Cell, type Column, table, tableWidth } from '../table.ts';
import { tsvRows } from '../../tsv.ts';
import { counted } from '../../../model/counted.ts';
import { paragraph } from '../wrap.ts';

interface Overhead {
  readonly service: { readonly service: string; readonly request: string; readonly does: string };
  readonly rounds: number;
  readonly durationMs: number;
  readonly concurrency: number;
  readonly env: Readonly<Record<string, string>>;
  readonly machine: { readonly node: string; readonly cores: number };
  readonly sides: readonly OverheadSide[];
}

/** One sentence, a column for each side, and what the figures stand for. */
export function renderOverhead(finding: Overhead, screen: Screen): string {
  return screen.format === 'table' ? forPeople(finding, screen) : forPipes(finding);
}

function forPeople(finding: Overhead, screen: Screen): string {
  const { bold, dim } = paint(screen);
  const notes = [...dropNotes(finding), ...unsteady(finding), ...meaning(finding)];
  return [
    paragraph(headline(finding, screen), screen, bold),
    '\n',
    figures(finding, screen),
    '\n',
    ...notes.map((note) => paragraph(note, screen, dim)),
  ].join('');
}

function headline({ sides, concurrency }: Overhead, screen: Screen): string {
  const [all, tenth, remote] = sides.flatMap(({ toBare }) => (toBare ? [toBare] : []));
  const share = (side: typeof all): string => shown(side?.throughput, ratio, screen);
  const more = (side: typeof all): string => added(side?.p50AddedUs.median ?? NaN, screen);
  const asked = remote ? `, and ${share(remote)} where it asks for that rate` : '';
  return (
    `Instrumented at 100 % this service serves ${share(all)} of the requests that it serves bare, ` +
    `at 10 % ${share(tenth)}${asked}; with ${counted(concurrency, 'request')} under way p50 changes by ` +
    `${more(all)}, at 10 % by ${more(tenth)}.`
  );
}

const ratio = (value: number): string => value.toFixed(2);

const added = (us: number, screen: Pick<Screen, 'unicode'>): string =>
  us < 0 ? duration(us, screen) : `+${duration(us, screen)}`;

type Show = (value: number) => string;

/** "8012 (7900–8100)" */
function shown(spread: Spread | undefined, show: Show, screen: Pick<Screen, 'unicode'>): string {
  if (spread === undefined) return '';
  // One round has no range.
  if (spread.n === 1) return show(spread.median);
  const to = screen.unicode ? '–' : '-';
  return `${show(spread.median)} (${show(spread.low)}${to}${show(spread.high)})`;
}

/** A row for each figure, a column for each side; on a screen too narrow for that a table for each side. */
function figures({ sides }: Overhead, screen: Screen): string {
  const titles = sides.map(({ side }) => SIDE_TITLES[side]);
  const cells = sides.map((side) => figuresOf(side, screen));
  const rows = (cells[0] ?? []).map(([name], row): Cell[] => [
    name,
    ...cells.map((side) => side[row]?.[1] ?? ''),
  ]);
  const some = rows.filter(([, ...values]) => values.some((value) => value !== ''));
  const columns: Column[] = [
    { title: `n = ${counted(sides[0]?.perSecond.n ?? 0, 'round')}` },
    ...titles.map((title) => ({ title })),
  ];
  if (tableWidth(columns, some).full <= screen.columns) return table(columns, some, screen);
  return titles
    .map((title, at) => {
      const own = some.map((row): Cell[] => [row[0] ?? '', row[at + 1] ?? '']);
      const there = own.filter(([, value]) => value !== '');
      return `${paint(screen).bold(title)}\n${table([{ title: '' }, { title: '' }], there, screen)}`;
    })
    .join('\n');
}

function figuresOf(
  { perSecond, p50Us, p99Us, cpuUs, toBare, spans, requests }: OverheadSide,
  screen: Screen,
): [name: string, value: string][] {
  const time: Show = (us) => duration(us, screen);
  const more: Show = (us) => added(us, screen);
  const whole: Show = (value) => String(Math.round(value));
  const lost = spans.dropped > 0 ? `, ${spans.dropped} dropped` : '';
  return [
    ['requests/s', shown(perSecond, whole, screen)],
    ['  over bare', shown(toBare?.throughput, ratio, screen)],
    ['p50', shown(p50Us, time, screen)],
    ['  to bare', shown(toBare?.p50AddedUs, more, screen)],
    ['p99', shown(p99Us, time, screen)],
    ['CPU a request', shown(cpuUs, time, screen)],
    ['  to bare', shown(toBare?.cpuAddedUs, more, screen)],
    ['requests', String(requests)],
    ['spans received', `${spans.received} of ${spans.sampled}${lost}`],
  ];
}

function dropNotes({ sides }: Overhead): string[] {
  return sides
    .filter(({ spans }) => spans.dropped > 0)
    .map(
      ({ side, spans }) =>
        `${SIDE_TITLES[side]}: ${spans.dropped} of ${counted(spans.sampled, 'span')} were dropped on the way: the service makes more than its exporter sends, and its queue (OTEL_BSP_MAX_QUEUE_SIZE) is full.`,
    );
}

/** The throughput of the same bare service should not change from round to round by more than this factor. */
const STEADY = 1.5;

function unsteady({ sides }: Overhead): string[] {
  const bare = sides.find(({ side }) => side === 'bare')?.perSecond;
  if (!bare || bare.high <= STEADY * bare.low) return [];
  return [
    'The bare service itself was not steady: something else keeps this machine busy. Use more rounds (--rounds 15) or a quiet machine.',
  ];
}

function meaning(finding: Overhead): string[] {
  const { service, rounds, durationMs, concurrency, machine, sides, env } = finding;
  const variables = Object.entries(env).map(([key, value]) => `${key}=${value}`);
  const range = sides[0]?.perSecond.range === 'p25-p75' ? 'quartiles' : 'least and greatest';
  return [
    ...(variables.length > 0 ? [`Instrumented with ${variables.join(' ')}.`] : []),
    `${service.request} of the service ${service.service} ${service.does}: this is the cost of tracing beside the least work there is. A request that does more pays the same for its own span beside more, and for one of each call that it makes.`,
    `Median (${range}) of ${counted(rounds, 'round')} of ${duration(durationMs * 1000)} each, the sides in turn; relative to bare within each round. Closed loop, ${concurrency} at a time: latency includes the wait for the requests before.`,
    `Node ${machine.node}, ${counted(machine.cores, 'core')}, which the load generator and the backend share with the service: with few cores the requests/s include what receiving the spans costs, CPU a request is of the service alone.`,
  ];
}

function forPipes({ sides }: Overhead): string {
  const figures = sides.flatMap(({ side, perSecond, p50Us, p99Us, cpuUs, toBare }) => {
    const { throughput, p50AddedUs, cpuAddedUs } = toBare ?? {};
    const all = { perSecond, throughput, p50Us, p50AddedUs, p99Us, cpuUs, cpuAddedUs };
    return Object.entries(all).flatMap(([figure, spread]) =>
      spread === undefined ? [] : [{ side, figure, ...spread }],
    );
  });
  return [
    tsvRows('figure', 'side figure n median low high', figures),
    tsvRows(
      'spans',
      'side requests sampled received dropped',
      sides.map(({ side, requests, spans }) => ({ side, requests, ...spans })),
    ),
  ].join('');
}
