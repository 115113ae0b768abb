import { counted } from '../../../model/counted.ts';
import { Command } from 'commander';
import {
  checkExpectations,
  checkThere,
  type Expectations,
} from '../../../analysis/expectations.ts';
import { slowest } from '../../../analysis/slowest.ts';
import type { SlowestFinding } from '../../../analysis/slowest-finding.ts';
import { warningsOn } from '../../../analysis/warnings/all.ts';
import { EXIT, Interrupted, LabError } from '../../../base/errors.ts';
import { TRACE_FILES } from '../../../files/trace-writer.ts';
import type { Trace } from '../../../model/trace.ts';
import { renderExec } from '../../../render/terminal/exec.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import { runCommand } from '../../../runtime/local/run-command.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import {
  lineTo,
  next,
  type OutputOptions,
  withOutputOptions,
  writeAnswer,
} from '../../shell/output.ts';
import {
  finishTraces,
  type TraceFileOptions,
  traceFileFor,
  withAnonymize,
} from '../../traces/trace-file.ts';
import type { ExecAnswer } from './answer.ts';
import { openReceiver, type Receiver } from './receive.ts';
import { tracedEnv } from './traced-env.ts';

interface ExecOptions extends OutputOptions, TraceFileOptions {
  readonly instrument?: boolean;
  readonly usualPorts?: boolean;
  readonly expect?: string;
}

export function execCommand(context: Context): Command {
  const command = new Command('exec')
    .argument('<command...>', 'command to run, after --')
    .option('--instrument', 'instrument its Node.js programs: http, express, fetch, Redis')
    .option('--expect <file>', 'YAML file with rules that the traces must meet')
    .option('--usual-ports', 'listen on 4317 and 4318, not on a free port');
  return withAnonymize(withOutputOptions(command, [], TRACE_FILES))
    .addHelpText(
      'after',
      '\nThe command gets the OTEL_EXPORTER_OTLP_* variables of a receiver that runs as long as ' +
        'it does. The answer goes to stderr behind its own output. With --format or --json the ' +
        'answer goes to stdout, and all output of the command to stderr. --out FILE.otlp.jsonl keeps the ' +
        'traces. The exit code is that of the command, or 1 where the traces do not meet the ' +
        'rules.',
    )
    .addHelpText(
      'after',
      examples(
        context,
        [
          'jaeger-lab exec --instrument -- npm test',
          'the traces of the tests of a Node.js project',
        ],
        ['jaeger-lab exec --out tests.otlp.jsonl.gz -- npm test', 'keep the traces in a file'],
        ['jaeger-lab exec --expect rules.yaml -- npm test', 'fail where the traces do'],
      ),
    )
    .action((typed: string[], options: ExecOptions) => runExec(typed, options, context));
}

async function runExec(
  command: readonly string[],
  options: ExecOptions,
  context: Context,
): Promise<void> {
  const expectations = options.expect === undefined ? undefined : await expected(options.expect);
  // Like a report of the tests that it runs, it is made anew each time.
  using file = traceFileFor(options, true);
  await using receiver = await openReceiver(options.usualPorts ?? false, lineTo(context));
  const ran = await traced(command, receiver, options, context);
  const traces = await receiver.traces();
  for (const trace of traces) file?.add(trace);
  if (file) finishTraces(file, traces.length, context);
  const found = findingsIn(traces, expectations);
  const kept = { receiver, out: file?.path };
  const document = documentOf({ ...ran, command: [...command] }, found, traces, kept);
  const { out, ...others } = options;
  await writeExec(document, found.finding, file ? others : { ...others, out }, context);
  if (context.stop.aborted) throw new Interrupted();
  throwUnlessMet(document);
  next(nextOf(document), options, context);
  context.exitWith?.(ran.exitCode);
}

/** Runs the command, and waits for its last spans. */
async function traced(
  command: readonly string[],
  receiver: Receiver,
  { instrument: isInstrumented = false, ...options }: ExecOptions,
  { clock, env, distFolder, stop }: Context,
) {
  const startedAt = clock.now();
  const exitCode = await runCommand({
    command,
    env: tracedEnv(env, { endpoint: receiver.endpoint, isInstrumented, distFolder }),
    toStderr: isForProgram(options),
    signal: stop,
  });
  const endedAt = clock.now();
  await receiver.settled(clock);
  const [tookMs, waitedMs] = [endedAt - startedAt, clock.now() - endedAt];
  return { exitCode, tookMs, waitedMs, instrumented: isInstrumented };
}

/** Then stdout has the answer and nothing else. */
const isForProgram = ({ format, json }: OutputOptions): boolean =>
  json === true || format !== undefined;

interface Findings {
  readonly finding: SlowestFinding;
  readonly expectations: ExecAnswer['expectations'];
}

const MOST_PLACES = 5;

function findingsIn(traces: readonly Trace[], expectations: Expectations | undefined): Findings {
  return {
    finding: slowest(traces, { by: 'path', limit: MOST_PLACES }),
    expectations: expectations
      ? [checkThere(traces), ...checkExpectations(expectations, traces, warningsOn(traces))]
      : [],
  };
}

type Ran = Pick<ExecAnswer, 'command' | 'exitCode' | 'tookMs' | 'waitedMs' | 'instrumented'>;

function documentOf(
  ran: Ran,
  { finding, expectations }: Findings,
  traces: readonly Trace[],
  { receiver, out }: { readonly receiver: Receiver; readonly out: string | undefined },
): ExecAnswer {
  const spans = traces.flatMap((trace) => trace.spans);
  return {
    schema: 'jaeger-lab/exec@1',
    ...ran,
    traces: traces.length,
    spans: spans.length,
    services: [...new Set(spans.map(({ resource }) => resource.service))].sort(),
    incomplete: finding.incomplete.traces,
    lostSpans: receiver.lostSpans(),
    headline: finding.headline,
    slowest: finding.sections.map(({ service, operation, requests, meanUs }) => ({
      ...{ service, operation, requests, meanUs },
    })),
    repeated: finding.repeated,
    expectations,
    out,
  };
}

async function writeExec(
  document: ExecAnswer,
  finding: SlowestFinding,
  options: OutputOptions,
  context: Context,
): Promise<void> {
  const text = (screen: Screen) => renderExec(document, finding, screen);
  if (isForProgram(options) || options.out !== undefined)
    await writeAnswer({ document, text, hasTerms: true }, options, context);
  else if (!options.quiet) context.note(text({ ...context.noteScreen, format: 'table' }));
}

/** Instrumented where there were no spans; else with the traces kept, so that the other commands can read them. */
function nextOf({ command, spans, instrumented, out }: ExecAnswer): string {
  if (out !== undefined) return `jaeger-lab slowest --file ${out}`;
  const typed = command.join(' ');
  return spans === 0 && !instrumented
    ? `jaeger-lab exec --instrument -- ${typed}`
    : `jaeger-lab exec ${instrumented ? '--instrument ' : ''}--out traces.otlp.jsonl.gz -- ${typed}`;
}

/** @throws LabError (no) where an expectation fails */
function throwUnlessMet({ expectations, out }: ExecAnswer): void {
  const failed = expectations.filter(({ result }) => result === 'fails');
  if (failed.length === 0) return;
  throw new LabError(`${failed.length} of ${counted(expectations.length, 'expectation')} not met`, {
    hint: whereToLook(failed, out),
    exitCode: EXIT.no,
  });
}

function whereToLook(failed: ExecAnswer['expectations'], out: string | undefined): string {
  const [id = 'slowest'] = failed.flatMap(({ traceIds }) => traceIds);
  return out === undefined
    ? 'keep the traces, to look at one: jaeger-lab exec --out traces.otlp.jsonl.gz -- COMMAND'
    : `jaeger-lab trace ${id} --file ${out}`;
}

/** Loads the YAML parser only where there is a file. */
async function expected(file: string): Promise<Expectations> {
  const { readExpectations } = await import('../../traces/read-expectations.ts');
  return readExpectations(file);
}
