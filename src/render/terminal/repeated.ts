import type { RepeatedCall, RepeatVerdict } from '../../analysis/n-plus-one.ts';
import type { RepeatedPlace } from '../../analysis/repeated-places.ts';
import { stepName } from './call-step.ts';
import { duration } from './duration.ts';
import { paint, signs, type Screen } from './screen.ts';
import { tsvRows } from '../tsv.ts';
import { counted } from '../../model/counted.ts';
import { type Shorten } from './words.ts';
import { paragraph } from './wrap.ts';

const VERDICTS: Readonly<Record<Exclude<RepeatVerdict, 'retries'>, string>> = {
  'n-plus-one': 'N+1',
  'concurrent-n-plus-one': 'concurrent N+1',
  'fan-out': 'fan-out',
  'cannot-tell': 'repeated',
};

/** Repeated calls as they are shown, of one trace or of the worst of many. */
export type ToldCall = Pick<
  RepeatedCall,
  'verdict' | 'service' | 'name' | 'callee' | 'detail' | 'savedUs' | 'width' | 'retries' | 'offPath'
> & { readonly calls: number };

/**
 * "N+1: cart GET → stock /item/?, 15 × one after the other: one call could save up to 1.1 s",
 * "5 retries of cart GET → stock: the same again after a failure"
 */
export function repeatedSentence(call: ToldCall, screen: Screen): string {
  const { verdict, detail, calls, savedUs, width, retries, offPath } = call;
  const parts = [call.service, stepName(call, screen), detail];
  const what = parts.filter((part) => part !== undefined).join(' ');
  if (verdict === 'retries')
    return `${retries === 1 ? '1 retry' : `${retries} retries`} of ${what}: the same again after a failure${offPath ? NO_TIME : ''}`;
  const could = `: one call could save up to ${duration(savedUs, screen)}`;
  const saves = offPath ? `${could} of work, and no request time` : could;
  const how = {
    'n-plus-one': `one after the other${saves}`,
    'concurrent-n-plus-one': `at most ${width} at a time${saves}`,
    'fan-out': 'in one batch or pipeline',
    'cannot-tell': 'their times do not show whether one waited for the other',
  }[verdict];
  return `${VERDICTS[verdict]}: ${what}, ${calls} ${signs(screen).times} ${how}`;
}

const NO_TIME = ', which took no request time';

/** Retries cost the request what waits between them. */
const LEAST_RETRIED_US = 5000;

const isWorthANote = ({ verdict, mostSavedUs }: RepeatedPlace): boolean =>
  verdict.endsWith('n-plus-one') || (verdict === 'retries' && mostSavedUs >= LEAST_RETRIED_US);

/** More than these are in the JSON answer, and in each trace. */
const MOST_REPEATED = 3;

/** Where many calls were made that one might do, worst first. */
export function repeatedNotes(
  repeated: readonly RepeatedPlace[],
  shorten: Shorten,
  screen: Screen,
): string {
  return repeated
    .filter(isWorthANote)
    .slice(0, MOST_REPEATED)
    .map((place) => {
      const { mostCalls: calls, mostSavedUs: savedUs, mostRetries: retries } = place;
      const call = { ...place, calls, savedUs, retries };
      const where = `in ${counted(place.traces, 'trace')}, most in ${shorten(place.exemplarTraceId)}`;
      return paragraph(
        `${repeatedSentence(call, screen)} (${where})`,
        screen,
        paint(screen).yellow,
      );
    })
    .join('');
}

export const repeatedRows = (repeated: readonly RepeatedPlace[]): string =>
  tsvRows(
    'repeated',
    'verdict service name callee detail mostCalls mostSavedUs totalSavedUs traces exemplarTraceId width mostRetries offPath',
    repeated,
  );
