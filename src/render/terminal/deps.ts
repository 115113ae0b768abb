import type { DependencyDifference, DifferenceReason } from '../../analysis/dependency-check.ts';
import type {
  DependencyEdge,
  DependencyGraph,
  DependencyNode,
} from '../../analysis/dependency-graph.ts';
import type { Headline } from '../../analysis/headlines/headline.ts';
import { timesOf } from '../graph/edge-label.ts';
import { duration } from './duration.ts';
import { edgeSentence, headlineLine } from './headline.ts';
import { paint, signs, type Screen } from './screen.ts';
import { headlineRows, missingRows, tsvRows } from '../tsv.ts';
import { table, type Column } from './table.ts';
import { counted } from '../../model/counted.ts';
import { percent } from './words.ts';
import { paragraph } from './wrap.ts';

export interface DepsSource {
  readonly headline: Headline | undefined;
  /** "run 1", "gateway in the last 60 min". */
  readonly what: string;
  readonly differences: readonly DependencyDifference[];
  /** Against Jaeger's own graph: whether that could be read; undefined where there is nothing to compare with. */
  readonly isChecked: boolean | undefined;
  readonly missing: readonly string[];
}

const REASONS: Readonly<Record<DifferenceReason, string>> = {
  'self-edge': 'Jaeger also counts spans below spans of the same service',
  'span-pairs': 'Jaeger counts every span below a span of another service, not requests',
  'other-traces': 'Jaeger also counts traces that are not looked at here',
  link: 'Jaeger does not follow links, nor look through spans between caller and callee',
  empty: 'Jaeger has no graph: on Elasticsearch and Cassandra a job has to compute it',
  fewer: 'Jaeger has not counted them all (yet)',
};

const COLUMNS: readonly Column[] = [
  { title: 'caller', cutTo: 8, keeps: 12 },
  { title: 'callee', cutTo: 8, keeps: 16 },
  { title: 'requests', align: 'right' },
  { title: 'errors', align: 'right' },
  { title: 'p50', align: 'right' },
  { title: 'p95', align: 'right' },
  { title: 'callee p50', align: 'right', givenUp: 1 },
];

/** Callers and callees, how often and how long, and where Jaeger's own graph differs. */
export function renderDeps(graph: DependencyGraph, source: DepsSource, screen: Screen): string {
  const sentence = source.headline && edgeSentence(source.headline, screen);
  if (screen.format === 'tsv') return headlineRows(sentence) + rows(graph, source);
  const { bold, dim } = paint(screen);
  const title = `${counted(graph.edges.length, 'edge')} in ${counted(graph.traces, 'trace')} of ${source.what}`;
  const notes = notesOf(graph, source, screen);
  return [
    headlineLine(sentence, screen),
    paragraph(title, screen, bold),
    '\n',
    table(
      COLUMNS,
      graph.edges.map((edge) => edgeRow(edge, screen)),
      screen,
    ),
    notes.length > 0 ? '\n' : '',
    ...notes.map((note) => paragraph(note, screen, dim)),
  ].join('');
}

/** "message orders, refunds" */
function messageOf({ topics }: DependencyEdge): string {
  const names = topics.slice(0, 2).map(({ name }) => name);
  const more = topics.length > 2 ? [`${topics.length - 2} more`] : [];
  return ['message', [...names, ...more].join(', ')].filter((part) => part !== '').join(' ');
}

function edgeRow(edge: DependencyEdge, screen: Screen) {
  const { red } = paint(screen);
  const { p50, p95 } = timesOf(edge);
  const failed = `${edge.errors} (${percent(edge.errors / edge.count)})`;
  const arrow = edge.kind === 'message' ? `${signs(screen).arrow} (${messageOf(edge)}) ` : '';
  return [
    nodeName(edge.from),
    `${arrow}${nodeName(edge.to)}`,
    String(edge.count),
    edge.errors === 0 ? '0' : { text: failed, style: red },
    duration(p50, screen),
    duration(p95, screen),
    duration(edge.calleeUs.p50, screen),
  ];
}

const nodeName = ({ type, name }: DependencyNode): string =>
  type === 'service' || type === 'outside' ? name : `${name} (${type})`;

/** Of databases and queues nothing is missing. */
function silent({ nodes }: DependencyGraph): string[] {
  const services = new Set(nodes.filter(({ type }) => type === 'service').map(({ name }) => name));
  const virtual = nodes.filter(({ type }) => type === 'virtual').map(({ name }) => name);
  const [names, lost] = [false, true].map((sends) =>
    virtual.filter((name) => services.has(name) === sends),
  ) as [string[], string[]];
  return [
    ...(names.length > 0 ? [`No spans came from ${names.join(', ')} (named by the callers).`] : []),
    ...(lost.length > 0
      ? [
          `Calls to ${lost.join(', ')} left no span there, though it sends spans: lost, or in a trace of its own.`,
        ]
      : []),
  ];
}

function notesOf(
  graph: DependencyGraph,
  { differences, isChecked, missing }: DepsSource,
  screen: Screen,
): string[] {
  const { arrow } = signs(screen);
  const reasons = new Set(differences.map(({ reason }) => reason));
  const explained = Array.from(reasons, (reason) => {
    const edges = differences
      .filter((one) => one.reason === reason)
      .map(
        ({ from, to, ours, jaeger }) => `${from} ${arrow} ${to} ${ours} here, ${jaeger} in Jaeger`,
      );
    return reason === 'empty' ? `${REASONS.empty}.` : `${REASONS[reason]}: ${edges.join('; ')}.`;
  });
  const agrees = 'Jaeger’s own graph has the same edges between services, with the same counts.';
  return [
    ...(graph.incomplete > 0
      ? [
          `${counted(graph.incomplete, 'incomplete trace')}: calls without a callee in them do not count.`,
        ]
      : []),
    ...(missing.length > 0
      ? [
          `${counted(missing.length, 'trace')} ${missing.length === 1 ? 'is' : 'are'} not in Jaeger.`,
        ]
      : []),
    ...silent(graph),
    ...(isChecked && differences.length === 0 ? [agrees] : explained),
    ...(isChecked !== false ? [] : ['Jaeger’s own graph could not be read for comparison.']),
  ];
}

const rows = ({ edges }: DependencyGraph, { differences, missing }: DepsSource): string =>
  [
    tsvRows(
      'edge',
      'fromType from toType to kind count errors callerP50Us callerP95Us calleeP50Us calleeP95Us topics',
      edges.map(({ from, to, callerUs, calleeUs, topics, ...edge }) => ({
        ...edge,
        fromType: from.type,
        from: from.name,
        toType: to.type,
        to: to.name,
        callerP50Us: callerUs.p50,
        callerP95Us: callerUs.p95,
        calleeP50Us: calleeUs.p50,
        calleeP95Us: calleeUs.p95,
        topics: topics.map(({ name }) => name).join(','),
      })),
    ),
    tsvRows('differs', 'from to ours jaeger reason', differences),
    missingRows(missing),
  ].join('');
