import { Interrupted, LabError } from '../base/errors.ts';
import type { Input } from './find-files.ts';

/**
 * What of some files is not read, a sentence each: a file in a folder that does not begin as a file of traces, and a last
 * line that is still being written. A file that was named, and one that is damaged further on, are errors.
 */
export class LeftOut {
  readonly #note: (sentence: string) => void;
  readonly #sound = new Set<Input>();
  readonly #files = new Map<Input, LabError>();
  readonly #cutOff = new Set<Input>();

  constructor(note: (sentence: string) => void) {
    this.#note = note;
  }

  has(input: Input): boolean {
    return this.#files.has(input);
  }

  /** @throws whatever reading a part of the file throws, unless the file is left out: then nothing of it is read */
  read<T>(input: Input, part: () => T[]): T[] {
    if (this.has(input)) return [];
    try {
      const found = part();
      this.#sound.add(input);
      return found;
    } catch (thrown) {
      this.add(input, thrown);
      return [];
    }
  }

  /** @throws `thrown`, unless it is the beginning of a file in a folder that cannot be read */
  add(input: Input, thrown: unknown): void {
    const isError = thrown instanceof LabError && !(thrown instanceof Interrupted);
    if (!isError || !input.isFound || this.#sound.has(input)) throw thrown;
    if (!this.#files.has(input)) this.#note(`left out ${thrown.message}`);
    this.#files.set(input, thrown);
  }

  /** Of JSON lines. */
  lastLine(input: Input, line: number): void {
    if (!this.#cutOff.has(input))
      this.#note(`left out ${input.name}:${line}: the last line is not complete`);
    this.#cutOff.add(input);
  }

  /** @throws LabError of the first file, where no file is left */
  throwIfAll(inputs: readonly Input[]): void {
    const [first] = this.#files.values();
    if (first && this.#files.size === inputs.length) throw first;
  }
}
