/** A trace in memory takes about three times its text in JSON. */
const OPEN_BYTES = 40 * 2 ** 20;

/** Where the spans of each trace are in files that are too large for memory, so that each is complete as early as possible. */
export class TraceIndex {
  readonly #numbers = new Map<string, number>();
  readonly #first: number[] = [];
  readonly #last: number[] = [];
  readonly #bytes: number[] = [];
  #chunks = 0;

  /** Takes the next chunk. @param ids the trace ids in it, each as often as it is there */
  add(ids: readonly string[], bytes: number): void {
    const at = this.#chunks;
    this.#chunks += 1;
    let [before, number] = ['', -1];
    for (const id of ids) {
      if (id !== before) number = this.#numbers.get(id) ?? this.#begin(id, at);
      before = id;
      this.#last[number] = at;
      this.#bytes[number] = (this.#bytes[number] ?? 0) + bytes / ids.length;
    }
  }

  #begin(id: string, at: number): number {
    const number = this.#numbers.size;
    this.#numbers.set(id, number);
    this.#first.push(at);
    this.#last.push(at);
    this.#bytes.push(0);
    return number;
  }

  /** The last chunk with spans of the trace; Infinity for one that is not known. */
  lastOf(id: string): number {
    return this.#last[this.#numbers.get(id) ?? -1] ?? Infinity;
  }

  /** Whether all spans of the trace are in this chunk. */
  isOnlyIn(id: string, chunk: number): boolean {
    const number = this.#numbers.get(id) ?? -1;
    return this.#first[number] === chunk && this.#last[number] === chunk;
  }

  firstOf(id: string): number {
    return this.#first[this.#numbers.get(id) ?? -1] ?? Infinity;
  }

  /** Which of the parts the trace belongs to. */
  partOf(id: string, parts: number): number {
    return (this.#numbers.get(id) ?? 0) % parts;
  }

  /**
   * In how many parts the traces are to be read so that those that are not yet complete fit into memory: 1 where the spans
   * of a trace lie together, as they do unless the files were sorted by service.
   */
  get parts(): number {
    // One document is read as a whole.
    if (this.#chunks < 2) return 1;
    const changes = new Float64Array(this.#chunks + 1);
    for (const [number, bytes] of this.#bytes.entries()) {
      const [first = 0, last = 0] = [this.#first[number], this.#last[number]];
      changes[first] = (changes[first] ?? 0) + bytes;
      changes[last + 1] = (changes[last + 1] ?? 0) - bytes;
    }
    let [open, most] = [0, 0];
    for (const change of changes) {
      open += change;
      most = Math.max(most, open);
    }
    return Math.max(1, Math.ceil(most / OPEN_BYTES));
  }
}
