import { Anonymizer } from '../../analysis/anonymize.ts';
import type { ReportContents } from '../inlined.ts';

/** The same contents with names, values and ids replaced. */
export function anonymized(contents: ReportContents): ReportContents {
  const anonymizer = new Anonymizer();
  const { run, spans } = contents;
  return {
    ...contents,
    what: run === undefined ? 'a time window' : `run ${run.id}`,
    run: run && { ...run, scenario: anonymizer.scenario(run.scenario) },
    missing: contents.missing.map((id) => anonymizer.traceId(id)),
    faulty: contents.faulty.map((id) => anonymizer.traceId(id)),
    spans: spans.map((span) => anonymizer.span(span)),
  };
}
