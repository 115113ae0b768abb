import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { codeOf, EXIT, LabError } from '../base/errors.ts';
import { cannotWriteNamed } from '../base/named-file.ts';
import { Anonymizer } from '../analysis/anonymize.ts';
import type { Trace } from '../model/trace.ts';
import { otlpLine } from './otlp-line.ts';

/** How a file is named that traces are written to, and not an answer. */
export const TRACE_FILES = ['otlp.jsonl', 'otlp.jsonl.gz'];

export const isTraceFile = (path: string): boolean =>
  TRACE_FILES.some((ending) => path.endsWith(`.${ending}`));

/** Characters that are written at a time, and packed as one member of a gzip file. */
const BLOCK = 1 << 20;

export interface TraceWriterOptions {
  /** Names, values and ids are replaced. */
  readonly isAnonymous?: boolean | undefined;
  /** A file of this name was written by an earlier run of the same command, which may be lost. */
  readonly mayReplace?: boolean | undefined;
}

/**
 * Writes traces to a file that gets its name only when it is complete; disposed before, nothing is left of it. Writing is
 * synchronous, so that a slow disk holds up the reading instead of filling memory.
 */
export class TraceWriter {
  readonly path: string;
  readonly #half: string;
  readonly #mayReplace: boolean;
  readonly #file: number;
  readonly #anonymizer: Anonymizer | undefined;
  #isOpen = true;
  #text = '';

  /**
   * @param path ends with .gz where it is to be packed
   * @throws LabError as `cannotWriteNamed`, or (usage) when it exists: traces cannot be made again, as an answer can
   */
  constructor(path: string, { isAnonymous, mayReplace = false }: TraceWriterOptions = {}) {
    this.path = path;
    this.#anonymizer = isAnonymous ? new Anonymizer() : undefined;
    this.#mayReplace = mayReplace;
    if (!mayReplace && existsSync(path)) throw alreadyExists(path);
    this.#half = `${path}.${randomUUID()}.part`;
    this.#file = attempt(path, () => openSync(this.#half, 'w'));
  }

  add(trace: Trace): void {
    this.#text += otlpLine(this.#anonymizer?.trace(trace) ?? trace);
    if (this.#text.length >= BLOCK) this.#write();
  }

  /** @throws LabError as `cannotWriteNamed`, or (usage) when another process wrote a file of its name meanwhile */
  finish(): void {
    this.#write();
    attempt(this.path, () => this.#name());
    this.#close();
  }

  #name(): void {
    if (this.#mayReplace) {
      renameSync(this.#half, this.path);
      return;
    }
    try {
      linkSync(this.#half, this.path);
    } catch (cause) {
      if (codeOf(cause) === 'EEXIST') throw alreadyExists(this.path);
      // Some file systems cannot give a file a second name.
      renameSync(this.#half, this.path);
    }
  }

  [Symbol.dispose](): void {
    if (this.#isOpen) this.#close();
    rmSync(this.#half, { force: true });
  }

  #write(): void {
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    const packed = this.path.endsWith('.gz') ? gzipSync(bytes) : bytes;
    attempt(this.path, () => {
      for (let at = 0; at < packed.length;) at += writeSync(this.#file, packed, at);
    });
  }

  #close(): void {
    this.#isOpen = false;
    closeSync(this.#file);
  }
}

const alreadyExists = (path: string): LabError =>
  new LabError(`${path} already exists`, {
    hint: `choose another name for --out; or delete it first: rm ${path}`,
    exitCode: EXIT.usage,
  });

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw cannotWriteNamed(
      path,
      cause,
      'give --out a file in a folder that exists and that you may write to',
    );
  }
}
