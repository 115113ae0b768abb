import type { JSX } from 'preact';
import type {
  CallPathTime,
  SlowestBy,
  SlowestFinding,
  SlowestSection,
} from '../../../analysis/slowest-finding.ts';
import { rowNames } from '../../../render/terminal/call-step.ts';
import { slowestSentence } from '../../../render/terminal/slowest/slowest.ts';
import { counted } from '../../../model/counted.ts';
import type { PageProps } from '../page-props.ts';
import { changed, go } from '../address.ts';
import { PLAIN } from '../data/sentences.ts';
import { Answered, useScoped } from '../parts/answer.tsx';
import { serviceClass, Service } from '../parts/colours.tsx';
import { Outside, Sentence, Share, Time } from '../parts/figures.tsx';
import { TraceLink } from '../parts/link.tsx';
import { AskedNotes, ScopeBar } from '../parts/scope-bar.tsx';

const BY: Readonly<Record<SlowestBy, string>> = {
  path: 'critical path',
  self: 'self time',
  duration: 'duration',
};

const isBy = (text: string | null): text is SlowestBy => text !== null && Object.hasOwn(BY, text);

/** More rows of a section are counted. */
const MOST_ROWS = 50;

/** The ranking of `slowest`: which places the requests waited for, with the trace that shows it best. */
export function WhereTheTimeGoes({ address, about }: PageProps): JSX.Element {
  const { query } = address;
  const asked = query.get('by');
  const by = isBy(asked) ? asked : 'path';
  const groupBy = query.get('groupBy') ?? undefined;
  const choice = { by, groupBy, limit: MOST_ROWS };
  const answer = useScoped(
    address,
    (ask, scope) => ask('slowest', scope, choice),
    `${by} ${groupBy ?? ''}`,
  );
  const set = (changes: Record<string, string>): void => go('/time', changed(query, changes), true);
  return (
    <>
      <ScopeBar address={address} about={about} />
      <div class="toolbar">
        <h1>Where the time goes</h1>
        <label>
          Rank by
          <select value={by} onChange={({ currentTarget }) => set({ by: currentTarget.value })}>
            {Object.entries(BY).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <GroupBy groupBy={groupBy} onChange={(value) => set({ groupBy: value })} />
      </div>
      <Answered answer={answer}>
        {(value) => (
          <>
            <AskedNotes asked={value} />
            <Ranking finding={value.finding} />
          </>
        )}
      </Answered>
    </>
  );
}

interface GroupByProps {
  readonly groupBy: string | undefined;
  readonly onChange: (value: string) => void;
}

const GroupBy = ({ groupBy = '', onChange }: GroupByProps): JSX.Element => (
  <label>
    Group by
    <input
      list="groups"
      value={groupBy}
      placeholder="place"
      title="service, operation, or the key of an attribute"
      onChange={({ currentTarget }) => onChange(currentTarget.value.trim())}
    />
    <datalist id="groups">
      <option>service</option>
      <option>operation</option>
      <option>http.response.status_code</option>
    </datalist>
  </label>
);

function Ranking({ finding }: { readonly finding: SlowestFinding }): JSX.Element {
  const { sections, sectionCount, incomplete, spans } = finding;
  const sentence = slowestSentence(finding, PLAIN);
  if (sections.length === 0) return <p class="empty">No complete trace to rank.</p>;
  return (
    <>
      {sentence !== undefined && (
        <p class="headline">
          <Sentence text={sentence} />
        </p>
      )}
      {incomplete.traces > 0 && (
        <p class="warning">{counted(incomplete.traces, 'incomplete trace')} left out</p>
      )}
      {sections.map((section) => (
        <Section
          key={`${section.service} ${section.operation}`}
          section={section}
          by={finding.by}
        />
      ))}
      {sectionCount > sections.length && (
        <p class="note">{counted(sectionCount - sections.length, 'other operation')} not shown</p>
      )}
      {finding.by === 'path' && <Legend />}
      {finding.groupBy === undefined && <SlowestSpans spans={spans.slice(0, 10)} />}
    </>
  );
}

/** What a learner meets here first, as the terminal explains it. */
const Legend = (): JSX.Element => (
  <p class="note">
    Critical path: the chain of work that a request waited for; its parts add up to the duration.{' '}
    <b>a → b</b>: the gap of a call, which neither caller nor callee accounts for (network, queues,
    opening connections).
  </p>
);

interface SectionProps {
  readonly section: SlowestSection;
  readonly by: SlowestBy;
}

function Section({ section, by }: SectionProps): JSX.Element {
  const { service, operation, requests, meanUs, paths, pathCount } = section;
  const names = rowNames(paths, PLAIN);
  return (
    <section data-section={`${service} ${operation}`}>
      <h2>
        <Outside text={`${service} ${operation}`} />{' '}
        <small>
          {counted(requests, 'request')} · mean <Time us={meanUs} />
        </small>
      </h2>
      <div
        class="scroll"
        tabIndex={0}
        role="group"
        aria-label={`Places of ${service} ${operation}`}
      >
        <table class="ranking stacked">
          <thead>
            <tr>
              <th>Place</th>
              <th class="share">Share of the {by === 'self' ? 'self time' : BY[by]}</th>
              <th class="number">Mean</th>
              <th class="number">p50</th>
              <th class="number">p95</th>
              <th class="number">Max</th>
              <th class="number" title="requests that pass through the place">
                Requests
              </th>
              <th>Slowest trace</th>
            </tr>
          </thead>
          <tbody>
            {paths.map((path, i) => (
              <PlaceRow
                key={i}
                path={path}
                name={names[i] ?? { service: '', name: '' }}
                requests={requests}
              />
            ))}
          </tbody>
        </table>
      </div>
      {pathCount > paths.length && (
        <p class="note">{counted(pathCount - paths.length, 'other place')} not shown</p>
      )}
    </section>
  );
}

interface PlaceRowProps {
  readonly path: CallPathTime;
  readonly name: { readonly service: string; readonly name: string };
  readonly requests: number;
}

const PlaceRow = ({ path, name, requests }: PlaceRowProps): JSX.Element => (
  <tr data-place={`${name.service} ${name.name}`.trim()}>
    <td class="place">
      <Service name={name.service} /> <Outside text={name.name} />
    </td>
    <td class="share">
      <span class={`share-bar ${serviceClass(name.service)}`} aria-hidden="true">
        <span style={{ width: `${Math.min(100, path.share * 100)}%` }} />
      </span>
      <Share of={path.share} />
    </td>
    <td class="number">
      <Time us={path.meanUs} />
    </td>
    <td class="number">
      <Time us={path.p50Us} />
    </td>
    <td class="number">
      <Time us={path.p95Us} />
    </td>
    <td class="number">
      <Time us={path.maxUs} />
    </td>
    <td class="number" title={`in ${path.presentIn} of ${counted(requests, 'request')}`}>
      {path.presentIn}
    </td>
    <td>
      <TraceLink id={path.exemplarTraceId} />
    </td>
  </tr>
);

const SlowestSpans = ({ spans }: { readonly spans: SlowestFinding['spans'] }): JSX.Element => (
  <section>
    <h2>Slowest spans</h2>
    <div class="scroll" tabIndex={0} role="group" aria-label="Slowest spans">
      <table>
        <thead>
          <tr>
            <th class="number">Critical path</th>
            <th>Span</th>
            <th class="number">Duration</th>
            <th class="number">Request</th>
            <th>Trace</th>
          </tr>
        </thead>
        <tbody>
          {spans.map((span) => (
            <tr key={`${span.traceId}${span.spanId}`}>
              <td class="number">
                <Time us={span.pathUs} />
              </td>
              <td class="place">
                <Service name={span.service} />{' '}
                <Outside
                  text={
                    rowNames([{ steps: [span], level: 1, group: undefined }], PLAIN)[0]?.name ?? ''
                  }
                />
              </td>
              <td class="number">
                <Time us={span.durationUs} />
              </td>
              <td class="number">
                <Time us={span.requestUs} />
              </td>
              <td>
                <TraceLink id={span.traceId} span={span.spanId} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </section>
);
