import { counted } from '../../../model/counted.ts';
import { Command } from 'commander';
import {
  areErrorsAllowed,
  checkAtLeast,
  checkExpectations,
  type Checked,
} from '../../../analysis/expectations.ts';
import { likelyCause } from '../../../analysis/likely-cause.ts';
import { verifyHeadline } from '../../../analysis/headlines/verify-headline.ts';
import { repeatedCalls } from '../../../analysis/n-plus-one.ts';
import { type RepeatedPlace, RepeatedPlaces } from '../../../analysis/repeated-places.ts';
import { failedUnplanned, verify, type VerifyFailure } from '../../../analysis/verify.ts';
import { warningsOn } from '../../../analysis/warnings/all.ts';
import type { VerifyWarning } from '../../../analysis/warnings/verify-warning.ts';
import { EXIT, LabError } from '../../../base/errors.ts';
import { isComplete } from '../../../model/assemble.ts';
import { renderJunit } from '../../../render/junit.ts';
import { renderVerify } from '../../../render/terminal/verify/verify.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { VerifyAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { examples, terms } from '../../shell/examples.ts';
import * as parse from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { writeOutput } from '../../shell/output-file.ts';
import { type TraceChoice, withTraceOptions } from '../../shell/trace-options.ts';
import { conditions } from '../../traces/conditions.ts';
import { nothingKnown } from '../../traces/nothing-known.ts';
import { sameTraces } from '../../traces/same-traces.ts';
import { openTraceSource, type TraceSource } from '../../traces/trace-source.ts';
import { junitCases } from './junit-cases.ts';
import { type ReadToVerify, readToVerify } from './verify-traces.ts';

interface VerifyOptions extends TraceChoice, OutputOptions {
  readonly wait: number;
  readonly expect?: string;
  readonly junit?: string;
  readonly atLeast?: number;
}

export function verifyCommand(context: Context): Command {
  const command = new Command('verify')
    .option('--expect <file>', 'YAML file with your own rules: hierarchy, edges, budgets …')
    .option('--at-least <requests>', 'fail if fewer requests are verified', parse.count)
    .option('--junit <file>', 'also write the result as JUnit XML')
    .addOption(parse.durationOption('--wait <duration>', 'time to wait for late traces', '30s'));
  return withOutputOptions(withTraceOptions(command, context))
    .addHelpText('after', terms(context, 'orphan', 'split trace', 'clock skew'))
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab verify', 'the last run of load'],
        ['jaeger-lab verify --run 1 --junit verify.xml', 'for CI'],
        ['jaeger-lab verify --expect expectations.yaml', 'with the rules of a file'],
      ),
    )
    .action((options: VerifyOptions) => runVerify(options, context));
}

async function runVerify(options: VerifyOptions, context: Context): Promise<void> {
  const startedAt = context.clock.now();
  const expectations = options.expect === undefined ? undefined : await expected(options.expect);
  await using source = await openTraceSource(options, context);
  const read = await readToVerify(source, { expectations, waitMs: options.wait }, context);
  const isEmpty = read.requests.length + read.notSampled + read.withoutResponse === 0;
  if (isEmpty) await throwIfNothing(read, options, source);
  const traces = read.requests.flatMap(({ trace }) => trace ?? []);
  const isAllowed = expectations !== undefined && areErrorsAllowed(expectations, traces);
  const requests = read.requests.map((request) => ({ ...request, isAllowed }));
  const failures = verify(requests, read.others);
  const warnings = warningsOn(traces);
  const checked = [
    ...(options.atLeast === undefined
      ? []
      : [checkAtLeast(options.atLeast, read.requests.length - failures.length)]),
    ...(expectations === undefined ? [] : checkExpectations(expectations, traces, warnings)),
  ];
  const repeated = new RepeatedPlaces();
  for (const trace of traces.filter(isComplete)) repeated.add(repeatedCalls(trace));
  const found = { failures, expectations: checked, warnings, repeated: repeated.finish() };
  const answer = answerOf({ ...read, requests }, found);
  const text = (screen: Screen) =>
    renderVerify({ ...answer, ...found, sampling: read.sampling }, screen);
  await writeAnswer({ document: answer, text, hasTerms: true }, options, context);
  if (options.junit !== undefined) {
    const cases = junitCases(read.requests, failures, checked);
    const tookMs = context.clock.now() - startedAt;
    const suite = { name: 'jaeger-lab verify', startedAt, tookMs, cases };
    await writeOutput(options.junit, renderJunit(suite), '--junit');
  }
  throwUnlessVerified(answer, whereToLook(answer, source, options));
  if (source.lab) next('jaeger-lab down', options, context);
}

/** None are an answer where --at-least asks how many there are, but a mistyped name is not. */
async function throwIfNothing(
  read: ReadToVerify,
  options: VerifyOptions,
  source: TraceSource,
): Promise<void> {
  const what = `${read.what}${read.run === undefined ? '' : conditions(options)}`;
  const nothing = await nothingKnown('traces', { ...read, what }, source);
  if (options.atLeast === undefined || nothing.exitCode === EXIT.usage) throw nothing;
}

/** Doctor examines a lab; of another Jaeger there are the traces. */
function whereToLook(
  { failures, expectations, requests }: VerifyAnswer,
  source: TraceSource,
  { atLeast = 0 }: VerifyOptions,
): string {
  const failing = expectations.filter(({ result }) => result === 'fails');
  const areTooFew = failures.length === 0 && failing.length === 1 && requests < atLeast;
  if (areTooFew && source.lab) return `jaeger-lab load --n ${atLeast}`;
  const id = [
    ...failures.map(({ traceId }) => traceId),
    ...failing.flatMap(({ traceIds }) => traceIds),
  ].find((one) => one !== undefined);
  if (source.lab) return 'jaeger-lab doctor';
  if (id === undefined)
    return source.choice.run === undefined ? 'jaeger-lab traces' : 'jaeger-lab runs';
  return `jaeger-lab trace ${id}${sameTraces({ ...source, choice: { name: '' } })}`;
}

/** @throws LabError (no) when something is not as expected, (late) when it could still have come */
function throwUnlessVerified(
  { ok, late, failures, requests, expectations }: VerifyAnswer,
  hint: string,
): void {
  if (ok) return;
  const failed = expectations.filter(({ result }) => result === 'fails');
  const parts = [
    ...(failures.length > 0 ? [`${failures.length} of ${counted(requests, 'request')}`] : []),
    ...(failed.length > 0
      ? [`${failed.length} of ${counted(expectations.length, 'expectation')}`]
      : []),
  ].join(', ');
  const cause = likelyCause(failures.map((one) => one.class));
  throw new LabError(
    late ? `not all traces were readable in time: ${parts}` : `not as expected: ${parts}`,
    {
      evidence: cause === undefined ? [] : [cause],
      hint,
      exitCode: late ? EXIT.tracesLate : EXIT.no,
    },
  );
}

/** Loads the YAML parser only where there is a file. */
async function expected(file: string) {
  const { readExpectations } = await import('../../traces/read-expectations.ts');
  return readExpectations(file);
}

interface Found {
  readonly failures: readonly VerifyFailure[];
  readonly expectations: readonly Checked[];
  readonly warnings: readonly VerifyWarning[];
  readonly repeated: readonly RepeatedPlace[];
}

/** Of all traces with a warning: enough to look at. */
const MOST_IDS = 5;

function answerOf(
  { jaegerUrl, what, run, requests, notSampled, withoutResponse, late, sampling }: ReadToVerify,
  { failures, expectations, warnings, repeated }: Found,
): VerifyAnswer {
  const failed = requests.filter(({ hasFailed = false }) => hasFailed);
  const bad = new Set(failures.map(({ traceId }) => traceId));
  const good = failed.filter(({ traceId }) => !bad.has(traceId));
  const failedAsAllowed = good.filter(failedUnplanned).length;
  return {
    schema: 'jaeger-lab/verify@1',
    ok: failures.length === 0 && expectations.every(({ result }) => result !== 'fails'),
    jaegerUrl,
    headline: verifyHeadline(requests.length, failures, expectations),
    what,
    run,
    requests: requests.length,
    verified: requests.length - failures.length,
    failed: failed.length,
    failedAsPlanned:
      failed.length - failures.filter(({ hasFailed }) => hasFailed).length - failedAsAllowed,
    failedAsAllowed,
    notSampled,
    withoutResponse,
    late,
    failures,
    expectations,
    warnings: warnings.map(({ check, what: sentence, traceIds }) => ({
      check,
      what: sentence,
      traces: traceIds.length,
      traceIds: traceIds.slice(0, MOST_IDS),
    })),
    repeated,
    sampling,
  };
}
