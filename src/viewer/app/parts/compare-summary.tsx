import type { ComponentChildren, JSX } from 'preact';
import { compareSentence } from '../../../render/terminal/compare/headline.ts';
import { compareNotes, evidenceNote } from '../../../render/terminal/compare/notes.ts';
import { changed, scopeQuery } from '../address.ts';
import type { Comparison } from '../data/comparison.ts';
import { PLAIN, sentences } from '../data/sentences.ts';
import { Change, Outside, Sentence, Time } from './figures.tsx';
import { Link, TraceLink } from './link.tsx';

interface SummaryProps {
  readonly comparison: Comparison;
  readonly query: URLSearchParams;
}

/** What a comparison comes down to, and what its groups are. */
export function CompareSummary({ comparison, query }: SummaryProps): JSX.Element {
  const { finding, names, missing } = comparison;
  const source = { names, missing, jaegerVersion: undefined };
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
        <Group side="a" comparison={comparison} query={query} />
        <Group side="b" comparison={comparison} query={query} />
        <span data-figure="delta">
          difference{' '}
          <b>
            <Change us={finding.deltaUs} />
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

/** Its name, which leads to its traces, its mean, and its longest traces. */
function Group({
  side,
  comparison,
  query,
}: SummaryProps & { readonly side: 'a' | 'b' }): JSX.Element {
  const { finding, names, examples } = comparison;
  return (
    <span data-group={side}>
      {side}:{' '}
      <GroupLink comparison={comparison} query={query} side={side}>
        <Outside text={names[side]} />
      </GroupLink>{' '}
      ({finding.traces[side]}){' '}
      <b>
        <Time us={finding.meanUs[side]} title="mean" />
      </b>
      {finding.traces[side] > 1 && (
        <small>
          {' '}
          e.g.
          {examples[side].map((id) => (
            <span key={id}>
              {' '}
              <TraceLink id={id} />
            </span>
          ))}
        </small>
      )}
    </span>
  );
}

interface GroupLinkProps extends SummaryProps {
  readonly side: 'a' | 'b';
  readonly children: ComponentChildren;
}

function GroupLink({ comparison, query, side, children }: GroupLinkProps): JSX.Element {
  const { by, examples, names } = comparison;
  const named = query.get(side) ?? '';
  if (by === 'traces') return <Link to={`/trace/${examples[side][0] ?? ''}`}>{children}</Link>;
  if (by === 'runs')
    return (
      <Link to="/overview" query={new URLSearchParams({ run: named })}>
        {children}
      </Link>
    );
  if (by === 'tags')
    return (
      <Link to="/search" query={changed(scopeQuery(query), { tags: names[side] })}>
        {children}
      </Link>
    );
  return <>{children}</>;
}
