import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { codeOf, Interrupted, LabError } from '../../src/base/errors.ts';
import { endGroup } from './process-group.ts';
import { type Limit, watchOver } from './watch-over.ts';

export interface ToolCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads from stdin; nothing when absent. */
  readonly input?: string;
  readonly limit: Limit;
  /** Receives each line of output, to show the progress. */
  readonly onLine?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The purpose, for messages: "build jaeger 1.57.0". */
  readonly purpose: string;
  /** The hint when the tool is missing on this machine. */
  readonly whenMissing: string;
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Number of output lines of a failed tool in an error. */
const EVIDENCE_LINES = 12;

/**
 * Runs a tool to its end.
 *
 * @returns its stdout
 * @throws LabError when it is missing, times out or fails, with its last lines; Interrupted
 */
export async function runTool(call: ToolCall): Promise<string> {
  const { command, limit, signal, purpose } = call;
  using watch = watchOver(limit);
  const stop = signal === undefined ? watch.late : AbortSignal.any([watch.late, signal]);
  const outcome = await run(call, stop, watch.alive).catch((cause: unknown) => {
    if (codeOf(cause) !== 'ENOENT') throw cause;
    const sentence = `"${command}" is not installed; it is needed to ${purpose}`;
    throw new LabError(sentence, { hint: call.whenMissing, cause });
  });
  if (signal?.aborted === true) throw new Interrupted();
  if (outcome.code === 0) return outcome.stdout;
  throw new LabError(
    `cannot ${purpose}: ${command} ${watch.late.aborted ? overrun(limit) : 'failed'}`,
    {
      evidence: `${outcome.stdout}\n${outcome.stderr}`.trim().split('\n').slice(-EVIDENCE_LINES),
      hint: `cd ${call.cwd ?? '.'} && ${[command, ...call.args].join(' ')}`,
    },
  );
}

const overrun = (limit: Limit): string =>
  'withinMs' in limit
    ? `took longer than ${limit.withinMs / 1000} s`
    : `made no progress for ${limit.silentMs / 1000} s`;

/** A tool that was terminated has no exit code, even if it reports one. */
async function run(call: ToolCall, stop: AbortSignal, alive: () => void): Promise<Outcome> {
  const { command, args, cwd, env, onLine = ignore } = call;
  const child = spawn(command, [...args], {
    cwd,
    env,
    stdio: 'pipe',
    // Its own process group, so that the children of a compiler or a package manager end with it.
    detached: true,
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      alive();
      text[name] += chunk;
    });
    createInterface({ input: child[name] }).on('line', onLine);
  }
  // A tool that ends without reading its input says why by its exit code.
  child.stdin.on('error', ignore).end(call.input);
  let ending = Promise.resolve();
  const end = (): void => void (ending = endGroup(child));
  stop.addEventListener('abort', end, { once: true });
  if (stop.aborted) end();
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('close', resolve);
    });
    return { code: stop.aborted ? null : code, ...text };
  } finally {
    stop.removeEventListener('abort', end);
    await ending;
  }
}

const ignore = (): void => undefined;
