import { Command, Option } from 'commander';
import { LabError } from '../../../base/errors.ts';
import { logEntryIn } from '../../../base/log-entry.ts';
import { labFolder } from '../../../lab/lab-folder.ts';
import { type LabState, readState } from '../../../lab/state.ts';
import { logLine } from '../../../render/terminal/log-line.ts';
import type { LogLine } from '../../../runtime/runtime.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { type OpenRuntime, openRuntimesOf } from '../../labs/open-runtime.ts';
import { count, shared } from '../../shell/options.ts';
import { next } from '../../shell/output.ts';
import { ambiguous, findTrace, traceIdIn } from '../../traces/find-trace.ts';
import { openTraceSource } from '../../traces/trace-source.ts';

interface LogsOptions {
  readonly name: string;
  readonly follow?: boolean;
  readonly tail: number;
  readonly trace?: string;
}

export function logsCommand(context: Context): Command {
  return new Command('logs')
    .argument('[component]', 'component to show (default: all)')
    .addOption(shared.name())
    .option('-f, --follow', 'show new lines until Ctrl-C')
    .option('-n, --tail <lines>', 'last lines of each component', count, 100)
    .addOption(new Option('--trace <id>', 'lines of one trace, oldest first').conflicts(['follow']))
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab logs', 'the last 100 lines of each component'],
        ['jaeger-lab logs gateway --follow', 'go on until Ctrl-C'],
        ['jaeger-lab logs --trace slowest', 'the lines of one request, from all services'],
      ),
    )
    .action((component: string | undefined, options: LogsOptions) =>
      runLogs(component, options, context),
    );
}

/** The runtime that has the lab; any of those where it may be when none has. */
async function holderOf(
  lab: string,
  state: LabState | undefined,
  context: Context,
): Promise<OpenRuntime> {
  const { runtimes, unasked } = await openRuntimesOf(state, context);
  for (const open of runtimes) {
    if ((await open.runtime.find(lab)).length > 0) return open;
  }
  if (unasked) throw unasked;
  const [first] = runtimes;
  if (first) return first;
  throw new LabError(`there is no lab "${lab}"`, { hint: 'jaeger-lab up' });
}

async function runLogs(
  component: string | undefined,
  options: LogsOptions,
  context: Context,
): Promise<void> {
  const { name, follow = false, tail, trace } = options;
  const chosen = component === undefined ? {} : { component };
  const screen = { ...context.screen, utc: context.utc };
  const digits = trace === undefined ? undefined : await digitsOf(trace, name, context);
  const state = await readState(labFolder(name, context.env));
  const { runtime } = await holderOf(name, state, context);
  if (digits === undefined) {
    for await (const line of runtime.logs(name, { ...chosen, follow, tail }, context.stop))
      context.out(logLine(line, screen));
    return;
  }
  const wanted = { ...chosen, follow: false, tail: Infinity, containing: digits };
  const { traceId, lines } = await linesOf(digits, runtime.logs(name, wanted, context.stop));
  for (const line of lines) context.out(logLine(line, screen));
  next(`jaeger-lab trace ${traceId} --logs`, options, context);
}

/** The digits of an id or its beginning. Names are looked up in Jaeger, ids are not: it may not have the trace. */
async function digitsOf(typed: string, name: string, context: Context): Promise<string> {
  const digits = traceIdIn(typed);
  if (/^[0-9a-f]+$/.test(digits)) return digits;
  await using source = await openTraceSource({ name, isNamed: true }, context);
  return (await findTrace(typed, source, context)).traceId;
}

/** @throws LabError (usage) for the beginning of several ids; (not ready) where no line has it */
async function linesOf(
  digits: string,
  written: AsyncIterable<LogLine>,
): Promise<{ traceId: string; lines: LogLine[] }> {
  const found: { readonly line: LogLine; readonly timeMs: number; readonly traceId: string }[] = [];
  for await (const line of written) {
    const { traceId, timeMs = 0 } = logEntryIn(line.text) ?? {};
    if (traceId?.startsWith(digits)) found.push({ line, timeMs, traceId });
  }
  const [traceId, ...others] = new Set(found.map((one) => one.traceId));
  if (traceId === undefined) {
    throw new LabError(`no log line that is kept has trace id ${digits}`, {
      hint: `jaeger-lab trace ${digits}`,
    });
  }
  if (others.length > 0) throw ambiguous(digits, [traceId, ...others], 'the logs');
  const sorted = found.toSorted((a, b) => a.timeMs - b.timeMs);
  return { traceId, lines: sorted.map(({ line }) => line) };
}
