import type { ComparedPlace, CompareFinding, Pair } from '../../../analysis/compare-finding.ts';
import {
  attributesTable,
  compareNotes,
  evidenceNote,
  probability,
  type CompareSource,
} from './notes.ts';
import { compareRows } from './rows.ts';
import { placeNames, stepName } from '../call-step.ts';
import { duration } from '../duration.ts';
import { paint, type Screen, signs } from '../screen.ts';
import { table, type Column } from '../table.ts';
import { counted } from '../words.ts';
import { paragraph } from '../wrap.ts';

const MOST_PLACES = 12;

/**
 * What makes one group slower than the other: a sentence, then what is in one only, then time by place. For a pipe:
 * tab-separated rows, which `compareRows` describes.
 */
export function renderCompare(
  finding: CompareFinding,
  source: CompareSource,
  screen: Screen,
): string {
  if (screen.format === 'tsv')
    return compareRows(finding, source, headline(finding, source, screen));
  const { bold, dim } = paint(screen);
  const structure = finding.places.filter(({ change }) => change !== 'time');
  const timing = finding.places.filter(({ change }) => change === 'time');
  return [
    paragraph(headline(finding, source, screen), screen, bold) +
      paragraph(groupLine(finding, source, screen), screen, dim) +
      compareNotes(finding, source, screen),
    placesTable('Only in one, or in more of one', structure, finding, screen),
    placesTable('Time by place, in both', timing, finding, screen),
    attributesTable(finding, source.names, screen),
    evidenceNote(finding, screen),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** "payment POST /pay explains 1.998 s of the 2.001 s difference (99.8 %). On average, b (run 2) takes 6.1 times as long." */
function headline(finding: CompareFinding, { names }: CompareSource, screen: Screen): string {
  const { deltaUs, places, meanUs } = finding;
  const [a, b] = [`a (${names.a})`, `b (${names.b})`];
  if (Math.abs(deltaUs) < 0.5) return `${b} took as long as ${a}: there is no difference in time.`;
  const [first] = places
    .filter(({ share = 0 }) => share > 0)
    .sort((x, y) => Math.abs(y.deltaUs) - Math.abs(x.deltaUs));
  const step = first?.steps.at(-1);
  if (first === undefined || step === undefined) return `${b} differs from ${a}.`;
  const where = `${step.service} ${stepName(step, screen)}`;
  const inAll = ratioOf(meanUs, b);
  if ((first.share ?? 0) > MOST_SHARE)
    return `${where} explains ${whole(first, finding, screen)}${inAll}`;
  const share = `${((first.share ?? 0) * 100).toFixed(1)} %`;
  return `${where} explains ${precise(Math.abs(first.deltaUs))} of the ${precise(Math.abs(deltaUs))} difference (${share}).${inAll}`;
}

/** The ratio of the means; nothing where it rounds to 1, or a mean to nothing. */
function ratioOf({ a, b }: Pair<number>, name: string): string {
  const ratio = Math.max(a, b) / Math.min(a, b);
  const times = ratio.toFixed(ratio < 2 ? 2 : 1);
  if (!Number.isFinite(ratio) || times === '1.00') return '';
  const so = b < a ? `is ${times} times as fast` : `takes ${times} times as long`;
  return ` On average, ${name} ${so}.`;
}

/** More would be shown as over 100.0 %. */
const MOST_SHARE = 1.0005;

/** "all of the 2.0 s difference: it took 2.3 s more, and cart GET /cart 300 ms less." */
function whole(first: ComparedPlace, { deltaUs, places }: CompareFinding, screen: Screen): string {
  const against = places.filter(({ deltaUs: other }) => other * deltaUs < 0);
  const [most] = against.toSorted((a, b) => Math.abs(b.deltaUs) - Math.abs(a.deltaUs));
  const [much, little] = deltaUs > 0 ? ['more', 'less'] : ['less', 'more'];
  const amount = (us: number): string => precise(Math.abs(us));
  const all = `all of the ${amount(deltaUs)} difference: it took ${amount(first.deltaUs)} ${much}`;
  const step = most?.steps.at(-1);
  if (most === undefined || step === undefined) return `${all}.`;
  const other = `${step.service} ${stepName(step, screen)}`;
  const more = against.length - 1;
  const rest = more > 0 ? `; ${counted(more, 'other place')} took ${little} too` : '';
  return `${all}, and ${other} ${amount(most.deltaUs)} ${little}${rest}.`;
}

/** To the millisecond: two figures of nearly the same size are compared. */
function precise(us: number): string {
  if (us >= 999_500) return `${(us / 1e6).toFixed(3)} s`;
  return us >= 1000 ? `${(us / 1000).toFixed(1)} ms` : duration(us);
}

function groupLine(
  { traces, meanUs, roots, deltaUs }: CompareFinding,
  { names, jaegerVersion }: CompareSource,
  screen: Screen,
): string {
  const { dot } = signs(screen);
  const group = (key: 'a' | 'b'): string =>
    `${key} = ${names[key]}: ${counted(traces[key], 'trace')}, mean ${duration(meanUs[key], screen)}`;
  const slower = `b is ${duration(Math.abs(deltaUs), screen)} ${deltaUs < 0 ? 'faster' : 'slower'}`;
  const root = `${roots.a.service} ${roots.a.name}`;
  const other = `${roots.b.service} ${roots.b.name}`;
  const parts = [
    root === other ? root : `${root}, and ${other}`,
    group('a'),
    group('b'),
    ...(Math.abs(deltaUs) < 0.5 ? [] : [slower]),
    ...(jaegerVersion === undefined ? [] : [`Jaeger ${jaegerVersion}`]),
  ];
  return parts.join(` ${dot} `);
}

const COLUMNS: readonly Column[] = [
  { title: '', cutTo: 6, keeps: 12 },
  { title: '', cutTo: 10, keeps: 20 },
  { title: 'in a', align: 'right', givenUp: 1 },
  { title: 'in b', align: 'right', givenUp: 1 },
  { title: 'mean a', align: 'right', givenUp: 1 },
  { title: 'mean b', align: 'right', givenUp: 1 },
  { title: 'difference', align: 'right' },
  { title: 'share', align: 'right' },
  { title: 'p', align: 'right' },
];

function placesTable(
  title: string,
  places: readonly ComparedPlace[],
  { traces, places: all, evidence }: CompareFinding,
  screen: Screen,
): string {
  if (places.length === 0) return '';
  const { bold, dim } = paint(screen);
  // Named among all places, so that one place has one name in both tables.
  const names = new Map(placeNames(all, screen).map((name, i) => [all[i], name]));
  const shown = places.slice(0, MOST_PLACES);
  const rows = shown.map((place) => [
    `  ${place.steps.at(-1)?.service ?? ''}`,
    names.get(place) ?? '',
    `${place.presentIn.a}/${traces.a}`,
    `${place.presentIn.b}/${traces.b}`,
    duration(place.meanUs.a, screen),
    duration(place.meanUs.b, screen),
    signed(place.deltaUs, screen),
    place.share === undefined ? '' : `${(place.share * 100).toFixed(1)} %`,
    place.p === undefined ? '' : probability(place.p),
  ]);
  const more = places.length - shown.length;
  const rest = more > 0 ? `  ${dim(`and ${counted(more, 'more place')}; --json has all`)}\n` : '';
  const columns = evidence === undefined ? COLUMNS.slice(0, -1) : COLUMNS;
  return `${bold(title)}\n${table(columns, rows, screen)}${rest}`;
}

function signed(us: number, screen: Screen): string {
  const size = duration(Math.abs(us), screen);
  if (Math.abs(us) < 0.5) return size;
  return `${us < 0 ? '-' : '+'}${size}`;
}
