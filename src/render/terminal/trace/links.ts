import type { TraceLink } from '../../../analysis/links.ts';
import type { Waterfall } from '../../../analysis/waterfall.ts';
import { groupBy } from '../../../base/group-by.ts';
import { stepName } from '../call-step.ts';
import type { Screen } from '../screen.ts';
import { counted } from '../../../model/counted.ts';

const MOST_LINKS = 10;

/** A sentence for each link, those of one operation to one trace in one; of many the first. */
export function linkSentences({ traceId, links }: Waterfall, screen: Screen): string[] {
  const alike = groupBy(links, ({ direction, service, name, callee, otherTraceId, other, state }) =>
    JSON.stringify([direction, service, name, callee, otherTraceId, other, state]),
  );
  const told = Array.from(alike.values());
  const more = told.slice(MOST_LINKS).reduce((sum, { length }) => sum + length, 0);
  return [
    ...told.slice(0, MOST_LINKS).map((group) => linkSentence(group, traceId, screen)),
    ...(more > 0 ? [`${counted(more, 'more link')} (--json lists all)`] : []),
  ];
}

/** "billing orders process links to orders orders publish in trace ca0df2c9…" */
function linkSentence(
  [link, ...others]: readonly TraceLink[],
  traceId: string,
  screen: Screen,
): string {
  if (link === undefined) return '';
  const { direction, other, otherTraceId, state } = link;
  const who = `${link.service} ${stepName(link, screen)}`;
  const times = others.length === 0 ? '' : ` ${others.length + 1} times`;
  const verb = direction === 'to' ? `links${times} to` : `is linked${times} from`;
  if (other === undefined) return `${who} ${verb} trace ${otherTraceId}${UNKNOWN[state]}`;
  const where = otherTraceId === traceId ? '' : ` in trace ${otherTraceId}`;
  return `${who} ${verb} ${other.service} ${stepName(other, screen)}${where}`;
}

const UNKNOWN = {
  read: '',
  absent: ', which was not found',
  'not-read': ', which was not read',
};

/** Where the rest of a trace is whose id some service cut. */
export const splitSentences = ({ traceId, otherHalves }: Waterfall): string[] =>
  otherHalves.map(
    (other) =>
      `a service on the way cuts trace ids to 64 bits: the part ${traceId > other ? 'behind' : 'before'} it is trace ${other}`,
  );
