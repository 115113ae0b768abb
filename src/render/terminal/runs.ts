import { zonedSeconds } from '../../model/instant.ts';
import { micros } from '../../model/units.ts';
import { tsvRows } from '../tsv.ts';
import { type SentRequests, sentRequests } from './sent-requests.ts';
import { duration } from './duration.ts';
import { paint, type Screen } from './screen.ts';
import { type Cell, table } from './table.ts';
import { paragraph } from './wrap.ts';

interface RunShown extends SentRequests {
  readonly lab: string;
  readonly run: number;
  readonly scenario: string;
  readonly request?: string | undefined;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly failed: number;
  readonly p50Us?: number | undefined;
  readonly p95Us?: number | undefined;
  readonly isCurrent: boolean;
  readonly traces: string;
}

/** Runs of load, one a line; those of labs that are down, or were made anew, are dim. */
export function renderRuns(runs: readonly RunShown[], screen: Screen): string {
  if (screen.format === 'tsv') return rows(runs);
  if (runs.length === 0) return 'There are no runs.\n';
  const { dim } = paint(screen);
  const right = { align: 'right' as const };
  const columns = [
    { title: 'lab', cutTo: 4, keeps: 40 },
    { title: 'run', ...right },
    { title: 'started' },
    { title: 'scenario', cutTo: 8, givenUp: 1 },
    { title: 'n', ...right },
    { title: 'failed', ...right, givenUp: 2 },
    { title: 'p50', ...right, givenUp: 4 },
    { title: 'p95', ...right, givenUp: 3 },
    { title: 'traces' },
  ];
  const lines = runs.map((run): Cell[] => {
    const { lab, scenario, request, startedAt, failed, p50Us, p95Us, traces } = run;
    const texts = [
      lab,
      `${run.run}`,
      zonedSeconds(micros(Date.parse(startedAt) * 1000), screen),
      request === undefined ? scenario : `${scenario} (${request})`,
      sentRequests(run),
      `${failed}`,
      duration(p50Us, screen),
      duration(p95Us, screen),
      traces,
    ];
    return run.isCurrent ? texts : texts.map((text) => ({ text, style: dim }));
  });
  return table(columns, lines, screen) + tracesMeant(runs, screen);
}

const MEANS: Readonly<Record<string, string>> = {
  partly: 'some are readable',
  gone: 'Jaeger no longer has them',
  none: 'no response had the id of a sampled trace',
  unknown: 'its lab does not answer',
};

/** What the words of the last column mean, those that are there. */
function tracesMeant(runs: readonly RunShown[], screen: Screen): string {
  const words = [...new Set(runs.map(({ traces }) => traces))].filter((word) => word in MEANS);
  if (words.length === 0) return '';
  const said = words.map((word) => `${word}: ${MEANS[word]}`).join('; ');
  return paragraph(`traces ${said}`, screen, paint(screen).dim);
}

const rows = (runs: readonly RunShown[]): string =>
  tsvRows(
    'run',
    'lab run scenario request startedAt requests failed p50Us p95Us isCurrent traces interrupted planned',
    runs.map(({ request, p50Us, p95Us, planned, ...run }) => ({
      ...{ ...run, request, p50Us, p95Us, planned },
    })),
  );
