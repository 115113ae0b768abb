import type { Waterfall } from '../../../analysis/waterfall.ts';
import { bar } from '../bar.ts';
import { duration } from '../duration.ts';
import { paint, type Screen } from '../screen.ts';
import { table, type Column } from '../table.ts';
import { counted } from '../../../model/counted.ts';
import { percent } from '../words.ts';

/** More than these are counted. */
const MOST_SERVICES = 12;
const BAR_COLUMNS = 16;

const COLUMNS: readonly Column[] = [
  { title: 'By service', cutTo: 10, keeps: 18 },
  { title: '', givenUp: 1 },
  { title: '', align: 'right' },
  { title: 'on the path', align: 'right' },
  { title: 'self time', align: 'right' },
  { title: 'spans', align: 'right', givenUp: 2 },
  { title: 'errors', align: 'right', givenUp: 2 },
];

/** What each service took of the request; nothing where there is only one. */
export function servicesTable({ serviceTimes: all }: Waterfall, screen: Screen): string {
  if (all.length < 2) return '';
  const { cyan, red, dim } = paint(screen);
  const rows = all
    .slice(0, MOST_SERVICES)
    .map(({ service, share = 0, errors, ...one }) => [
      `  ${service}`,
      { text: bar(share, BAR_COLUMNS, screen), style: cyan },
      percent(share),
      duration(one.pathUs, screen),
      duration(one.selfUs, screen),
      String(one.spans),
      errors === 0 ? '0' : { text: String(errors), style: red },
    ]);
  const more = all.length - rows.length;
  const rest = more > 0 ? `  ${dim(`and ${counted(more, 'more service')}; --json has all`)}\n` : '';
  return table(COLUMNS, rows, screen) + rest;
}
