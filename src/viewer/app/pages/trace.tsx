import type { JSX } from 'preact';
import type { DrawnTrace } from '../data/drawn-trace.ts';
import { counted } from '../../../model/counted.ts';
import type { PageProps } from '../page-props.ts';
import { Answered, useAnswer, useScoped } from '../parts/answer.tsx';
import { Service } from '../parts/colours.tsx';
import { Outside, Sentence, Share, Time } from '../parts/figures.tsx';
import { Follow } from '../parts/follow.tsx';
import { GraphDrawing } from '../parts/graph.tsx';
import { Link } from '../parts/link.tsx';
import { Moment } from '../parts/moment.tsx';
import { useTitle } from '../parts/title.ts';
import { TraceView } from '../parts/trace-view.tsx';

interface TracePageProps extends PageProps {
  /** An id, its beginning, or a name. */
  readonly id: string;
}

/** One trace: what it comes down to, its waterfall, and its services. */
export function TracePage({ id, address, about }: TracePageProps): JSX.Element {
  const { query } = address;
  const answer = useScoped(address, (ask, scope) => ask('trace', id, scope), id);
  const root = answer.state === 'there' ? answer.value.root : undefined;
  const short = (answer.state === 'there' ? answer.value.traceId : id).slice(0, 8);
  useTitle(`${root ? `${root.service}: ${root.name}` : 'trace'} ${short}`);
  return (
    <div class="trace-page">
      {about.isLive && <Follow address={address} isOfTrace />}
      {answer.state !== 'there' && <h1>Trace {short}</h1>}
      <Answered answer={answer}>
        {(trace) => (
          <>
            <Title trace={trace} />
            <TraceView trace={trace} query={query} />
            <div class="columns of-trace">
              <ServiceTimes trace={trace} />
              <ServiceGraph trace={trace} />
            </div>
          </>
        )}
      </Answered>
    </div>
  );
}

/** More findings open on demand. */
const MOST_FINDINGS = 4;

function Title({ trace }: { readonly trace: DrawnTrace }): JSX.Element {
  const { root, traceId, requestUs, durationUs, rows, services, errors, findings } = trace;
  return (
    <section class="title">
      <h1>
        <Outside text={root === undefined ? 'no root span' : `${root.service}: ${root.name}`} />{' '}
        <code class="id">{traceId}</code>
      </h1>
      <p class="facts">
        <span>
          Duration{' '}
          <b>
            <Time us={requestUs ?? durationUs} />
          </b>
        </span>
        {requestUs !== undefined && requestUs !== durationUs && (
          <span>
            Trace{' '}
            <b>
              <Time us={durationUs} />
            </b>
          </span>
        )}
        <span>
          Start{' '}
          <b>
            <Moment us={trace.startUs} />
          </b>
        </span>
        <span>
          <b>{counted(services.length, 'service')}</b>
        </span>
        <span>
          <b data-figure="spans">{counted(rows.length, 'span')}</b>
        </span>
        <span class={errors > 0 ? 'error' : ''}>
          <b>{errors === 0 ? 'no errors' : `✖ ${counted(errors, 'error')}`}</b>
        </span>
        <Link to="/compare" query={new URLSearchParams({ a: traceId })}>
          Compare with another trace
        </Link>
      </p>
      {trace.sentence !== undefined && (
        <p class="headline">
          <Sentence text={trace.sentence} />
        </p>
      )}
      <Findings texts={findings} />
    </section>
  );
}

function Findings({ texts }: { readonly texts: readonly string[] }): JSX.Element | null {
  if (texts.length === 0) return null;
  const item = (text: string): JSX.Element => (
    <li key={text}>
      <Sentence text={text} />
    </li>
  );
  return (
    <>
      <ul class="notes">{texts.slice(0, MOST_FINDINGS).map(item)}</ul>
      {texts.length > MOST_FINDINGS && (
        <details>
          <summary>{texts.length - MOST_FINDINGS} more remarks</summary>
          <ul class="notes">{texts.slice(MOST_FINDINGS).map(item)}</ul>
        </details>
      )}
    </>
  );
}

const ServiceTimes = ({ trace }: { readonly trace: DrawnTrace }): JSX.Element => (
  <section aria-label="Services of this trace">
    <h2>Time by service</h2>
    <div class="scroll" tabIndex={0} role="group" aria-label="Time by service">
      <table>
        <thead>
          <tr>
            <th>Service</th>
            <th class="number">Critical path</th>
            <th class="number">Share</th>
            <th class="number">Self time</th>
            <th class="number">Spans</th>
            <th class="number">Errors</th>
          </tr>
        </thead>
        <tbody>
          {trace.serviceTimes.map(({ service, pathUs, share, selfUs, spans, errors }) => (
            <tr key={service} data-service={service}>
              <td>
                <Service name={service} />
              </td>
              <td class="number">
                <Time us={pathUs} />
              </td>
              <td class="number">
                <Share of={share} />
              </td>
              <td class="number">
                <Time us={selfUs} />
              </td>
              <td class="number">{spans}</td>
              <td class={`number${errors > 0 ? ' error' : ''}`}>{errors}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </section>
);

function ServiceGraph({ trace }: { readonly trace: DrawnTrace }): JSX.Element {
  const { traceId, rows } = trace;
  const answer = useAnswer((ask) => ask('graphOf', traceId), `${traceId} ${rows.length}`);
  return (
    <section aria-label="Service graph of this trace">
      <h2>Services of this trace</h2>
      <Answered answer={answer}>{(graph) => <GraphDrawing graph={graph} />}</Answered>
    </section>
  );
}
