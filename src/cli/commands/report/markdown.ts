import { dependencies } from '../../../analysis/dependencies.ts';
import { slowest } from '../../../analysis/slowest.ts';
import { summaryOf } from '../../../analysis/trace-summary.ts';
import { percentilesOf } from '../../../base/percentile.ts';
import { assembleTraces } from '../../../model/assemble.ts';
import { renderMarkdown } from '../../../render/markdown/report.ts';
import type { ReportContents } from '../../../viewer/inlined.ts';

const LIMIT = 10;

/** The report as a summary in Markdown. @param version of the program */
export function markdownOf(contents: ReportContents, version: string): string {
  const { what, spans, missing, settledUs, isInsecure } = contents;
  const traces = assembleTraces(spans);
  const summaries = traces.map(summaryOf);
  return renderMarkdown({
    what,
    finding: slowest(traces, { by: 'path', limit: LIMIT, settledUs }),
    graph: dependencies(traces, { outside: false }),
    durationsUs: percentilesOf(summaries.map(({ durationUs }) => durationUs)),
    failed: summaries.filter(({ errors }) => errors > 0).length,
    count: traces.length,
    missing: missing.length,
    isInsecure,
    version: `jaeger-lab ${version}`,
  });
}
