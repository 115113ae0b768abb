import { Command, Option } from 'commander';
import { dependencies } from '../../../analysis/dependencies.ts';
import {
  checkDependencies,
  type DependencyDifference,
} from '../../../analysis/dependency-check.ts';
import type { DependencyEdge, DependencyGraph } from '../../../analysis/dependency-graph.ts';
import { LabError } from '../../../base/errors.ts';
import { endUs } from '../../../model/trace.ts';
import { micros } from '../../../model/units.ts';
import { renderDot } from '../../../render/graph/dot.ts';
import { renderMermaid } from '../../../render/graph/mermaid.ts';
import { renderSvg } from '../../../render/graph/svg.ts';
import { renderDeps } from '../../../render/terminal/deps.ts';
import type { DepsAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { next } from '../../shell/next.ts';
import { nothingKnown } from '../../traces/nothing-known.ts';
import { openJaeger } from '../../labs/open-lab.ts';
import * as parse from '../../shell/options.ts';
import { sameTraces } from '../../traces/same-traces.ts';
import { readTraces, type TracesRead } from '../../traces/read-traces.ts';
import { writeOutput } from '../../shell/write-output.ts';

type Format = 'table' | 'dot' | 'mermaid' | 'svg' | 'json';

export interface DepsCommandOptions {
  readonly name: string;
  readonly jaegerUrl?: string;
  readonly run?: number;
  readonly since?: number;
  readonly service?: string;
  readonly format: Format;
  readonly outside?: boolean;
  readonly output?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function depsCommand(context: Context, run = runDeps): Command {
  return new Command('deps')
    .addOption(parse.shared.name())
    .option('--jaeger-url <url>', 'ask this Jaeger instead of the lab’s')
    .option('--run <number>', 'a run of the ledger (default: the latest)', parse.positiveInteger)
    .addOption(
      new Option('--since <duration>', 'what began this long ago or less, instead of a run')
        .argParser(parse.duration)
        .conflicts('run'),
    )
    .option('--service <name>', 'with --since or --jaeger-url: only traces through this service')
    .addOption(
      new Option('--format <format>', 'how the graph is written')
        .choices(['table', 'dot', 'mermaid', 'svg', 'json'])
        .default('table'),
    )
    .option('--outside', 'a node for who sent the requests')
    .option('--output <file>', 'write it there')
    .addOption(parse.shared.json().conflicts('format'))
    .addOption(parse.shared.quiet())
    .action((options: DepsCommandOptions) => run(options, context));
}

async function runDeps(options: DepsCommandOptions, context: Context): Promise<void> {
  const read = await readTraces(options, context);
  if (read.traces.length === 0) throw nothingKnown('no trace', read.what, options);
  const graph = dependencies(read.traces, { outside: options.outside ?? false });
  const format = options.json ? 'json' : options.format;
  const needsCheck = format === 'table' || format === 'json';
  const differences = needsCheck ? await differencesFrom(read, graph, context) : undefined;
  const text = written(format, { graph, read, differences }, options, context);
  if (options.output === undefined) context.out(text);
  else {
    await writeOutput(options.output, text, '--output');
    context.note(`wrote ${options.output}\n`);
  }
  const asked = { ...options, jaegerUrl: options.jaegerUrl && read.jaegerUrl };
  next(`jaeger-lab verify${sameTraces(asked)}`, context, options.name);
}

interface Found {
  readonly graph: DependencyGraph;
  readonly read: TracesRead;
  /** Undefined when Jaeger's own graph could not be had. */
  readonly differences: readonly DependencyDifference[] | undefined;
}

/** A comparison is a nicety: without it the graph is still the answer. */
async function differencesFrom(
  { jaegerUrl, traces }: TracesRead,
  graph: DependencyGraph,
  context: Context,
): Promise<DependencyDifference[] | undefined> {
  const starts = traces.flatMap(({ spans }) => spans.map(({ startUs }) => startUs));
  const ends = traces.flatMap(({ spans }) => spans.map(endUs));
  const earliest = starts.reduce((a, b) => (b < a ? b : a));
  const latest = ends.reduce((a, b) => (b > a ? b : a));
  try {
    const client = await openJaeger(jaegerUrl, context);
    // A memory store counts a trace by when it arrived, which is after it ended.
    const toUs = micros(Math.max(latest, Math.ceil(context.clock.now() * 1000)));
    const theirs = await client.dependencies({ fromUs: micros(earliest - 1000), toUs });
    return checkDependencies(graph, traces, theirs);
  } catch (thrown) {
    if (context.stop.aborted || !(thrown instanceof LabError)) throw thrown;
    return undefined;
  }
}

function written(
  format: Format,
  { graph, read, differences }: Found,
  options: DepsCommandOptions,
  context: Context,
): string {
  switch (format) {
    case 'dot':
      return renderDot(graph);
    case 'mermaid':
      return renderMermaid(graph);
    case 'svg':
      return renderSvg(graph);
    case 'json':
      return `${JSON.stringify(answerOf({ graph, read, differences }))}\n`;
    case 'table': {
      const source = {
        ...read,
        differences: differences ?? [],
        isChecked: differences !== undefined,
      };
      // A file is no terminal.
      const { format } = options.output === undefined ? context.screen : { format: 'tsv' as const };
      return renderDeps(graph, source, { ...context.screen, format });
    }
  }
}

function answerOf({ graph, read, differences }: Found): DepsAnswer {
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
    traces: graph.traces,
    incomplete: graph.incomplete,
    missing,
    nodes: graph.nodes,
    edges: graph.edges.map(({ callerUs, calleeUs, ...edge }) => ({
      ...edge,
      caller: times(callerUs),
      callee: times(calleeUs),
    })),
    differences,
  };
}
