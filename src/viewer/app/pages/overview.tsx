import type { ComponentChildren, JSX } from 'preact';
import { inOrder, type TraceSummary } from '../../../analysis/trace-summary.ts';
import { slowestSentence } from '../../../render/terminal/slowest/slowest.ts';
import { tracesSentence } from '../../../render/terminal/headline.ts';
import { percentilesOf } from '../../../base/percentile.ts';
import { duration } from '../../../render/terminal/duration.ts';
import { counted } from '../../../model/counted.ts';
import type { PageProps } from '../page-props.ts';
import { type Address, scopeQuery } from '../address.ts';
import { PLAIN } from '../data/sentences.ts';
import { Answered, useScoped } from '../parts/answer.tsx';
import { Sentence, Time } from '../parts/figures.tsx';
import { Link } from '../parts/link.tsx';
import { Scatter } from '../parts/scatter.tsx';
import { AskedNotes, ScopeBar } from '../parts/scope-bar.tsx';
import { TraceList } from '../parts/trace-list.tsx';

/** What a run, or the traces of a time, looked like: latencies over time, their distribution, errors, and what was slow. */
export function Overview({ address, about }: PageProps): JSX.Element {
  const answer = useScoped(address, (ask, scope) => ask('traces', scope));
  return (
    <>
      <ScopeBar address={address} about={about} />
      <h1>Overview</h1>
      <Answered answer={answer}>
        {(value) => (
          <>
            <AskedNotes asked={value} />
            {value.traces.length === 0 ? (
              <p class="empty">No traces yet: send requests with jaeger-lab load --n 50.</p>
            ) : (
              <>
                <Figures traces={value.traces} />
                <Slowest address={address} />
                <Faulty of={value.faulty.length} all={value.traces.length} address={address} />
                {value.headline && <p class="headline">{tracesSentence(value.headline)}</p>}
                <div class="columns">
                  <section>
                    <h2>Duration over time</h2>
                    <Scatter
                      points={value.traces}
                      marked={new Set(value.faulty)}
                      label={`Duration of ${counted(value.traces.length, 'trace')} over time`}
                    />
                    <p class="note">
                      <span class="dot">●</span> request
                      {value.faulty.length > 0 && (
                        <>
                          {' '}
                          <span class="dot">□</span> with a planted fault
                        </>
                      )}
                      {value.traces.some(({ errors }) => errors > 0) && (
                        <span class="error"> ✕ failed</span>
                      )}
                    </p>
                  </section>
                  <Histogram traces={value.traces} />
                </div>
                <section>
                  <h2>Longest requests</h2>
                  <TraceList traces={inOrder(value.traces, 'duration').slice(0, MOST)} />
                </section>
              </>
            )}
          </>
        )}
      </Answered>
    </>
  );
}

const MOST = 8;

/** Where the time went, in a sentence that leads to the ranking. */
function Slowest({ address }: { readonly address: Address }): JSX.Element {
  const choice = { by: 'path', groupBy: undefined, limit: 10 } as const;
  const answer = useScoped(address, (ask, scope) => ask('slowest', scope, choice));
  const sentence = answer.state === 'there' ? slowestSentence(answer.value.finding, PLAIN) : '';
  return (
    <p class="headline">
      <Sentence text={sentence ?? ''} />{' '}
      <Link to="/time" query={scopeQuery(address.query)}>
        Where the time goes
      </Link>
    </p>
  );
}

/** Their share is small where the average of all hides them: how they differ is another page. */
function Faulty({
  of,
  all,
  address,
}: {
  readonly of: number;
  readonly all: number;
  readonly address: Address;
}): JSX.Element | null {
  if (of === 0 || of === all) return null;
  const query = scopeQuery(address.query);
  query.set('groups', 'fault');
  return (
    <p class="headline">
      {of} of {all} requests carried a planted fault.{' '}
      <Link to="/compare" query={query}>
        How they differ
      </Link>
    </p>
  );
}

function Figures({ traces }: { readonly traces: readonly TraceSummary[] }): JSX.Element {
  const durations = traces.map(({ durationUs }) => durationUs);
  const { p50, p95, p99, max } = percentilesOf(durations);
  const failed = traces.filter(({ errors }) => errors > 0).length;
  const incomplete = traces.filter(({ complete }) => !complete).length;
  const figures: readonly (readonly [name: string, value: ComponentChildren, isBad?: boolean])[] = [
    ['Traces', traces.length],
    ['p50', <Time us={p50} />],
    ['p95', p95 === undefined ? <small>from 20 traces on</small> : <Time us={p95} />],
    ['p99', p99 === undefined ? <small>from 100 traces on</small> : <Time us={p99} />],
    ['Max', <Time us={max} />],
    ['With errors', failed, failed > 0],
    ['Incomplete', incomplete, incomplete > 0],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, value, isBad]) => (
        <div key={name} data-figure={name}>
          <dt>{name}</dt>
          <dd class={isBad ? 'error' : ''}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const BINS = 24;
const SIZE = { width: 480, height: 126 };

function Histogram({ traces }: { readonly traces: readonly TraceSummary[] }): JSX.Element {
  const { bins, most } = binsOf(traces);
  const tallest = Math.max(1, ...bins.map(({ all }) => all));
  const step = SIZE.width / BINS;
  const height = (count: number): number => (count / tallest) * (SIZE.height - 6);
  return (
    <section>
      <h2>
        How long requests took <small>at most {tallest} in a bar</small>
      </h2>
      <svg
        class="histogram"
        viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label="Histogram of durations"
      >
        {bins.map(({ all, failed }, i) => (
          <g key={i}>
            <title>{`${duration((most * i) / BINS)} to ${duration((most * (i + 1)) / BINS)}: ${counted(all, 'trace')}${failed > 0 ? `, ${failed} with errors` : ''}`}</title>
            <rect
              class="all"
              x={i * step + 1}
              width={step - 2}
              y={SIZE.height - height(all)}
              height={height(all)}
            />
            <rect
              class="bad"
              x={i * step + 1}
              width={step - 2}
              y={SIZE.height - height(failed)}
              height={height(failed)}
            />
          </g>
        ))}
        <line x1="0" x2={SIZE.width} y1={SIZE.height - 0.5} y2={SIZE.height - 0.5} />
      </svg>
      <p class="scale" aria-hidden="true">
        <span>0</span>
        <span>{duration(most / 2)}</span>
        <span>{duration(most)}</span>
      </p>
    </section>
  );
}

function binsOf(traces: readonly TraceSummary[]) {
  const most = traces.reduce((max, { durationUs }) => Math.max(max, durationUs), 1);
  const bins = Array.from({ length: BINS }, () => ({ all: 0, failed: 0 }));
  for (const { durationUs, errors } of traces) {
    const bin = bins[Math.min(BINS - 1, Math.floor((durationUs / most) * BINS))];
    if (bin === undefined) continue;
    bin.all += 1;
    if (errors > 0) bin.failed += 1;
  }
  return { bins, most };
}
