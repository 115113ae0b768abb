import type { JSX } from 'preact';
import { compareSentence } from '../../../render/terminal/compare/headline.ts';
import { compareNotes, evidenceNote, probability } from '../../../render/terminal/compare/notes.ts';
import { rowNames } from '../../../render/terminal/call-step.ts';
import type { ComparedPlace, CompareFinding } from '../../../analysis/compare-finding.ts';
import type { PageProps } from '../page-props.ts';
import { type Address, changed, go } from '../address.ts';
import type { Comparison, Groups } from '../data/analyst.ts';
import { PLAIN, sentences } from '../data/sentences.ts';
import { AlignedTraces } from '../parts/aligned-traces.tsx';
import { Answered, useScoped } from '../parts/answer.tsx';
import { Service } from '../parts/colours.tsx';
import { Change, Outside, Sentence, Share, Time } from '../parts/figures.tsx';
import { ScopeBar } from '../parts/scope-bar.tsx';

/** Two traces, or two groups of those of the scope: by how much they differ, and where. */
export function Compare({ address, about }: PageProps): JSX.Element {
  const groups = groupsOf(address.query);
  return (
    <>
      <ScopeBar address={address} about={about} />
      <h1>Compare</h1>
      <Choice address={address} />
      {groups === undefined ? (
        <p class="empty">
          Tick two traces in the Search and choose Compare Traces, or choose two groups here.
        </p>
      ) : (
        <Found key={JSON.stringify(groups)} address={address} groups={groups} />
      )}
    </>
  );
}

function groupsOf(query: URLSearchParams): Groups | undefined {
  const [a, b] = [query.get('a'), query.get('b')];
  if (a !== null && b !== null) return { a: whole(a), b: whole(b) };
  const groups = query.get('groups');
  return groups === 'slowest' || groups === 'fault' ? groups : undefined;
}

const whole = (id: string): string => id.trim().toLowerCase().padStart(32, '0');

function Choice({ address }: { readonly address: Address }): JSX.Element {
  const { query } = address;
  const choose = (groups: string): void =>
    go('/compare', changed(query, { groups, a: undefined, b: undefined }));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const data = new FormData(event.currentTarget);
    const id = (name: string): string => (data.get(name) as string).trim();
    go('/compare', changed(query, { groups: undefined, a: id('a'), b: id('b') }));
  };
  const chosen = query.get('groups');
  return (
    <form class="toolbar" onSubmit={submit}>
      <span class="group" role="group" aria-label="Groups">
        <button type="button" aria-pressed={chosen === 'slowest'} onClick={() => choose('slowest')}>
          The slowest and the median
        </button>
        <button type="button" aria-pressed={chosen === 'fault'} onClick={() => choose('fault')}>
          With a fault and normal
        </button>
      </span>
      <label>
        Trace A <input name="a" value={query.get('a') ?? ''} placeholder="trace id" required />
      </label>
      <label>
        Trace B <input name="b" value={query.get('b') ?? ''} placeholder="trace id" required />
      </label>
      <button type="submit">Compare</button>
    </form>
  );
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
          <Summary comparison={comparison} />
          <Places finding={comparison.finding} names={comparison.names} />
          <Attributes finding={comparison.finding} />
          {comparison.traces && <AlignedTraces traces={comparison.traces} />}
        </>
      )}
    </Answered>
  );
}

function Summary({ comparison }: { readonly comparison: Comparison }): JSX.Element {
  const { finding, names, missing } = comparison;
  const source = { names, missing, jaegerVersion: undefined };
  const { meanUs, deltaUs, traces } = finding;
  const notes = [
    ...sentences(compareNotes(finding, source, PLAIN)),
    ...sentences(evidenceNote(finding, PLAIN)),
  ];
  return (
    <section aria-label="Summary">
      <p class="headline">
        <Sentence text={compareSentence(finding, source, PLAIN)} />
      </p>
      <p class="facts">
        <span data-group="a">
          a: {names.a} ({traces.a}){' '}
          <b>
            <Time us={meanUs.a} title="mean" />
          </b>
        </span>
        <span data-group="b">
          b: {names.b} ({traces.b}){' '}
          <b>
            <Time us={meanUs.b} title="mean" />
          </b>
        </span>
        <span data-figure="delta">
          difference{' '}
          <b>
            <Change us={deltaUs} />
          </b>
        </span>
      </p>
      {notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
    </section>
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
        <table class="ranking">
          <thead>
            <tr>
              <th>Place</th>
              <th class="number">a {names.a}</th>
              <th class="number">b {names.b}</th>
              <th class="number">Difference</th>
              <th>
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

function Attributes({ finding }: { readonly finding: CompareFinding }): JSX.Element | null {
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
                  <Outside text={`${key}=${value}`} />
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
