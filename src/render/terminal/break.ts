import { tsvRows } from '../tsv.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import { paragraph } from './wrap.ts';

interface Break {
  readonly lab: string;
  readonly symptoms: readonly string[];
  readonly planted?:
    | readonly { readonly cause: string; readonly component: string; readonly about: string }[]
    | undefined;
  readonly causes?: readonly { readonly name: string; readonly title: string }[] | undefined;
}

/** What a learner notices, and with `--spoil` what was planted; without an error, those that can be planted. */
export function renderBreak(
  { lab, symptoms, planted = [], causes }: Break,
  screen: Screen,
): string {
  if (screen.format === 'tsv')
    return [
      tsvRows(
        'symptom',
        'symptom',
        symptoms.map((symptom) => ({ symptom })),
      ),
      tsvRows('planted', 'cause component about', planted),
      tsvRows('error', 'name title', causes ?? []),
    ].join('');
  if (causes)
    return table(
      [{ title: 'error' }, { title: 'meaning', cutTo: 20 }],
      causes.map(({ name, title }) => [name, title]),
      screen,
    );
  return [
    paragraph(`Lab "${lab}" is broken. The symptom:`, screen),
    ...symptoms.map((symptom) => paragraph(`${symptom}.`, screen, undefined, '  ')),
    ...planted.map(({ cause, component, about }) =>
      paragraph(`planted: ${cause} in ${component}: ${about}`, screen, undefined, '  '),
    ),
  ].join('');
}
