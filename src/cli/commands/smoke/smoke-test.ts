import { counted } from '../../../model/counted.ts';
import { slowest } from '../../../analysis/slowest.ts';
import { EXIT, type ExitCode, Interrupted, LabError } from '../../../base/errors.ts';
import { labFolder } from '../../../lab/lab-folder.ts';
import { takeDown } from '../../../lab/take-down.ts';
import type { LogLine, Runtime } from '../../../runtime/runtime.ts';
import type { SmokeAnswer } from './answer.ts';
import { writeArtifacts } from './artifacts.ts';
import { checksOf, type CheckTimes, type SmokeCheck } from './checks.ts';
import type { Context } from '../../context.ts';
import { tracesAnswerOf } from '../../labs/answer-load.ts';
import { prepareUp, type PreparedLab } from '../../labs/prepare-up.ts';
import { type DrivenLoad, driveLoad } from '../../labs/drive-load.ts';
import type { OwnLab } from '../../labs/lab-of-its-own.ts';
import { removeLeftovers, throwIfUsed } from '../../labs/leftovers.ts';
import { openLab } from '../../labs/open-lab.ts';
import { openProgress } from '../../shell/progress.ts';

export interface SmokeTest extends OwnLab {
  readonly scenario: string;
  readonly artifacts: string;
}

/** What is wrong, and how bad: the first failure decides the exit code. */
interface Failure {
  readonly check: SmokeCheck;
  readonly sentence: string;
  readonly hint?: string | undefined;
  readonly exitCode: ExitCode;
}

interface Story {
  readonly load?: DrivenLoad;
  readonly slowest: SmokeAnswer['slowest'];
  readonly failures: readonly Failure[];
  readonly tookMs: CheckTimes;
}

/** Brings a lab up, drives load at it, verifies every trace by its id and spans, ranks, and takes it down again. */
export async function smokeTest(test: SmokeTest, context: Context): Promise<SmokeAnswer> {
  const beganAt = context.clock.now();
  await removeLeftovers('smoke', context);
  await throwIfUsed('smoke', test.up.name, context);
  const lab = await prepareUp(test.scenario, test.up, context).catch(failureIn('up'));
  if ('sentence' in lab) {
    const tookMs = { up: context.clock.now() - beganAt };
    return answerOf(test, { slowest: [], failures: [lab], tookMs }, context, beganAt);
  }
  const { runtime } = lab;
  const story = await tell(test, lab, context);
  const logs = story.failures.length > 0 ? await logsOf(test.up.name, runtime) : [];
  const downAt = context.clock.now();
  const failures = [...story.failures, ...(await cleanUp(test.up.name, runtime, context))];
  const tookMs = { ...story.tookMs, down: context.clock.now() - downAt };
  const answer = answerOf(test, { ...story, failures, tookMs }, context, beganAt);
  if (answer.ok) return answer;
  const seen = [...(story.load?.traces?.seen ?? [])];
  const wrong = new Map(
    seen.filter(([id]) => isWrong(id, story)).map(([id, { spans }]) => [id, spans]),
  );
  try {
    await writeArtifacts(test.artifacts, {
      answer,
      logs,
      wrong,
      traces: seen.map(([, trace]) => trace),
    });
    return { ...answer, artifacts: test.artifacts };
  } catch (error) {
    return { ...answer, failures: [...answer.failures, failureIn('down')(error).sentence] };
  }
}

const isWrong = (traceId: string, { load }: Story): boolean =>
  load?.traces?.wrong.some((wrong) => wrong.traceId === traceId) ?? false;

async function tell(test: SmokeTest, lab: PreparedLab, context: Context): Promise<Story> {
  const { clock } = context;
  const beganAt = clock.now();
  let upMs: number | undefined;
  try {
    await lab.bringUp();
    upMs = clock.now() - beganAt;
    const opened = await openLab(test.up.name, context);
    const progress = await openProgress(context, test.up.quiet ?? false);
    const load = await driveLoad({ lab: opened, ...test.load }, context, progress);
    const traces = load.traces?.waitedMs;
    const loadMs = clock.now() - beganAt - upMs - (traces ?? 0);
    const tookMs = { up: upMs, load: loadMs, ...(traces !== undefined && { traces, ranking: 0 }) };
    return { ...rankingOf(load), load, tookMs };
  } catch (error) {
    const check = upMs === undefined ? 'up' : 'load';
    const tookMs = { up: upMs ?? clock.now() - beganAt };
    return { slowest: [], failures: [failureIn(check)(error)], tookMs };
  }
}

function rankingOf(load: DrivenLoad): Pick<Story, 'slowest' | 'failures'> {
  const { seen, readable } = load.traces ?? {};
  const complete = [...(seen ?? [])].flatMap(([id, trace]) => (readable?.has(id) ? [trace] : []));
  const finding = slowest(complete, { by: 'path', limit: 5 });
  const ranking = finding.sections.flatMap(({ paths }) => paths);
  const isEmpty = ranking.length === 0 && load.traces !== undefined;
  return {
    slowest: ranking.map(({ steps, meanUs, share }) => ({
      path: steps.map(
        ({ service, name, callee }) => `${service} ${name}${callee ? ` → ${callee}` : ''}`,
      ),
      meanUs,
      share,
    })),
    failures: isEmpty ? [...failuresOf(load), NOTHING_RANKED] : failuresOf(load),
  };
}

const NOTHING_RANKED: Failure = {
  check: 'ranking',
  sentence: 'the ranking is empty',
  exitCode: EXIT.no,
};

function failuresOf({ scenario, summary, traces, failure }: DrivenLoad): Failure[] {
  if (!traces) return [failureIn(failure ? 'traces' : 'load')(failure ?? new Interrupted())];
  const { missing, wrong, expected, late, withoutId } = traces;
  const no = (check: SmokeCheck, count: number, what: string): Failure[] =>
    count === 0
      ? []
      : [{ check, sentence: `${count} of ${summary.requests} ${what}`, exitCode: EXIT.no }];
  const absent = missing.length + wrong.length;
  if (late) {
    return [
      {
        check: 'traces',
        sentence: `${absent} of ${counted(expected, 'trace')} were not readable in time`,
        exitCode: EXIT.tracesLate,
      },
    ];
  }
  const [first] = wrong;
  const unanswered = summary.requests - summary.statuses.reduce((sum, one) => sum + one.count, 0);
  return [
    // A scenario of one's own may say that some are answered with an error.
    ...no('load', scenario.mayFail ? unanswered : summary.failed, 'requests failed'),
    ...no('load', Math.max(0, withoutId - unanswered), 'responses had no trace id'),
    ...no('traces', missing.length, 'traces are missing'),
    ...no(
      'traces',
      wrong.length,
      `traces are not as expected (${first?.traceId ?? ''}: ${first?.faults.join(', ') ?? ''})`,
    ),
  ];
}

/** @throws whatever is not for a user to act on: our bugs keep their stack */
const failureIn =
  (check: SmokeCheck) =>
  (error: unknown): Failure => {
    if (!(error instanceof LabError)) throw error;
    const { message, evidence, hint, exitCode } = error;
    return { check, sentence: [message, ...evidence].join('\n'), hint, exitCode };
  };

async function logsOf(lab: string, runtime: Runtime): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  try {
    for await (const line of runtime.logs(
      lab,
      { follow: false, tail: 500 },
      new AbortController().signal,
    )) {
      lines.push(line);
    }
  } catch {
    // A lab that did not come up has no logs left; the failure itself carries the last lines.
  }
  return lines;
}

async function cleanUp(lab: string, runtime: Runtime, context: Context): Promise<Failure[]> {
  try {
    const folder = labFolder(lab, context.env);
    await takeDown({ folder, runtimes: [runtime], clock: context.clock, keepsRuns: false });
    return [];
  } catch (error) {
    return [failureIn('down')(error)];
  }
}

function answerOf(test: SmokeTest, story: Story, context: Context, beganAt: number): SmokeAnswer {
  const { load, failures } = story;
  return {
    schema: 'jaeger-lab/smoke@1',
    ok: failures.length === 0,
    exitCode: failures[0]?.exitCode ?? EXIT.ok,
    failures: failures.map(({ sentence }) => sentence),
    checks: checksOf(failures, story.tookMs),
    hint: failures[0]?.hint,
    lab: test.up.name,
    scenario: test.scenario,
    tookMs: context.clock.now() - beganAt,
    load: load?.summary,
    traces: load?.traces && tracesAnswerOf(load.traces),
    slowest: story.slowest,
  };
}
