import { spawn } from 'node:child_process';
import { codeOf, Interrupted, LabError } from '../../src/base/errors.ts';
import { endGroup } from './process-group.ts';

export interface ToolCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads from stdin; nothing when absent. */
  readonly input?: string;
  /** Timeout, after which the tool is terminated. */
  readonly withinMs: number;
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
  const late = AbortSignal.timeout(call.withinMs);
  const stop = call.signal === undefined ? late : AbortSignal.any([late, call.signal]);
  const outcome = await run(call, stop).catch((cause: unknown) => {
    if (codeOf(cause) !== 'ENOENT') throw cause;
    const sentence = `"${call.command}" is not installed; it is needed to ${call.purpose}`;
    throw new LabError(sentence, { hint: call.whenMissing, cause });
  });
  if (call.signal?.aborted === true) throw new Interrupted();
  if (outcome.code === 0) return outcome.stdout;
  const how = late.aborted ? `took longer than ${call.withinMs / 1000} s` : 'failed';
  throw new LabError(`cannot ${call.purpose}: ${call.command} ${how}`, {
    evidence: `${outcome.stdout}\n${outcome.stderr}`.trim().split('\n').slice(-EVIDENCE_LINES),
    hint: `cd ${call.cwd ?? '.'} && ${[call.command, ...call.args].join(' ')}`,
  });
}

/** A tool that was terminated has no exit code, even if it reports one. */
async function run(call: ToolCall, stop: AbortSignal): Promise<Outcome> {
  const { command, args, cwd, env } = call;
  const child = spawn(command, [...args], {
    cwd,
    env,
    stdio: 'pipe',
    // Its own process group, so that the children of a compiler or a package manager end with it.
    detached: true,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // Ignored: the exit code of a tool that ends without reading its input is enough.
  child.stdin.on('error', () => undefined).end(call.input);
  let ending = Promise.resolve();
  const end = (): void => void (ending = endGroup(child));
  stop.addEventListener('abort', end, { once: true });
  if (stop.aborted) end();
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('close', resolve);
    });
    return { code: stop.aborted ? null : code, stdout, stderr };
  } finally {
    stop.removeEventListener('abort', end);
    await ending;
  }
}
