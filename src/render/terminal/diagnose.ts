import { tsvRows } from '../tsv.ts';
import { type Screen, verdict as sign } from './screen.ts';
import { paragraph } from './wrap.ts';

interface Diagnosis {
  readonly cause: string;
  readonly service?: string | undefined;
  readonly verdict: 'right' | 'wrong-service' | 'wrong';
  readonly evidence?: string | undefined;
  readonly found: number;
  readonly planted: number;
}

/** Whether a diagnosis is right, and how many of the planted errors were found. */
export function renderDiagnose(diagnosis: Diagnosis, screen: Screen): string {
  const { cause, service = '', verdict, evidence = '', found, planted } = diagnosis;
  if (screen.format === 'tsv')
    return tsvRows('diagnosis', 'cause service verdict evidence found planted', [
      { cause, service, verdict, evidence, found, planted },
    ]);
  // The error says what is wrong with it.
  if (verdict !== 'right') return '';
  return [
    paragraph(`Right. ${evidence}.`, screen, undefined, '', `${sign(true, screen)} `),
    planted === 1 ? '' : paragraph(`${found} of ${planted} planted errors found.`, screen),
  ].join('');
}
