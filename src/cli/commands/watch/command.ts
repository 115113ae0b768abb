import { counted } from '../../../model/counted.ts';
import { Command } from 'commander';
import { SlowestRanking } from '../../../analysis/slowest.ts';
import { summaryOf, type TraceSummary } from '../../../analysis/trace-summary.ts';
import { Interrupted, LabError } from '../../../base/errors.ts';
import type { Trace } from '../../../model/trace.ts';
import { rfc3339 } from '../../../model/instant.ts';
import { jsonText } from '../../../render/json.ts';
import { renderSlowest } from '../../../render/terminal/slowest/slowest.ts';
import { watchLine } from '../../../render/terminal/watch.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import * as parse from '../../shell/options.ts';
import { lineTo, next, wantsJson, withCaveats } from '../../shell/output.ts';
import { type TraceChoice, withJaegerOptions } from '../../shell/trace-options.ts';
import { newTraces } from '../../traces/new-traces.ts';
import { openTraceSource, type TraceSource } from '../../traces/trace-source.ts';
import type { WatchAnswer } from './answer.ts';

interface WatchOptions extends TraceChoice {
  readonly top?: boolean;
  readonly for?: number;
  readonly json?: boolean;
}

export function watchCommand(context: Context): Command {
  return withJaegerOptions(new Command('watch'), 'Which traces:')
    .option('--service <name>', 'traces that pass through this service')
    .option('--errors', 'only traces with a failed span')
    .option('--min <duration>', 'minimum duration of the request or trace', parse.duration)
    .optionsGroup('Output:')
    .option('--top', 'show where the time goes instead, refreshed in place')
    .option('--for <duration>', 'stop after this time (default: at Ctrl-C)', parse.duration)
    .option('--json', 'a JSON document in each line: a trace, or a refreshed ranking')
    .option('--utc', 'times in UTC instead of the local zone')
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab watch', 'a line for each trace as it completes'],
        ['jaeger-lab watch --top --for 30s', 'the ranking of the next 30 seconds'],
        ['jaeger-lab watch --errors --json --for 1m', 'failed traces as JSON lines, for a program'],
      ),
    )
    .action((options: WatchOptions) => runWatch(options, context));
}

async function runWatch(options: WatchOptions, context: Context): Promise<void> {
  await using source = await openTraceSource(options, context);
  const { clock, screen } = context;
  const since = clock.now();
  const until = since + (options.for ?? Infinity);
  const end = options.for === undefined ? ' Press Ctrl-C to stop.' : '';
  lineTo(context)(`Waiting for new traces in ${source.client.url}.${end}`);
  const view = viewOf(options, source, context);
  try {
    for await (const traces of newTraces(source, { clock, signal: context.stop, since })) {
      view.add(traces);
      if (clock.now() >= until) break;
    }
  } catch (thrown) {
    // Ctrl-C is how a watch ends.
    if (!(thrown instanceof Interrupted) && !(thrown instanceof LabError && context.stop.aborted))
      throw thrown;
  }
  view.end();
  next('jaeger-lab slowest', { format: screen.format, ...options }, context);
}

interface View {
  add(traces: readonly Trace[]): void;
  end(): void;
}

function viewOf(options: WatchOptions, source: TraceSource, context: Context): View {
  const isJson = wantsJson(options, context);
  return options.top ? topView(source, isJson, context) : lineView(isJson, context);
}

/** A line per trace; for a pipe rows whose header comes first. */
function lineView(isJson: boolean, context: Context): View {
  const { screen, utc } = context;
  const shown = { ...screen, utc };
  let [count, failed] = [0, 0];
  const write = (summary: TraceSummary): void => {
    context.out(isJson ? jsonLine(summary, context) : watchLine(summary, count === 0, shown));
    count += 1;
    if (summary.errors > 0) failed += 1;
  };
  return {
    add(traces) {
      for (const trace of traces) write(summaryOf(trace));
    },
    end: () => lineTo(context)(`${counted(count, 'trace')}, ${failed} with failed spans`),
  };
}

function jsonLine({ traceId, startUs, ...summary }: TraceSummary, context: Context): string {
  const document: WatchAnswer = {
    ...{ schema: 'jaeger-lab/watch@1', traceId, start: rfc3339(startUs) },
    ...summary,
  };
  return jsonText(withCaveats(document, context));
}

const CLEAR = '\u001b[H\u001b[2J\u001b[3J';
const ROWS = 10;

/** The ranking of all traces so far, drawn again where it stands; a pipe gets it once, at the end, and JSON each time. */
function topView({ client }: TraceSource, isJson: boolean, context: Context): View {
  const { screen } = context;
  const ranking = new SlowestRanking({ by: 'path', limit: ROWS });
  let count = 0;
  const origin = { what: 'this watch', jaegerVersion: undefined, uiUrl: undefined, missing: [] };
  const show = (): void => {
    const finding = ranking.finish();
    const document = {
      ...{ schema: 'jaeger-lab/slowest@1', jaegerUrl: client.url, missing: [] },
      ...finding,
    };
    const clear = screen.isTTY ? CLEAR : '';
    context.out(
      isJson
        ? jsonText(withCaveats(document, context))
        : `${clear}${renderSlowest(finding, origin, screen)}`,
    );
  };
  const isRefreshed = isJson || screen.isTTY;
  return {
    add(traces) {
      for (const trace of traces) ranking.add(trace);
      count += traces.length;
      if (isRefreshed && traces.length > 0) show();
    },
    end() {
      if (count === 0) lineTo(context)(`no new traces in ${client.url}`);
      else if (!isRefreshed) show();
    },
  };
}
