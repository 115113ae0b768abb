import type { DependencyEdge, DependencyGraph } from '../../analysis/dependency-graph.ts';
import type { RepeatedPlace } from '../../analysis/repeated-places.ts';
import type { SlowestFinding, SlowestSection } from '../../analysis/slowest-finding.ts';
import { brief } from '../brief.ts';
import { renderMermaid } from '../graph/mermaid.ts';
import { rowNames } from '../terminal/call-step.ts';
import { duration } from '../terminal/duration.ts';
import { printable } from '../terminal/printable.ts';
import { repeatedSentence } from '../terminal/repeated.ts';
import { slowestSentence } from '../terminal/slowest/slowest.ts';
import type { Screen } from '../terminal/screen.ts';
import { counted } from '../../model/counted.ts';
import { percent, shortIds } from '../terminal/words.ts';

/** What a summary in Markdown is made of. */
export interface MarkdownReport {
  /** For a person: "run 3". */
  readonly what: string;
  readonly finding: SlowestFinding;
  readonly graph: DependencyGraph;
  /** Of the requests. */
  readonly durationsUs: DependencyEdge['callerUs'];
  /** Traces with a failed span, of how many. */
  readonly failed: number;
  readonly count: number;
  readonly missing: number;
  /** The certificate of the server was not checked. */
  readonly isInsecure: boolean;
  readonly version: string;
}

const PLAIN: Screen = { format: 'table', columns: 1_000_000, colour: false, unicode: true };
const [MOST_ROWS, MOST_REPEATED, MOST_EDGES] = [8, 3, 16];

/** A summary for a pull request: a sentence, figures, where the time went, the graph. At most 60 lines. */
export function renderMarkdown(report: MarkdownReport): string {
  const { finding, graph, what } = report;
  const [section] = finding.sections;
  const sentence = slowestSentence(finding, PLAIN);
  return [
    `### Traces of ${text(what)}`,
    '',
    ...(sentence === undefined ? [] : [`**${text(sentence)}**`, '']),
    figures(report),
    '',
    ...(report.isInsecure
      ? ['> The certificate of Jaeger was not checked (`--insecure`).', '']
      : []),
    ...(section === undefined ? [] : places(section, finding)),
    ...repeated(finding.repeated),
    ...drawing(graph),
    `<sub>${text(report.version)}</sub>`,
    '',
  ].join('\n');
}

function figures({ durationsUs, failed, count, missing, finding }: MarkdownReport): string {
  const { p50, p95, max } = durationsUs;
  const incomplete = finding.incomplete.traces;
  return [
    counted(count, 'trace'),
    ...(p50 === undefined ? [] : [`p50 ${duration(p50)}`]),
    ...(p95 === undefined ? [] : [`p95 ${duration(p95)}`]),
    ...(max === undefined ? [] : [`max ${duration(max)}`]),
    failed === 0 ? 'no errors' : `**${failed} with errors**`,
    ...(incomplete === 0 ? [] : [`**${incomplete} incomplete**`]),
    ...(missing === 0 ? [] : [`**${missing} missing**`]),
  ].join(' · ');
}

function places(section: SlowestSection, { sectionCount }: SlowestFinding): string[] {
  const { service, operation, requests, meanUs, paths, pathCount } = section;
  const names = rowNames(paths, PLAIN);
  const shorten = shortIds(paths.map(({ exemplarTraceId }) => exemplarTraceId));
  const more = pathCount - Math.min(MOST_ROWS, paths.length);
  const others = sectionCount - 1;
  const rest = [
    ...(more > 0 ? [counted(more, 'more place')] : []),
    ...(others > 0 ? [counted(others, 'other operation')] : []),
  ];
  return [
    `${code(`${service} ${operation}`)}: ${counted(requests, 'request')}, mean ${duration(meanUs)}`,
    '',
    '| Place | Share | Mean | p95 | Max | Slowest trace |',
    '| --- | ---: | ---: | ---: | ---: | --- |',
    ...paths.slice(0, MOST_ROWS).map((path, i) => {
      const cells = [
        code([names[i]?.service, names[i]?.name].join(' ').trim()),
        percent(path.share),
        duration(path.meanUs),
        path.p95Us === undefined ? '–' : duration(path.p95Us),
        duration(path.maxUs),
        code(shorten(path.exemplarTraceId)),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    '',
    ...(rest.length === 0 ? [] : [`${rest.join(' and ')} not shown`, '']),
  ];
}

function repeated(all: readonly RepeatedPlace[]): string[] {
  const lines = all
    .filter(({ verdict }) => verdict.endsWith('n-plus-one'))
    .slice(0, MOST_REPEATED)
    .map((place) => {
      const { mostCalls: calls, mostSavedUs: savedUs, mostRetries: retries } = place;
      return `- ${text(repeatedSentence({ ...place, calls, savedUs, retries }, PLAIN))}`;
    });
  return lines.length === 0 ? [] : [...lines, ''];
}

/** A larger drawing could not be read in a comment, and would be longer than one. */
function drawing(graph: DependencyGraph): string[] {
  const { edges, nodes } = graph;
  if (edges.length === 0) return [];
  if (nodes.length + edges.length > MOST_EDGES)
    return [
      `${counted(nodes.length, 'service')}, ${counted(edges.length, 'call')} between them`,
      '',
    ];
  return ['```mermaid', renderMermaid(graph).trimEnd(), '```', ''];
}

/** In code, where nothing of Markdown or HTML holds; a line of a table ends at a bar even there. */
function code(raw: string): string {
  const shown = brief(printable(raw)).replaceAll('|', '\\|');
  const longest = Math.max(0, ...Array.from(shown.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${shown}\`` : `${fence} ${shown} ${fence}`;
}

/** Text from outside, in which nothing is taken for Markdown or HTML. */
const text = (raw: string): string =>
  brief(printable(raw)).replaceAll(/[\\`*_{}[\]<>#|@~!]/g, '\\$&');
