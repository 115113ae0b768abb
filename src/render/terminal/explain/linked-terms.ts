import { paint, type Screen } from '../screen.ts';
import { wrap } from '../wrap.ts';

/** The terms that a newcomer may not know, and how answers spell them, in running text. */
export const LINKED: Readonly<Record<string, RegExp>> = {
  'critical path': /critical path/i,
  gap: /\bgap\b/,
  'self time': /\bself (?:times?\b|[\d<])/,
  percentiles: /\bp(?:50|95|99)\b/,
  'async tail': /\basync tail\b|: no span waited for it|after its caller had the answer/,
  'N+1': /\bN\+1: /,
  'fan-out': /\bfan-out: /,
  orphan: /\borphan\b|whose parent did not arrive/,
  'split trace': /\b\d+ split\b/,
  'local root': /below a parent that no service reported/,
  'clock skew': /\bclock of \S+ is at least /,
  'permutation test': /\bpermutation test\b/i,
  OTLP: /\bOTLP\b/,
  traceparent: /\btraceparent\b/,
};

const LEAD = 'Terms: ';

/**
 * Where the terms of an answer are explained, once below it; nothing where it has none.
 *
 *     Terms: critical path, gap (jaeger-lab explain critical path)
 *
 * @param typed a command as it works where the program was started
 */
export function linkedTerms(
  answer: string,
  typed: (command: string) => string,
  screen: Screen,
): string {
  const style = paint(screen);
  const running = style.strip(answer).replaceAll(/\s+/g, ' ');
  return termLines(
    Object.keys(LINKED).filter((term) => LINKED[term]?.test(running)),
    typed,
    screen,
  );
}

/** Terms with the command that explains them; nothing where there are none. @param typed as of `linkedTerms` */
export function termLines(
  terms: readonly string[],
  typed: (command: string) => string,
  screen: Screen,
): string {
  const [first] = terms;
  if (first === undefined) return '';
  const link = ` (${typed(`jaeger-lab explain ${first}`)})`;
  const pieces = [...terms.slice(0, -1), `${terms.at(-1) ?? ''}${link}`];
  const lines = wrap(pieces, ', ', screen.columns - LEAD.length);
  return lines
    .map((line, i) => `${paint(screen).dim((i === 0 ? LEAD : ' '.repeat(LEAD.length)) + line)}\n`)
    .join('');
}
