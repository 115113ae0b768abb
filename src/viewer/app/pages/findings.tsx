import type { ComponentChildren, JSX } from 'preact';
import type { SlowestFinding } from '../../../analysis/slowest-finding.ts';
import type { VerifyWarning } from '../../../analysis/warnings/verify-warning.ts';
import { stepName } from '../../../render/terminal/call-step.ts';
import { clockNote } from '../../../render/terminal/clocks.ts';
import { duration } from '../../../render/terminal/duration.ts';
import { TAIL, waitWords } from '../../../render/terminal/event-words.ts';
import { repeatedSentence } from '../../../render/terminal/repeated.ts';
import { PROBLEMS } from '../../../render/terminal/slowest/notes.ts';
import type { PageProps } from '../page-props.ts';
import { PLAIN, withShortNames } from '../data/sentences.ts';
import { Answered, useScoped } from '../parts/answer.tsx';
import { TraceLink } from '../parts/link.tsx';
import { Sentence } from '../parts/figures.tsx';
import { AskedNotes, ScopeBar } from '../parts/scope-bar.tsx';

/** What is worth a look besides the ranking: repeated calls, waits, lost spans, clocks, and what `verify` warns of. */
export function Findings({ address, about }: PageProps): JSX.Element {
  const choice = { by: 'path', groupBy: undefined, limit: 50 } as const;
  const ranking = useScoped(address, (ask, scope) => ask('slowest', scope, choice));
  const checks = useScoped(address, (ask, scope) => ask('warnings', scope));
  return (
    <>
      <ScopeBar address={address} about={about} />
      <h1>Findings</h1>
      <Answered answer={ranking}>
        {(value) => (
          <>
            <AskedNotes asked={value} />
            {value.finding.traces + value.finding.incomplete.traces === 0 ? (
              <p class="empty">No traces to check.</p>
            ) : (
              <>
                <FromRanking finding={value.finding} />
                <Answered answer={checks}>
                  {({ warnings }) => <Warnings warnings={warnings} />}
                </Answered>
              </>
            )}
          </>
        )}
      </Answered>
    </>
  );
}

/** One thing that was found, in how many traces, and one of them. */
interface Item {
  readonly text: string;
  readonly traces: number;
  readonly traceId: string | undefined;
}

function FromRanking({ finding }: { readonly finding: SlowestFinding }): JSX.Element {
  const { repeated, waits, offPath, incomplete, clocks, gaveUp, impossibleTimes, lateEnds } =
    withShortNames(finding);
  const seen = (text: string, found: typeof gaveUp): Item[] =>
    found ? [{ text, traces: found.traces, traceId: found.exemplarTraceId }] : [];
  return (
    <>
      <Kind title="Repeated calls" none="No N+1: no span makes the same call again and again.">
        {repeated.map(({ traces, exemplarTraceId, ...place }) => ({
          text: repeatedSentence(
            {
              ...place,
              calls: place.mostCalls,
              savedUs: place.mostSavedUs,
              retries: place.mostRetries,
            },
            PLAIN,
          ),
          traces,
          traceId: exemplarTraceId,
        }))}
      </Kind>
      <Kind title="Waits between events" none="No span stands still between two of its events.">
        {waits.map((wait) => ({
          text: `${wait.service} ${stepName(wait, PLAIN)}: ${duration(wait.meanUs)} of it ${waitWords(wait)}`,
          traces: wait.traces,
          traceId: wait.exemplarTraceId,
        }))}
      </Kind>
      <Kind title="Completeness and clocks" none="All traces are complete, and their clocks agree.">
        {[
          ...incomplete.reasons.map(({ problem, traces, exemplarTraceId }) => ({
            text: `traces ${PROBLEMS[problem]}`,
            traces,
            traceId: exemplarTraceId,
          })),
          ...clocks.map((clock) => ({
            text: clockNote(clock, false, PLAIN),
            traces: clock.traceIds.length,
            traceId: clock.traceIds[0],
          })),
          ...seen('a caller gave up before its server was done', gaveUp),
          ...seen('spans with impossible times', impossibleTimes),
          ...seen('a span ends after its parent: it counts up to there', lateEnds),
        ]}
      </Kind>
      <Kind title="Work that took no request time" none="All work was waited for.">
        {offPath.map((work) => ({
          text: `${work.service} ${stepName(work, PLAIN)}: ${duration(work.meanUs)} on average: ${TAIL[work.reason]}`,
          traces: work.traces,
          traceId: work.exemplarTraceId,
        }))}
      </Kind>
    </>
  );
}

const Warnings = ({ warnings }: { readonly warnings: readonly VerifyWarning[] }): JSX.Element => (
  <Kind title="Checks of the instrumentation" none="Nothing to warn of.">
    {warnings.map(({ check, what, traceIds }) => ({
      text: `${check}: ${what}`,
      traces: traceIds.length,
      traceId: traceIds[0],
    }))}
  </Kind>
);

interface KindProps {
  readonly title: string;
  /** Said where there are no items. */
  readonly none: ComponentChildren;
  readonly children: readonly Item[];
}

const Kind = ({ title, none, children }: KindProps): JSX.Element => (
  <section data-kind={title}>
    <h2>
      {title} <small>{children.length}</small>
    </h2>
    {children.length === 0 ? (
      <p class="note">{none}</p>
    ) : (
      <div class="scroll" tabIndex={0} role="group" aria-label={title}>
        <table>
          <thead>
            <tr>
              <th>What</th>
              <th class="number">Traces</th>
              <th>One of them</th>
            </tr>
          </thead>
          <tbody>
            {children.map(({ text, traces, traceId }) => (
              <tr key={text}>
                <td class="sentence">
                  <Sentence text={text} />
                </td>
                <td class="number">{traces}</td>
                <td>{traceId !== undefined && <TraceLink id={traceId} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </section>
);
