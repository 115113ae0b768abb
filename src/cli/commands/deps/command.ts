import { Command, Option } from 'commander';
import { dependencies } from '../../../analysis/dependencies.ts';
import {
  checkDependencies,
  type DependencyDifference,
} from '../../../analysis/dependency-check.ts';
import { depsHeadline } from '../../../analysis/headlines/deps-headline.ts';
import type { DependencyEdge, DependencyGraph } from '../../../analysis/dependency-graph.ts';
import type { Headline } from '../../../analysis/headlines/headline.ts';
import { type LinkedTraces, unreadLinks } from '../../../analysis/links.ts';
import { EXIT, LabError } from '../../../base/errors.ts';
import { endUs } from '../../../model/trace.ts';
import { micros } from '../../../model/units.ts';
import { renderDot } from '../../../render/graph/dot.ts';
import { renderMermaid } from '../../../render/graph/mermaid.ts';
import { renderSvg } from '../../../render/graph/svg.ts';
import { renderDeps } from '../../../render/terminal/deps.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { DepsAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import {
  lineTo,
  next,
  type OutputOptions,
  withOutputOptions,
  writeAnswer,
} from '../../shell/output.ts';
import { type TraceChoice, withTraceOptions } from '../../shell/trace-options.ts';
import { nothingKnown } from '../../traces/nothing-known.ts';
import { readOne } from '../../traces/find-trace.ts';
import { readAround, readLinked } from '../../traces/linked-traces.ts';
import { readTraces, type TracesRead } from '../../traces/read-traces.ts';
import { sameTraces } from '../../traces/same-traces.ts';
import { openTraceSource, type TraceSource } from '../../traces/trace-source.ts';

interface DepsOptions extends TraceChoice, OutputOptions {
  readonly trace?: string;
  readonly outside?: boolean;
  readonly writeToStorage?: boolean;
  readonly output?: string;
}

/** The graph in a language of its own. */
const DRAWN: Readonly<Record<string, (graph: DependencyGraph) => string>> = {
  dot: renderDot,
  mermaid: renderMermaid,
  svg: renderSvg,
};

export function depsCommand(context: Context): Command {
  const command = new Command('deps')
    .argument('[trace]', 'only this trace: its id, latest, slowest or median')
    .option('--trace <id>', 'the same as the argument')
    .option('--outside', 'add a node for the sender of the requests')
    .addOption(
      new Option(
        '--write-to-storage',
        "also for Jaeger's own page, in Elasticsearch or OpenSearch",
      ).conflicts(['trace', 'jaegerUrl']),
    );
  return withOutputOptions(withTraceOptions(command, context), Object.keys(DRAWN))
    .addOption(new Option('--output <file>', 'alias of --out').conflicts('out').hideHelp())
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab deps', 'calls between services, as a table'],
        ['jaeger-lab deps slowest', 'the services of one trace'],
        ['jaeger-lab deps --format svg --out deps.svg', 'a drawing'],
      ),
    )
    .action((trace: string | undefined, options: DepsOptions) =>
      runDeps(trace === undefined ? options : ofTrace(trace, options), context),
    );
}

/** @throws LabError (usage) for options that do not go with a trace */
function ofTrace(trace: string, options: DepsOptions): DepsOptions {
  const wrong = options.trace !== undefined ? '--trace' : '--write-to-storage';
  if (options.trace === undefined && !options.writeToStorage) return { ...options, trace };
  throw new LabError(`${wrong} cannot be combined with the trace ${trace}`, {
    hint: 'omit one of them',
    exitCode: EXIT.usage,
  });
}

/** A file may be named as a drawing: "deps.svg". */
function asNamed({ output, ...options }: DepsOptions): DepsOptions {
  const { out = output, format, json } = options;
  const named = Object.keys(DRAWN).find((one) => out?.toLowerCase().endsWith(`.${one}`));
  if (format !== undefined || json || named === undefined) return { ...options, out };
  return { ...options, out, format: named };
}

async function runDeps(asked: DepsOptions, context: Context): Promise<void> {
  const options = asNamed(asked);
  await using source = await openTraceSource(options, context);
  const read =
    options.trace === undefined
      ? await readTraces(source, context)
      : await readOne(options.trace, source, context);
  if (read.traces.length === 0) throw await nothingKnown('traces', read, source);
  const linked = await linkedWith(read, options, source);
  const unread = unreadLinks(read.traces, linked);
  if (unread > 0) lineTo(context)(unreadNote(unread));
  const graph = dependencies(read.traces, {
    outside: options.outside ?? false,
    linked: Array.from(linked.values()).filter((trace) => trace !== undefined),
  });
  await writtenIfWanted(graph, options, source, context);
  const isAlone = hasNoOther(options, source);
  const differences = isAlone ? undefined : await differencesFrom(read, graph, source, context);
  const headline = depsHeadline(graph);
  const shown = {
    ...read,
    headline,
    differences: differences ?? [],
    isChecked: isAlone ? undefined : differences !== undefined,
  };
  const answer = {
    document: answerOf({ graph, read, differences, headline, unread }),
    text: (screen: Screen, format: string) =>
      DRAWN[format]?.(graph) ?? renderDeps(graph, shown, screen),
  };
  await writeAnswer({ ...answer, hasTerms: true }, options, context);
  next(`jaeger-lab verify${sameTraces(source)}`, options, context);
}

/** Jaeger's own graph is of all its traces, and is for a table. */
const hasNoOther = ({ trace, format = '' }: DepsOptions, { files }: TraceSource): boolean =>
  trace !== undefined || files !== undefined || Object.hasOwn(DRAWN, format);

async function writtenIfWanted(
  graph: DependencyGraph,
  options: DepsOptions,
  { lab }: TraceSource,
  context: Context,
): Promise<void> {
  if (!options.writeToStorage || !lab) return;
  const { writeToStorage } = await import('./write-to-storage.ts');
  await writeToStorage(graph, lab, context);
}

/** The other ends of messages; of a single trace also the consumers that took what it sent. */
async function linkedWith(
  { traces }: TracesRead,
  { trace }: DepsOptions,
  { client }: TraceSource,
): Promise<LinkedTraces> {
  const [only] = traces;
  return trace === undefined || only === undefined
    ? readLinked(traces, client)
    : readAround(only, client);
}

const unreadNote = (links: number): string =>
  links === 1
    ? '1 link leads to a trace that was not read'
    : `${links} links lead to traces that were not read`;

interface Found {
  readonly headline: Headline | undefined;
  readonly graph: DependencyGraph;
  readonly read: TracesRead;
  readonly unread: number;
  /** Undefined when Jaeger's own graph could not be had. */
  readonly differences: readonly DependencyDifference[] | undefined;
}

/** A comparison is a nicety: without it the graph is still the answer. */
async function differencesFrom(
  { traces }: TracesRead,
  graph: DependencyGraph,
  { client }: TraceSource,
  context: Context,
): Promise<DependencyDifference[] | undefined> {
  const starts = traces.flatMap(({ spans }) => spans.map(({ startUs }) => startUs));
  const ends = traces.flatMap(({ spans }) => spans.map(endUs));
  const earliest = starts.reduce((a, b) => (b < a ? b : a));
  const latest = ends.reduce((a, b) => (b > a ? b : a));
  try {
    // A memory store counts a trace by when it arrived, which is after it ended.
    const toUs = micros(Math.max(latest, Math.ceil(context.clock.now() * 1000)));
    const theirs = await client.dependencies({ fromUs: micros(earliest - 1000), toUs });
    return checkDependencies(graph, traces, theirs);
  } catch (thrown) {
    if (context.stop.aborted || !(thrown instanceof LabError)) throw thrown;
    return undefined;
  }
}

function answerOf({ graph, read, differences, headline, unread }: Found): DepsAnswer {
  const { jaegerUrl, jaegerVersion, run, missing } = read;
  const times = ({ n, p50, p95, max }: DependencyEdge['callerUs']) => ({
    n,
    p50Us: p50,
    p95Us: p95,
    maxUs: max,
  });
  return {
    schema: 'jaeger-lab/deps@1',
    jaegerUrl,
    jaegerVersion,
    run,
    headline,
    traces: graph.traces,
    incomplete: graph.incomplete,
    missing,
    unreadLinks: unread,
    nodes: graph.nodes,
    edges: graph.edges.map(({ callerUs, calleeUs, ...edge }) => ({
      ...edge,
      caller: times(callerUs),
      callee: times(calleeUs),
    })),
    differences,
  };
}
