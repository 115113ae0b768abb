import { Command, Option } from 'commander';
import { LabError } from '../../../base/errors.ts';
import { logEntryIn } from '../../../base/log-entry.ts';
import { labFolder } from '../../../lab/lab-folder.ts';
import { type LabState, readState } from '../../../lab/state.ts';
import { rfc3339 } from '../../../model/instant.ts';
import { micros } from '../../../model/units.ts';
import { jsonText } from '../../../render/json.ts';
import { logLine } from '../../../render/terminal/log-line.ts';
import type { LogLine } from '../../../runtime/runtime.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { type OpenRuntime, openRuntimesOf } from '../../labs/open-runtime.ts';
import { count, shared } from '../../shell/options.ts';
import { next, wantsJson } from '../../shell/output.ts';
import { ambiguous, findTrace, traceIdIn } from '../../traces/find-trace.ts';
import { keptLines, shippedLines, type TraceLine } from '../../traces/read-logs.ts';
import { openTraceSource } from '../../traces/trace-source.ts';
import type { LogsAnswer } from './answer.ts';
import { lastOfEach, LEVEL_CHOICES, lineMatcher } from './wanted-lines.ts';

interface LogsOptions {
  readonly name: string;
  readonly follow?: boolean;
  readonly tail: number;
  readonly trace?: string;
  readonly grep?: string;
  readonly level?: string;
  readonly json?: boolean;
}

export function logsCommand(context: Context): Command {
  return new Command('logs')
    .argument('[component]', 'component to show (default: all)')
    .addOption(shared.name())
    .option('-f, --follow', 'show new lines until Ctrl-C')
    .option('-n, --tail <lines>', 'last lines of each component', count, 100)
    .option('-g, --grep <text>', 'only lines that contain this text')
    .addOption(
      new Option('--level <level>', 'only lines of at least this level').choices(LEVEL_CHOICES),
    )
    .addOption(new Option('--trace <id>', 'lines of one trace, oldest first').conflicts(['follow']))
    .addOption(new Option('--json', 'one JSON document').conflicts(['follow']))
    .addHelpText(
      'after',
      '\n--trace asks the log server of the lab, where it has one (up --with logs), and else the ' +
        'components’ own logs, which begin anew when a component starts again.',
    )
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab logs', 'the last 100 lines of each component'],
        ['jaeger-lab logs gateway --follow', 'go on until Ctrl-C'],
        ['jaeger-lab logs --level error', 'failed requests, each with its trace id'],
        ['jaeger-lab logs --trace slowest', 'the lines of one request, from all services'],
      ),
    )
    .action((component: string | undefined, options: LogsOptions) =>
      runLogs(component, options, context),
    );
}

async function runLogs(
  component: string | undefined,
  options: LogsOptions,
  context: Context,
): Promise<void> {
  const { name, trace, follow = false } = options;
  // What --follow waits for does not fit into one document.
  const isJson = !follow && wantsJson(options, context);
  const digits = trace === undefined ? undefined : await digitsOf(trace, name, context);
  const state = await readState(labFolder(name, context.env));
  const lab = { name, state, component, isWanted: lineMatcher(options) };
  if (digits === undefined) {
    await showLast(lab, { ...options, json: isJson }, context);
    return;
  }
  const { traceId, from, lines } = await linesOf(digits, lab, context);
  const written = lines.map((line) => ({ component: line.component, text: textOf(line) }));
  const about = { lab: name, from, traceId };
  show(written.filter(lab.isWanted), about, { ...options, json: isJson }, context);
  next(`jaeger-lab trace ${traceId} --logs`, options, context);
}

interface LogsOf {
  readonly name: string;
  readonly state: LabState | undefined;
  /** All of them when absent. */
  readonly component: string | undefined;
  readonly isWanted: (line: Pick<LogLine, 'text'>) => boolean;
}

/** The last lines of the components, and with --follow those to come. */
async function showLast(lab: LogsOf, options: LogsOptions, context: Context): Promise<void> {
  const { name, isWanted } = lab;
  const { follow = false, tail, grep, level, json } = options;
  const { runtime } = await holderOf(lab, context);
  const chosen = lab.component === undefined ? {} : { component: lab.component };
  const isFiltered = !follow && (grep !== undefined || level !== undefined);
  const wanted = { ...chosen, follow, tail: isFiltered ? Infinity : tail };
  const lines = runtime.logs(name, wanted, context.stop);
  if (isFiltered || json) {
    const kept = await lastOfEach(lines, isWanted, tail);
    show(kept, { lab: name, from: OWN_LOGS }, options, context);
    return;
  }
  const screen = { ...context.screen, utc: context.utc };
  for await (const line of lines) if (isWanted(line)) context.out(logLine(line, screen));
}

/** The runtime that has the lab; any of those where it may be when none has. */
async function holderOf({ name, state }: LogsOf, context: Context): Promise<OpenRuntime> {
  const { runtimes, unasked } = await openRuntimesOf(state, context);
  for (const open of runtimes) {
    if ((await open.runtime.find(name)).length > 0) return open;
  }
  if (unasked) throw unasked;
  const [first] = runtimes;
  if (first) return first;
  throw new LabError(`there is no lab "${name}"`, { hint: 'jaeger-lab up' });
}

const OWN_LOGS = 'components';

function show(
  lines: readonly Pick<LogLine, 'component' | 'text'>[],
  about: Pick<LogsAnswer, 'lab' | 'from' | 'traceId'>,
  { json }: LogsOptions,
  context: Context,
): void {
  const { screen, utc } = context;
  if (!json) {
    for (const line of lines) context.out(logLine(line, { ...screen, utc }));
    return;
  }
  const document: LogsAnswer = {
    schema: 'jaeger-lab/logs@1',
    ...about,
    lines: lines.map(({ component, text }) => {
      const entry = logEntryIn(text);
      if (!entry) return { component, message: text };
      const { timeMs, level, message, traceId, spanId } = entry;
      const time = rfc3339(micros(timeMs * 1000));
      return { component, time, level, message, traceId, spanId };
    }),
  };
  context.out(jsonText(document, screen.isTTY ? 2 : 0));
}

/** The digits of an id or its beginning. Names are looked up in Jaeger, ids are not: it may not have the trace. */
async function digitsOf(typed: string, name: string, context: Context): Promise<string> {
  const digits = traceIdIn(typed);
  if (/^[0-9a-f]+$/.test(digits)) return digits;
  await using source = await openTraceSource({ name, isNamed: true }, context);
  return (await findTrace(typed, source, context)).traceId;
}

/** @throws LabError (usage) for the beginning of several ids; (not ready) where no line has it */
async function linesOf(digits: string, lab: LogsOf, context: Context) {
  const { from = OWN_LOGS, lines } = await readLines(digits, lab, context);
  const [traceId, ...others] = new Set(lines.map((one) => one.traceId));
  if (traceId === undefined) {
    throw new LabError(`no log line that is kept has trace id ${digits}`, {
      hint: `jaeger-lab trace ${digits}`,
    });
  }
  if (others.length > 0) throw ambiguous(digits, [traceId, ...others], 'the logs');
  return { traceId, from, lines };
}

async function readLines(
  digits: string,
  lab: LogsOf,
  context: Context,
): Promise<{ from?: string; lines: readonly TraceLine[] }> {
  const { name, state, component } = lab;
  const shipped = await shippedLines(digits, state, context);
  const lines = shipped.lines.filter((line) => (component ?? line.component) === line.component);
  if (lines.length > 0) return { ...shipped, lines };
  const { runtime } = await holderOf(lab, context);
  const chosen = component === undefined ? {} : { component };
  return { lines: await keptLines(digits, name, runtime, chosen, context) };
}

/** As a service writes it. */
const textOf = ({ timeMs, level, message, traceId, spanId }: TraceLine): string =>
  JSON.stringify({
    time: new Date(timeMs).toISOString(),
    level,
    msg: message,
    trace_id: traceId,
    span_id: spanId,
  });
