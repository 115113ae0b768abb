import type { Ansis } from 'ansis';
import type {
  CallPathTime,
  SlowestBy,
  SlowestFinding,
  SlowestSection,
} from '../../../analysis/slowest-finding.ts';
import { bar } from '../bar.ts';
import { type NamedRow, rowNames } from '../call-step.ts';
import { duration } from '../duration.ts';
import { paint, signs, type Screen } from '../screen.ts';
import { table, tableWidth, type Cell, type Column, type Row } from '../table.ts';
import { counted } from '../../../model/counted.ts';
import { percent, type Shorten } from '../words.ts';
import { paragraph } from '../wrap.ts';

interface Measure {
  /** Over the bars: the first that is not wider than they are. */
  readonly titles: readonly string[];
  readonly note: string;
}

const MEASURES: Readonly<Record<SlowestBy, Measure>> = {
  path: {
    titles: ['share of the critical path', 'of the critical path', 'of the path'],
    note: '',
  },
  self: {
    titles: ['share of all self time', 'of self time'],
    note: 'Where work is parallel, self times add up to more than the request.',
  },
  duration: {
    titles: ['length against the request', 'of the request'],
    note: 'A duration contains the calls below it: the shares overlap.',
  },
};

type ColumnName = 'service' | 'name' | 'bar' | 'share' | 'mean' | 'p50' | 'p95' | 'max' | 'trace';

/** What is given up on narrower screens; the bars only get shorter at first, because they say most at a glance. */
const LAYOUTS: readonly (readonly ColumnName[])[] = [
  ['service', 'name', 'bar', 'share', 'mean', 'p50', 'p95', 'max', 'trace'],
  ['service', 'name', 'bar', 'share', 'mean', 'p95', 'max', 'trace'],
  ['service', 'name', 'bar', 'share', 'mean', 'p95', 'trace'],
  ['service', 'name', 'share', 'mean', 'p95', 'trace'],
  ['service', 'name', 'share', 'mean'],
];

const BAR = { least: 8, most: 24 };

/** Of service and name: before names are cut shorter than this, a column is given up. */
const NAMES_CUT_TO = { roomy: [18, 28], tight: [6, 6] } as const;

/** Less than this is shown in the background: it rounds to 0 %. */
const NEGLIGIBLE = 0.005;

/** How the rows were made and ranked. */
export type Ranked = Pick<
  SlowestFinding,
  'by' | 'groupBy' | 'calleesWithoutSpans' | 'calleesElsewhere'
>;

/** The places of one section, most time first, with a note on what the numbers are. */
export function placesTable(
  section: SlowestSection,
  ranked: Ranked,
  shorten: Shorten,
  screen: Screen,
): string {
  const { by } = ranked;
  const { paths, pathCount } = section;
  if (paths.length === 0)
    return by === 'path' ? 'They took no request time.\n' : 'No time was spent in any of them.\n';
  const { dim } = paint(screen);
  const { columns, rows } = laidOut(section, ranked, shorten, screen);
  const more = pathCount - paths.length;
  const notes = [
    ...(more > 0 ? [`${signs(screen).ellipsis} and ${counted(more, 'more place')}`] : []),
    ...(by === 'path' ? arrowNotes(section, ranked, screen) : []),
    MEASURES[by].note,
  ].filter((note) => note !== '');
  return (
    table(columns, rows, screen) + notes.map((note) => paragraph(note, screen, dim, '  ')).join('')
  );
}

/** What the arrows of the rows mean: a gap, or the whole call where the callee sent no spans. */
function arrowNotes(
  { paths }: SlowestSection,
  { calleesWithoutSpans: without, calleesElsewhere }: Ranked,
  screen: Screen,
): string[] {
  const { arrow } = signs(screen);
  const callees = new Set(paths.flatMap(({ steps }) => steps.at(-1)?.callee ?? []));
  const silent = without.filter(({ name }) => callees.has(name));
  const elsewhere = calleesElsewhere.filter((name) => callees.has(name));
  const hasGaps = silent.length + elsewhere.length < callees.size;
  // Databases and queues never send spans: that alone needs no word.
  if (!hasGaps && elsewhere.length === 0 && silent.every(({ type }) => type !== 'virtual'))
    return [];
  return [
    ...(hasGaps ? [`${arrow} is the gap between caller and callee: network, queueing`] : []),
    ...silent.map(({ name }) => `${arrow} ${name} is the whole call: ${name} sent no spans`),
    ...elsewhere.map((name) => `${arrow} ${name} is the whole call: ${name} sent no span below it`),
  ];
}

interface Layout {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** The first layout that fits, with bars as long as there is room for. */
function laidOut(
  section: SlowestSection,
  ranked: Ranked,
  shorten: Shorten,
  screen: Screen,
): Layout {
  const names = rowNames(section.paths, screen);
  const build = (layout: readonly ColumnName[], barColumns: number, isRoomy: boolean): Layout => ({
    columns: layout.map((column) => columnOf(column, layout, { ...ranked, barColumns, isRoomy })),
    rows: section.paths.map((path, i) => {
      const style = rowStyle(path, i === 0, screen);
      const cells = {
        ...cellsOf(path, names[i], barColumns, screen),
        trace: shorten(path.exemplarTraceId),
      };
      const barStyle = i === 0 ? paint(screen).yellow : paint(screen).cyan;
      return layout.map((column): Cell => {
        return { text: cells[column], style: column === 'bar' ? barStyle : style };
      });
    }),
  });
  const isNamed = names.some(({ name }) => name !== '');
  const layouts = (
    section.paths.some(({ p95Us }) => p95Us !== undefined) ? LAYOUTS : LAYOUTS.map(withoutP95)
  ).map((layout) => layout.filter((column) => isNamed || column !== 'name'));
  for (const layout of layouts) {
    const { columns, rows } = build(layout, BAR.least, true);
    const { full, least } = tableWidth(columns, rows);
    if (least > screen.columns) continue;
    const bars = Math.min(BAR.most, BAR.least + Math.max(0, screen.columns - full));
    return build(layout, bars, full <= screen.columns);
  }
  return build(layouts.at(-1) ?? [], 0, false);
}

/** With too few traces for it the largest is the better of the two where there is room for one. */
function withoutP95(layout: readonly ColumnName[]): ColumnName[] {
  const others = layout.filter((column) => column !== 'p95');
  return layout.includes('p95') && !layout.includes('max')
    ? others.toSpliced(others.indexOf('mean') + 1, 0, 'max')
    : others;
}

interface Room {
  readonly barColumns: number;
  /** No title need be cut. */
  readonly isRoomy: boolean;
}

function columnOf(
  column: ColumnName,
  layout: readonly ColumnName[],
  { by, groupBy, barColumns, isRoomy }: Ranked & Room,
): Column {
  const { titles } = MEASURES[by];
  // They run on over the share, which is 4 columns wide and 2 apart.
  const barTitle = titles.find((title) => title.length <= barColumns + 6) ?? '';
  const [service, name] = NAMES_CUT_TO[layout.includes('bar') ? 'roomy' : 'tight'];
  const special: Partial<Record<ColumnName, Column>> = {
    service: {
      title: groupBy === undefined ? 'Where the time goes' : `By ${groupBy}`,
      cutTo: service,
    },
    name: { title: '', cutTo: name },
    bar: { title: barTitle },
    share: { title: '', align: 'right' },
    trace: { title: isRoomy && layout.includes('p50') ? 'slowest trace' : 'trace', cutTo: 8 },
  };
  return special[column] ?? { title: column, align: 'right' };
}

function cellsOf(
  path: CallPathTime,
  named: NamedRow | undefined,
  barColumns: number,
  screen: Screen,
): Record<Exclude<ColumnName, 'trace'>, string> {
  return {
    service: `  ${named?.service ?? ''}`,
    name: named?.name ?? '',
    bar: bar(path.share, barColumns, screen),
    share: percent(path.share),
    mean: duration(path.meanUs, screen),
    p50: duration(path.p50Us, screen),
    p95: duration(path.p95Us, screen),
    max: duration(path.maxUs, screen),
  };
}

function rowStyle({ share }: CallPathTime, isFirst: boolean, screen: Screen): Ansis {
  const { bold, dim, visible } = paint(screen);
  if (isFirst) return bold;
  return share < NEGLIGIBLE ? dim : visible;
}
