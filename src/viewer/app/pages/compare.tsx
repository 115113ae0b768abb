import type { JSX } from 'preact';
import { probability } from '../../../render/terminal/compare/notes.ts';
import { rowNames } from '../../../render/terminal/call-step.ts';
import type { ComparedPlace, CompareFinding } from '../../../analysis/compare-finding.ts';
import type { PageProps } from '../page-props.ts';
import { type Address, changed, scopeQuery } from '../address.ts';
import type { Comparison, Groups } from '../data/comparison.ts';
import { PLAIN } from '../data/sentences.ts';
import { AlignedTraces } from '../parts/aligned-traces.tsx';
import { Answered, useScoped } from '../parts/answer.tsx';
import { Service } from '../parts/colours.tsx';
import { CompareSummary } from '../parts/compare-summary.tsx';
import { Change, Outside, Share, Time } from '../parts/figures.tsx';
import { GroupChoice } from '../parts/group-choice.tsx';
import { Link } from '../parts/link.tsx';
import { ScopeBar } from '../parts/scope-bar.tsx';

/** Two traces, runs or tags, or two groups of the traces of the scope: by how much they differ, and where. */
export function Compare({ address, about }: PageProps): JSX.Element {
  const groups = groupsOf(address.query);
  return (
    <>
      <ScopeBar address={address} about={about} />
      <h1>Compare</h1>
      <GroupChoice address={address} about={about} />
      {groups === undefined ? (
        <p class="empty">Name another one to compare {address.query.get('a')} with.</p>
      ) : (
        <Found key={JSON.stringify(groups)} address={address} groups={groups} />
      )}
    </>
  );
}

function groupsOf(query: URLSearchParams): Groups | undefined {
  const by = query.get('groups');
  if (by === 'slowest' || by === 'fault') return { by };
  const [a, b] = ['a', 'b'].map((name) => query.get(name) ?? '') as [string, string];
  if (a + b === '') return { by: 'usual' };
  if (a === '' || b === '') return undefined;
  if (by === 'runs' || by === 'tags') return { by, a, b };
  return { by: 'traces', a, b };
}

interface FoundProps {
  readonly address: Address;
  readonly groups: Groups;
}

function Found({ address, groups }: FoundProps): JSX.Element {
  const answer = useScoped(address, (ask, scope) => ask('compare', scope, groups));
  return (
    <Answered answer={answer}>
      {(comparison) => (
        <>
          <CompareSummary comparison={comparison} query={address.query} />
          <Places finding={comparison.finding} names={comparison.names} />
          <Attributes finding={comparison.finding} scope={scopeQuery(address.query)} />
          {comparison.traces && <AlignedTraces traces={comparison.traces} />}
        </>
      )}
    </Answered>
  );
}

const CHANGES: Readonly<Record<ComparedPlace['change'], string>> = {
  'only-a': 'only in a',
  'only-b': 'only in b',
  structure: 'how often',
  time: '',
};

interface PlacesProps {
  readonly finding: CompareFinding;
  readonly names: Comparison['names'];
}

function Places({ finding, names }: PlacesProps): JSX.Element {
  const { places, evidence } = finding;
  const rows = rowNames(places, PLAIN);
  const most = places.reduce((max, { deltaUs }) => Math.max(max, Math.abs(deltaUs)), 1);
  return (
    <section aria-label="Where they differ">
      <h2>
        Where they differ <small>mean time on the critical path</small>
      </h2>
      <div class="scroll" tabIndex={0} role="group" aria-label="Places">
        <table class="ranking stacked">
          <thead>
            <tr>
              <th>Place</th>
              <th class="number">a {names.a}</th>
              <th class="number">b {names.b}</th>
              <th class="number">Difference</th>
              <th class="both-ways">
                <span class="unseen">Bar</span>
              </th>
              <th class="number">Share</th>
              {evidence && <th class="number">p</th>}
              <th>
                <span class="unseen">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {places.map((place, i) => (
              <tr key={i} data-place={`${rows[i]?.service} ${rows[i]?.name}`.trim()}>
                <td class="place">
                  <Service name={rows[i]?.service ?? ''} /> <Outside text={rows[i]?.name ?? ''} />
                </td>
                <td class="number">
                  <Time us={place.meanUs.a} />
                </td>
                <td class="number">
                  <Time us={place.meanUs.b} />
                </td>
                <td class="number">
                  <Change us={place.deltaUs} />
                </td>
                <td class="both-ways" aria-hidden="true">
                  <DeltaBar part={place.deltaUs / most} />
                </td>
                <td class="number">
                  <Share of={place.share} />
                </td>
                {evidence && (
                  <td class="number">{place.p === undefined ? '–' : probability(place.p)}</td>
                )}
                <td class="note">{CHANGES[place.change]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** To the right what became slower, to the left what became faster. */
const DeltaBar = ({ part }: { readonly part: number }): JSX.Element => (
  <span
    class={part < 0 ? 'delta faster' : 'delta slower'}
    style={
      part < 0 ? { right: '50%', width: `${-part * 50}%` } : { left: '50%', width: `${part * 50}%` }
    }
  />
);

/** As the search takes it, whatever is in it. */
const tagText = (key: string, value: string): string => JSON.stringify({ [key]: value });

interface AttributesProps {
  readonly finding: CompareFinding;
  /** Which traces the links search. */
  readonly scope: URLSearchParams;
}

function Attributes({ finding, scope }: AttributesProps): JSX.Element | null {
  const { attributes, traces } = finding;
  if (attributes.length === 0) return null;
  return (
    <section aria-label="Attributes that differ">
      <h2>Attributes that differ</h2>
      <div class="scroll" tabIndex={0} role="group" aria-label="Attributes">
        <table>
          <thead>
            <tr>
              <th>Service</th>
              <th>Attribute</th>
              <th class="number">in a</th>
              <th class="number">in b</th>
            </tr>
          </thead>
          <tbody>
            {attributes.map(({ service, key, value, presentIn }) => (
              <tr key={`${service} ${key} ${value}`}>
                <td>
                  <Service name={service} />
                </td>
                <td class="place">
                  <Link to="/search" query={changed(scope, { tags: tagText(key, value) })}>
                    <Outside text={`${key}=${value}`} />
                  </Link>
                </td>
                <td class="number">
                  {presentIn.a} of {traces.a}
                </td>
                <td class="number">
                  {presentIn.b} of {traces.b}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
