import { tsvRows } from '../tsv.ts';
import type { Screen } from './screen.ts';
import { counted } from '../../model/counted.ts';
import { paragraph } from './wrap.ts';

interface Fix {
  readonly lab: string;
  readonly fixed: readonly { readonly component: string; readonly settings: readonly string[] }[];
  readonly left: number;
}

/** The components that have their scenario's settings again. */
export function renderFix({ lab, fixed, left }: Fix, screen: Screen): string {
  if (screen.format === 'tsv')
    return tsvRows(
      'fixed',
      'component settings',
      fixed.map(({ component, settings }) => ({ component, settings: settings.join(' ') })),
    );
  if (fixed.length === 0)
    return paragraph(
      `Nothing to fix there: lab "${lab}" already has the settings of its scenario.`,
      screen,
    );
  return [
    ...fixed.map(({ component, settings }) =>
      paragraph(
        settings.length === 0
          ? `${component} has the settings of its scenario again.`
          : `${component} has the scenario's value of ${settings.join(', ')} again.`,
        screen,
      ),
    ),
    left === 0 ? '' : paragraph(`${counted(left, 'planted error')} left.`, screen),
  ].join('');
}
