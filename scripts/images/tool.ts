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
  /** Upper bound; the tool is ended after it. */
  readonly withinMs: number;
  readonly signal?: AbortSignal | undefined;
  /** What it is for: "build jaeger 1.57.0". */
  readonly purpose: string;
  /** What to do when the tool is not on this machine. */
  readonly whenMissing: string;
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Lines of a failed tool's output that an error carries. */
const EVIDENCE_LINES = 12;

/**
 * Runs a tool to its end.
 *
 * @returns what it wrote to stdout
 * @throws LabError when it is not there, takes too long or fails, with its last lines; Interrupted
 */
export async function runTool(call: ToolCall): Promise<string> {
  const late = AbortSignal.timeout(call.withinMs);
  const stop = call.signal === undefined ? late : AbortSignal.any([late, call.signal]);
  const outcome = await run(call, stop).catch((cause: unknown) => {
    if (codeOf(cause) !== 'ENOENT') throw cause;
    const sentence = `there is no "${call.command}" on this machine to ${call.purpose}`;
    throw new LabError(sentence, { hint: call.whenMissing, cause });
  });
  if (call.signal?.aborted === true) throw new Interrupted();
  if (outcome.code === 0) return outcome.stdout;
  const how = late.aborted ? `took longer than ${call.withinMs / 1000} s` : 'failed';
  throw new LabError(`${call.command} ${how} when asked to ${call.purpose}`, {
    evidence: `${outcome.stdout}\n${outcome.stderr}`.trim().split('\n').slice(-EVIDENCE_LINES),
    hint: `cd ${call.cwd ?? '.'} && ${[call.command, ...call.args].join(' ')}`,
  });
}

/** A tool that was told to stop has no exit code, whatever it says itself. */
async function run(call: ToolCall, stop: AbortSignal): Promise<Outcome> {
  const { command, args, cwd, env } = call;
  const child = spawn(command, [...args], {
    cwd,
    env,
    stdio: 'pipe',
    // A group of its own: a compiler's or a package manager's children end with it.
    detached: true,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A tool that ends without reading its input says why by its exit code.
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
