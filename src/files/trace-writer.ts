import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { EXIT, LabError, reasonOf } from '../base/errors.ts';
import { Anonymizer } from '../model/anonymize.ts';
import type { Trace } from '../model/trace.ts';
import { otlpLine } from './otlp-line.ts';

/** Whether a file's name asks for traces, not for an answer. */
export const isTraceFile = (path: string): boolean => /\.otlp\.jsonl(\.gz)?$/.test(path);

/** Characters that are written at a time, and packed as one member of a gzip file. */
const BLOCK = 1 << 20;

/**
 * Writes traces to a file that gets its name only when it is complete; disposed before, nothing is left of it. Writing is
 * synchronous, so that a slow disk holds up the reading instead of filling memory.
 */
export class TraceWriter {
  readonly path: string;
  readonly #half: string;
  readonly #file: number;
  readonly #anonymizer: Anonymizer | undefined;
  #isOpen = true;
  #text = '';

  /** @param path ends with .gz where it is to be packed @throws LabError (usage) when it cannot be written */
  constructor(path: string, isAnonymous = false) {
    this.path = path;
    this.#anonymizer = isAnonymous ? new Anonymizer() : undefined;
    this.#half = `${path}.part`;
    this.#file = attempt(path, () => openSync(this.#half, 'w'));
  }

  add(trace: Trace): void {
    this.#text += otlpLine(this.#anonymizer?.trace(trace) ?? trace);
    if (this.#text.length >= BLOCK) this.#write();
  }

  /** @throws LabError (usage) when it cannot be written */
  finish(): void {
    this.#write();
    this.#close();
    attempt(this.path, () => renameSync(this.#half, this.path));
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#close();
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

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new LabError(`cannot write ${path}: ${reasonOf(cause)}`, {
      hint: 'name a file in a folder that exists and that you may write to',
      exitCode: EXIT.usage,
      cause,
    });
  }
}
