import type { ComparedPlace, CompareFinding } from '../../../analysis/compare-finding.ts';
import {
  attributesTable,
  compareNotes,
  evidenceNote,
  probability,
  type CompareSource,
} from './notes.ts';
import { compareRows } from './rows.ts';
import { compareSentence } from './headline.ts';
import { rowNames } from '../call-step.ts';
import { duration } from '../duration.ts';
import { headlineLine } from '../headline.ts';
import { paint, type Screen, signs } from '../screen.ts';
import { table, type Column } from '../table.ts';
import { counted } from '../../../model/counted.ts';
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
    return compareRows(finding, source, compareSentence(finding, source, screen));
  const { dim } = paint(screen);
  const structure = finding.places.filter(({ change }) => change !== 'time');
  const timing = finding.places.filter(({ change }) => change === 'time');
  return [
    headlineLine(compareSentence(finding, source, screen), screen) +
      paragraph(groupLine(finding, source, screen), screen, dim) +
      compareNotes(finding, source, screen),
    placesTable('Only in one, or in more of one', structure, finding, screen),
    placesTable(`Time by ${finding.groupBy ?? 'place'}, in both`, timing, finding, screen),
    attributesTable(finding, source.names, screen),
    evidenceNote(finding, screen),
  ]
    .filter((part) => part !== '')
    .join('\n');
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
  const names = new Map(rowNames(all, screen).map((name, i) => [all[i], name]));
  const shown = places.slice(0, MOST_PLACES);
  const rows = shown.map((place) => [
    `  ${names.get(place)?.service ?? ''}`,
    names.get(place)?.name ?? '',
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
