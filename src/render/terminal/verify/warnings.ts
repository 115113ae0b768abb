import type { RepeatedPlace } from '../../../analysis/repeated-places.ts';
import type { SamplingCheck } from '../../../analysis/sampling-check.ts';
import type { VerifyWarning } from '../../../analysis/warnings/verify-warning.ts';
import { paint, type Screen, signs } from '../screen.ts';
import { repeatedNotes, repeatedRows } from '../repeated.ts';
import { tsvRows } from '../../tsv.ts';
import { counted } from '../../../model/counted.ts';
import { percent, shortIds } from '../words.ts';
import { paragraph } from '../wrap.ts';

/** What is no failure, but worth knowing. */
export interface Warned {
  readonly warnings: readonly VerifyWarning[];
  readonly repeated: readonly RepeatedPlace[];
  readonly sampling: SamplingCheck | undefined;
}

const MOST_IDS = 3;
/** Of one check; a service without an id seldom comes alone. */
const MOST_OF_A_CHECK = 4;

/** The warnings for a person, each with some of its traces, then repeated calls and how many requests were sampled. */
export function verifyWarnings(warned: Warned, screen: Screen): string {
  const { warnings, repeated, sampling } = warned;
  const { yellow, dim } = paint(screen);
  const shorten = shortIds([
    ...warnings.flatMap(({ traceIds }) => traceIds.slice(0, MOST_IDS)),
    ...repeated.map(({ exemplarTraceId }) => exemplarTraceId),
  ]);
  const sentences = warnings.map(({ what, traceIds, check }) => {
    const more = traceIds.length > MOST_IDS ? [signs(screen).ellipsis] : [];
    const ids = [...traceIds.slice(0, MOST_IDS).map(shorten), ...more].join(', ');
    return { check, text: `${check}: ${what}, in ${counted(traceIds.length, 'trace')} (${ids})` };
  });
  const checks = new Set(sentences.map(({ check }) => check));
  const shown = Array.from(checks).flatMap((check) => {
    const same = sentences.filter((one) => one.check === check).map(({ text }) => text);
    const more = same.length - MOST_OF_A_CHECK;
    const rest = more > 0 ? [`${check}: ${counted(more, 'more warning')}; --json has all`] : [];
    return [...same.slice(0, MOST_OF_A_CHECK), ...rest];
  });
  const line = (text: string, isOdd: boolean): string =>
    paragraph(text, screen, isOdd ? yellow : dim, isOdd ? '! ' : '  ');
  return [
    ...shown.map((text) => line(text, true)),
    repeatedNotes(repeated, shorten, screen),
    sampling === undefined || isPlain(sampling)
      ? ''
      : line(samplingSentence(sampling), !sampling.isWithin),
  ].join('');
}

/** All was to be sampled, and all was: nothing to show. */
const isPlain = ({ share, isWithin }: SamplingCheck): boolean => share === 1 && isWithin;

/** "5 of 50 sampled, expected between 1 and 9 at 10 % (95 % binomial interval)" */
function samplingSentence({ sampled, of, least, most, share, isWithin }: SamplingCheck): string {
  const expected = least === most ? `${least}` : `between ${least} and ${most}`;
  const at = share > 0 && share < 0.01 ? String(share) : percent(share);
  const said = `${sampled} of ${of} sampled, expected ${expected} at ${at} (95 % binomial interval)`;
  return isWithin ? said : `sampling: ${said}: another sampler decides, or chance did`;
}

export const warningRows = ({ warnings, repeated, sampling }: Warned): string =>
  [
    tsvRows(
      'warning',
      'check what traces traceIds',
      warnings.map(({ check, what, traceIds }) => ({
        check,
        what,
        traces: traceIds.length,
        traceIds: traceIds.slice(0, MOST_IDS).join(','),
      })),
    ),
    repeatedRows(repeated),
    tsvRows('sampling', 'sampled of share least most', sampling ? [sampling] : []),
  ].join('');
