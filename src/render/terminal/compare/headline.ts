import type { ComparedPlace, CompareFinding, Pair } from '../../../analysis/compare-finding.ts';
import { rowNames } from '../call-step.ts';
import { duration } from '../duration.ts';
import { placeOf, silence } from '../headline.ts';
import type { Screen } from '../screen.ts';
import { counted } from '../../../model/counted.ts';
import { type CompareSource, probability } from './notes.ts';

/** The sentence above it all. It names a place only where the headline does. */
export function compareSentence(
  finding: CompareFinding,
  { names }: CompareSource,
  screen: Screen,
): string {
  const { deltaUs, headline, meanUs } = finding;
  const [a, b] = [`a (${names.a})`, `b (${names.b})`];
  if (headline.kind === 'place') return placeSentence(finding, b, screen);
  if (headline.kind === 'clocks') return clocksSentence(finding, screen);
  if (Math.abs(deltaUs) < 0.5) return `${b} took as long as ${a}: there is no difference in time.`;
  const figures = `(${deltaText(finding, screen)}${pOf(finding)})`;
  if (headline.kind === 'no-difference') return noDifference(finding, figures, screen);
  const how = ratioOf(meanUs) ?? 'differs from';
  const why =
    headline.kind === 'drift'
      ? 'by a change or by drift'
      : headline.reason === 'small'
        ? 'which is less than 5 %'
        : 'and no single place can be shown to explain it';
  return `${b} ${how} ${a} ${figures}, ${why}.`;
}

function noDifference(finding: CompareFinding, figures: string, screen: Screen): string {
  const { deltaUs, headline } = finding;
  const what = `No difference that these ${unitsOf(finding)} could show`;
  if (isAroundZero(finding)) return `${what} ${figures}.`;
  if (headline.reason === 'small') return `No difference of 5 % or more ${figures}.`;
  // With long tails the interval may be too narrow: where it leaves out 0 it would contradict the sentence.
  return `${what} (${deltaText({ deltaUs, interval: undefined }, screen)}).`;
}

const isAroundZero = ({ interval, evidence }: CompareFinding): boolean =>
  evidence !== undefined || interval === undefined || (interval.fromUs <= 0 && interval.toUs >= 0);

const unitsOf = ({ evidence }: CompareFinding): string =>
  evidence?.unit === 'run' ? 'runs' : 'requests';

const pOf = ({ evidence }: CompareFinding): string =>
  evidence === undefined ? '' : `, p ${evidence.p < 0.0005 ? '' : '= '}${probability(evidence.p)}`;

/** "Δ = 3.0 ms, −9.0 ms to 15 ms" */
function deltaText(
  { deltaUs, interval }: Pick<CompareFinding, 'deltaUs' | 'interval'>,
  screen: Screen,
): string {
  const delta = `${screen.unicode ? 'Δ' : 'difference'} = ${signed(deltaUs, screen)}`;
  if (interval === undefined) return delta;
  return `${delta}, ${signed(interval.fromUs, screen)} to ${signed(interval.toUs, screen)}`;
}

const signed = (us: number, screen: Screen): string =>
  `${us < 0 ? '-' : ''}${duration(Math.abs(us), screen)}`;

function clocksSentence({ headline, clocks: [clock] }: CompareFinding, screen: Screen): string {
  const { service = '', us = 0, deltaUs = 0 } = headline;
  const where = us < 0 ? 'behind' : 'ahead of';
  const apart = `at least ${duration(Math.abs(us), screen)} ${where} ${clock?.other ?? ''}'s`;
  const rest = `${signed(deltaUs, screen)} of difference`;
  return `The clock of ${service} is ${apart}; with its times shifted these requests show no more than ${rest}.`;
}

/**
 * "payment POST /pay explains 1.998 s of the 2.001 s difference (99.8 %). On average, b (run 2) takes 6.1 times as long.
 * db.shard=7 (db) in 10 of 10 traces of b, 0 of 10 of a."
 */
function placeSentence(finding: CompareFinding, b: string, screen: Screen): string {
  const { headline, places, deltaUs, meanUs } = finding;
  const { share = 0, group } = headline;
  const place = places.find((one) => one.share === share && one.group === group);
  const where = `${placeOf(headline, screen, finding.groupBy)} explains`;
  const ratio = ratioOf(meanUs);
  const more = [
    ...(ratio === undefined ? [] : [`On average, ${b} ${ratio.replace(/ as$/, '')}.`]),
    ...oftener(finding),
    ...attributeOf(finding),
  ].map((sentence) => ` ${sentence}`);
  if (place !== undefined && share > MOST_SHARE)
    return `${where} ${whole(place, finding, screen)}${silence(headline)}${more.join('')}`;
  const part = precise(Math.abs(share * deltaUs));
  const percent = `${(share * 100).toFixed(1)} %`;
  return `${where} ${part} of the ${precise(Math.abs(deltaUs))} difference (${percent}).${silence(headline)}${more.join('')}`;
}

function oftener({ headline: { spansPerTrace } }: CompareFinding): string[] {
  if (spansPerTrace === undefined) return [];
  const { a, b } = spansPerTrace;
  return [
    `It occurs ${counted(b, 'time')} in a request of b, ${a === 1 ? 'once' : `${a} times`} in one of a.`,
  ];
}

function attributeOf({ headline: { attribute }, traces }: CompareFinding): string[] {
  if (attribute === undefined) return [];
  const { service, key, value, presentIn } = attribute;
  const [inA, inB] = [`${presentIn.a} of ${traces.a}`, `${presentIn.b} of ${traces.b}`];
  const all = presentIn.b === traces.b ? `all ${counted(traces.b, 'trace')}` : `${inB} traces`;
  return [`${key}=${value} (${service}) in ${all} of b, ${inA} of a.`];
}

/** "takes 6.1 times as long as"; undefined where the ratio of the means rounds to 1, or a mean to nothing. */
function ratioOf({ a, b }: Pair<number>): string | undefined {
  const ratio = Math.max(a, b) / Math.min(a, b);
  const times = ratio.toFixed(ratio < 2 ? 2 : 1);
  if (!Number.isFinite(ratio) || times === '1.00') return undefined;
  return b < a ? `is ${times} times as fast as` : `takes ${times} times as long as`;
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
  if (most === undefined) return `${all}.`;
  const more = against.length - 1;
  const rest = more > 0 ? `; ${counted(more, 'other place')} took ${little} too` : '';
  return `${all}, and ${nameOf(most, screen)} ${amount(most.deltaUs)} ${little}${rest}.`;
}

/** Without its callers, also where another place has the same name. */
function nameOf(place: ComparedPlace, screen: Screen): string {
  const [named] = rowNames([place], screen);
  return [named?.service, named?.name].filter((part) => part !== '').join(' ');
}

/** To the millisecond: two figures of nearly the same size are compared. */
function precise(us: number): string {
  if (us >= 999_500) return `${(us / 1e6).toFixed(3)} s`;
  return us >= 1000 ? `${(us / 1000).toFixed(1)} ms` : duration(us);
}
