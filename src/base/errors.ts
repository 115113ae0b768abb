/**
 * The program's exit codes. `no` is an answer (a trace is wrong, a check failed), not a failure.
 * Only `bug` comes with a stack trace. `notExecutable` and `notFound` are what a shell returns
 * for a command that it cannot start.
 */
export const EXIT = {
  ok: 0,
  no: 1,
  usage: 2,
  notReady: 3,
  tracesLate: 4,
  bug: 70,
  notExecutable: 126,
  notFound: 127,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface LabErrorOptions {
  /** What to type next. */
  readonly hint?: string;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
  /** Lines that show the cause, such as the last lines of a component's log. */
  readonly evidence?: readonly string[];
}

/** An error that a user can act on: a sentence, the evidence, the next command. Anything else thrown is a bug. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;
  readonly evidence: readonly string[];

  constructor(sentence: string, options: LabErrorOptions = {}) {
    super(sentence, { cause: options.cause });
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? EXIT.notReady;
    this.evidence = options.evidence ?? [];
  }
}

/** Ctrl-C, or another request to stop. */
export class Interrupted extends LabError {
  constructor() {
    super('interrupted', { exitCode: EXIT.interrupted });
  }
}

/** @throws Interrupted when the signal has fired */
export function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted();
}

/** Errors of the system in the words of its own tools; Node.js adds the code, the call and the path. */
const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'it is in use',
  EDQUOT: 'your disk quota is used up',
  EEXIST: 'it already exists',
  EISDIR: 'it is a directory',
  ELOOP: 'too many levels of symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or directory',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is not a directory',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
};

/** The message of a thrown value, on one line. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) {
    return [...new Set(thrown.errors.map(reasonOf))].join('; ');
  }
  const system = thrown instanceof Error && 'syscall' in thrown;
  const known = system ? SYSTEM_REASONS[codeOf(thrown) ?? ''] : undefined;
  if (known !== undefined) return known;
  if (thrown instanceof Error)
    return (thrown.message || thrown.name).trim().replaceAll(/\s*\n\s*/g, ' ');
  return String(thrown);
}

/** The `code` that node's system errors carry (`ECONNREFUSED`, `ENOSPC`), if there is one. */
export function codeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
