import type { JSX } from 'preact';
import {
  type DependencyEdge,
  type DependencyGraph,
  nodeKey,
} from '../../../analysis/dependency-graph.ts';
import { timesOf } from '../../../render/graph/edge-label.ts';
import { edgeSentence } from '../../../render/terminal/headline.ts';
import type { PageProps } from '../page-props.ts';
import { type Address } from '../address.ts';
import { PLAIN } from '../data/sentences.ts';
import { Answered, useScoped } from '../parts/answer.tsx';
import { Outside, Sentence, Time } from '../parts/figures.tsx';
import { edgeKey, edgeName, GraphDrawing } from '../parts/graph.tsx';
import { replaceQuery } from '../parts/held-view.ts';
import { AskedNotes, ScopeBar } from '../parts/scope-bar.tsx';
import { TraceList } from '../parts/trace-list.tsx';

/** Which service calls which, as a drawing and as a table; a click on a call lists the traces behind it. */
export function Dependencies({ address, about }: PageProps): JSX.Element {
  const answer = useScoped(address, (ask, scope) => ask('graph', scope));
  const named = address.query.get('edge');
  const choose = (edge: DependencyEdge): void => replaceQuery({ edge: edgeName(edge) });
  return (
    <>
      <ScopeBar address={address} about={about} />
      <h1>Dependencies</h1>
      <Answered answer={answer}>
        {(value) => (
          <>
            <AskedNotes asked={value} />
            {value.headline && (
              <p class="headline">
                <Sentence text={edgeSentence(value.headline, PLAIN)} />
              </p>
            )}
            {value.graph.edges.length === 0 ? (
              <p class="empty">No service calls another one in these traces.</p>
            ) : (
              <Calls
                {...value}
                chosen={value.graph.edges.find((edge) => edgeName(edge) === named)}
                onEdge={choose}
                address={address}
              />
            )}
          </>
        )}
      </Answered>
    </>
  );
}

const Calls = ({ address, ...props }: EdgesProps & { readonly address: Address }): JSX.Element => {
  const { graph, chosen, onEdge } = props;
  return (
    <>
      <GraphDrawing graph={graph} chosen={chosen && edgeKey(chosen)} onEdge={onEdge} />
      <Edges {...props} />
      {chosen && <TracesBehind key={edgeKey(chosen)} address={address} edge={chosen} />}
    </>
  );
};

interface EdgesProps {
  readonly graph: DependencyGraph;
  /** From the first start to the last end of the traces. */
  readonly seconds: number;
  readonly chosen: DependencyEdge | undefined;
  readonly onEdge: (edge: DependencyEdge) => void;
}

const Edges = ({ graph, seconds, chosen, onEdge }: EdgesProps): JSX.Element => (
  <div class="scroll" tabIndex={0} role="group" aria-label="Calls">
    <table class="ranking stacked">
      <thead>
        <tr>
          <th class="name">Caller</th>
          <th class="name">Callee</th>
          <th class="number">Requests</th>
          <th class="number">Rate</th>
          <th class="number">Errors</th>
          <th class="number">p50</th>
          <th class="number">p95</th>
          <th class="number">Max</th>
          <th>
            <span class="unseen">Traces</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {graph.edges.map((edge) => (
          <EdgeRow
            key={edgeKey(edge)}
            edge={edge}
            seconds={seconds}
            isChosen={chosen !== undefined && edgeKey(chosen) === edgeKey(edge)}
            onEdge={onEdge}
          />
        ))}
      </tbody>
    </table>
  </div>
);

interface EdgeRowProps extends Pick<EdgesProps, 'seconds' | 'onEdge'> {
  readonly edge: DependencyEdge;
  readonly isChosen: boolean;
}

function EdgeRow({ edge, seconds, isChosen, onEdge }: EdgeRowProps): JSX.Element {
  const { p50, p95, max } = timesOf(edge);
  return (
    <tr class={isChosen ? 'at' : ''} data-edge={`${edge.from.name} ${edge.to.name}`}>
      <td class="name">
        <Outside text={edge.from.name} />
      </td>
      <td class="name">
        <Outside text={edge.to.name} />
        {edge.to.type !== 'service' && <small> {edge.to.type}</small>}
        {edge.kind === 'message' && <small> message</small>}
      </td>
      <td class="number" data-count={edge.count}>
        {edge.count}
      </td>
      <td class="number">{rate(edge.count, seconds)}</td>
      <td class={`number${edge.errors > 0 ? ' error' : ''}`} data-errors={edge.errors}>
        {edge.errors}
      </td>
      <td class="number">
        <Time us={p50} />
      </td>
      <td class="number">
        <Time us={p95} />
      </td>
      <td class="number">
        <Time us={max} />
      </td>
      <td>
        <button type="button" onClick={() => onEdge(edge)}>
          Traces
        </button>
      </td>
    </tr>
  );
}

const rate = (count: number, seconds: number): string =>
  seconds > 0 ? `${(count / seconds).toPrecision(2)}/s` : '–';

interface BehindProps {
  readonly address: Address;
  readonly edge: DependencyEdge;
}

function TracesBehind({ address, edge }: BehindProps): JSX.Element {
  const [from, to] = [nodeKey(edge.from), nodeKey(edge.to)];
  const answer = useScoped(address, (ask, scope) => ask('edge', scope, from, to), `${from} ${to}`);
  return (
    <section>
      <h2>
        Traces with a call <Outside text={edge.from.name} /> → <Outside text={edge.to.name} />
      </h2>
      <Answered answer={answer}>
        {(traces) => <TraceList traces={traces.toSorted((a, b) => b.durationUs - a.durationUs)} />}
      </Answered>
    </section>
  );
}
