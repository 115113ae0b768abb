import type { JSX } from 'preact';
import type { TraceSummary } from '../../../analysis/trace-summary.ts';
import { counted } from '../../../model/counted.ts';
import { tracesSentence } from '../../../render/terminal/headline.ts';
import type { PageProps } from '../page-props.ts';
import { changed, go, scopeQuery } from '../address.ts';
import { tickedIn } from '../data/scope.ts';
import { Answered, useScoped } from '../parts/answer.tsx';
import { Follow } from '../parts/follow.tsx';
import { Scatter } from '../parts/scatter.tsx';
import { NotUnderstood } from '../parts/scope-bar.tsx';
import { SearchForm } from '../parts/search-form.tsx';
import { TraceList } from '../parts/trace-list.tsx';

/** Names as in Jaeger's UI, and the order that each means. */
const ORDERS: Readonly<Record<string, (a: TraceSummary, b: TraceSummary) => number>> = {
  'Most Recent': (a, b) => b.startUs - a.startUs,
  'Longest First': (a, b) => b.durationUs - a.durationUs,
  'Shortest First': (a, b) => a.durationUs - b.durationUs,
  'Most Spans': (a, b) => b.spans - a.spans,
  'Least Spans': (a, b) => a.spans - b.spans,
};

/** Search: the form of Jaeger's UI, a dot and a row for each trace that matches. */
export function Search({ address, about }: PageProps): JSX.Element {
  const query = scopeQuery(address.query);
  const answer = useScoped(address, (ask, scope) => ask('traces', scope));
  return (
    <div class="search">
      <section class="panel" aria-label="Search">
        <h1>Search</h1>
        <SearchForm key={query.toString()} query={query} about={about} />
      </section>
      <section class="results" aria-label="Results">
        {about.isLive && <Follow address={address} />}
        <NotUnderstood address={address} />
        <Answered answer={answer}>
          {(found) => (
            <Results
              {...found}
              order={address.query.get('sort')}
              query={address.query}
              isReport={about.kind === 'report'}
            />
          )}
        </Answered>
      </section>
    </div>
  );
}

interface ResultsProps {
  readonly traces: readonly TraceSummary[];
  readonly what: string;
  readonly isCut: boolean;
  readonly missing: readonly string[];
  readonly headline: Parameters<typeof tracesSentence>[0] | undefined;
  readonly order: string | null;
  readonly query: URLSearchParams;
  readonly isReport: boolean;
}

function Results({
  traces,
  what,
  isCut,
  missing,
  headline,
  order,
  query,
  isReport,
}: ResultsProps): JSX.Element {
  const ticked = tickedIn(query);
  const chosen = order !== null && Object.hasOwn(ORDERS, order) ? order : 'Most Recent';
  const sorted = traces.toSorted(ORDERS[chosen]);
  const tick = (id: string): void => {
    const now = ticked.includes(id) ? ticked.filter((one) => one !== id) : [...ticked, id];
    go('/search', changed(query, { ticked: now.slice(-2).join(',') }), true);
  };
  const [a, b] = ticked;
  if (traces.length === 0)
    return (
      <div class="empty">
        <h2>No trace results</h2>
        <p class="note">
          No trace of {what} matches. Try{' '}
          {isReport || query.has('run')
            ? 'fewer conditions'
            : 'a longer Lookback, or fewer conditions'}
          .
        </p>
      </div>
    );
  return (
    <>
      <div class="toolbar">
        <h2>
          <span data-figure="found">{counted(traces.length, 'Trace')}</span>{' '}
          <small>of {what}</small>
        </h2>
        <Sort chosen={chosen} query={query} />
        <button
          type="button"
          disabled={a === undefined || b === undefined}
          title="Tick two traces to compare them"
          onClick={() => go('/compare', changed(scopeQuery(query), { a, b }))}
        >
          Compare Traces ({ticked.length} of 2)
        </button>
      </div>
      {headline && <p class="headline">{tracesSentence(headline)}</p>}
      {isCut && <p class="note">More traces match than were read.</p>}
      {missing.length > 0 && (
        <p class="warning">{counted(missing.length, 'trace')} of the run not in Jaeger</p>
      )}
      <Scatter points={traces} label={`Duration of ${counted(traces.length, 'trace')} over time`} />
      <TraceList traces={sorted} ticked={ticked} onTick={tick} />
    </>
  );
}

interface SortProps {
  readonly chosen: string;
  readonly query: URLSearchParams;
}

const Sort = ({ chosen, query }: SortProps): JSX.Element => (
  <label>
    Sort
    <select
      value={chosen}
      onChange={({ currentTarget }) =>
        go('/search', changed(query, { sort: currentTarget.value }), true)
      }
    >
      {Object.keys(ORDERS).map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  </label>
);
