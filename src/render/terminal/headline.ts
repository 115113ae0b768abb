import type { Headline } from '../../analysis/headlines/headline.ts';
import { stepName } from './call-step.ts';
import { duration } from './duration.ts';
import { paint, signs, type Screen } from './screen.ts';
import { counted } from '../../model/counted.ts';
import { percent } from './words.ts';
import { paragraph } from './wrap.ts';

/** The first line of an answer; nothing where it has no headline. */
export const headlineLine = (sentence: string | undefined, screen: Screen): string =>
  sentence === undefined ? '' : paragraph(sentence, screen, paint(screen).bold);

/**
 * A place by its service and what it did, a group by its value.
 *
 * @param groupBy what the groups are by; the key of an attribute is part of the name
 */
export function placeOf(
  { service = '', operation = '', callee, group }: Headline,
  screen: Pick<Screen, 'unicode'>,
  groupBy = 'service',
): string {
  if (group === '(none)') return `spans without ${groupBy}`;
  if (group !== undefined) return groupBy === 'service' ? group : `${groupBy}=${group}`;
  return `${service} ${stepName({ service, name: operation, callee }, screen)}`;
}

/** What part of what a headline is about, in the words of the answer: "of gateway GET /process", " on average". */
export interface Whole {
  readonly of: string;
  readonly how: string;
  readonly groupBy?: string | undefined;
}

/** "payment charge failed: CardError: card declined." */
export function failureSentence(headline: Headline, screen: Screen): string {
  const { reason = '' } = headline;
  const why = reason === '' ? '' : `: ${reason}`;
  return `${placeOf(headline, screen)} failed${why}.`;
}

/** "mysql SQL SELECT: 1.62 s of 2.00 s before the event “Acquired lock” (81 % of this request)." */
function waitSentence(headline: Headline, whole: Whole, screen: Screen): string {
  const { us = 0, ofUs = 0, share = 0, reason = '' } = headline;
  const time = `${duration(us, screen)} of ${duration(ofUs, screen)}${whole.how}`;
  return `${placeOf(headline, screen)}: ${time} before the event "${reason}" (${percent(share)} ${whole.of}).`;
}

/**
 * "enricher GET /enrich takes 68 % of gateway GET /process: 451 ms of 662 ms on average."
 * "cart makes 15 calls stock GET one by one; one call could save 1.1 s of gateway GET /process."
 */
export function timeSentence(headline: Headline, whole: Whole, screen: Screen): string {
  const { kind, share = 0, us = 0, ofUs = 0, count = 0 } = headline;
  if (kind === 'wait') return waitSentence(headline, whole, screen);
  const where = placeOf(headline, screen, whole.groupBy);
  if (kind === 'n-plus-one')
    return `N+1: ${where}, up to ${counted(count, 'call')} in one request: one call could save ${duration(us, screen)}${whole.how} (${percent(share)} ${whole.of}).`;
  const time = `${duration(us, screen)} of ${duration(ofUs, screen)}${whole.how}`;
  return `${where} takes ${percent(share)} ${whole.of}: ${time}.${silence(headline)}`;
}

/** What a place without its callee's spans is, and one without any other span. */
export function silence({ reason, callee = '' }: Headline): string {
  if (reason === 'no-other-span') return ' No other span shows where it went.';
  return reason === 'callee-sent-no-spans'
    ? ` This is the whole call: ${callee} sent no spans.`
    : '';
}

/** "order → payment fails in 20 of 200 requests (10 %)." */
export function edgeSentence(headline: Headline, screen: Screen): string {
  const { service = '', callee = '', count = 0, of = 0, share = 0 } = headline;
  const requests = `${count} of ${counted(of, 'request')} (${percent(share)})`;
  return `${service} ${signs(screen).arrow} ${callee} fails in ${requests}.`;
}

/** "3 of 50 traces have failed spans." */
export function tracesSentence({ count = 0, of = 0 }: Headline): string {
  return `${count} of ${counted(of, 'trace')} ${count === 1 ? 'has' : 'have'} failed spans.`;
}
