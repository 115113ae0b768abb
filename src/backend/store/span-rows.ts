/** Rows of what must be at hand for every stored span, in arrays by column: an object each would take thrice as much. */
export class SpanRows {
  /** Bytes that a row takes. */
  static readonly COST = 44;
  static readonly NONE = -1;

  block = new Uint32Array(1024);
  /** Where in its block the encoded span begins. */
  offset = new Uint32Array(1024);
  /** 0 for a row that is free. */
  length = new Uint32Array(1024);
  /** The trace's next span, or the next free row; NONE at the end. */
  next = new Int32Array(1024);
  operation = new Uint32Array(1024);
  origin = new Uint32Array(1024);
  start = new BigUint64Array(1024);
  end = new BigUint64Array(1024);
  count = 0;
  #used = 0;
  #free = SpanRows.NONE;

  take(): number {
    this.count += 1;
    const free = this.#free;
    if (free !== SpanRows.NONE) {
      this.#free = this.next[free] ?? SpanRows.NONE;
      return free;
    }
    if (this.#used === this.next.length) this.#grow();
    this.#used += 1;
    return this.#used - 1;
  }

  release(row: number): void {
    this.count -= 1;
    this.length[row] = 0;
    this.next[row] = this.#free;
    this.#free = row;
  }

  #grow(): void {
    const capacity = this.next.length * 2;
    const grown = <T extends Uint32Array | Int32Array | BigUint64Array>(from: T, to: T): T => {
      (to as Uint32Array).set(from as Uint32Array);
      return to;
    };
    this.block = grown(this.block, new Uint32Array(capacity));
    this.offset = grown(this.offset, new Uint32Array(capacity));
    this.length = grown(this.length, new Uint32Array(capacity));
    this.next = grown(this.next, new Int32Array(capacity));
    this.operation = grown(this.operation, new Uint32Array(capacity));
    this.origin = grown(this.origin, new Uint32Array(capacity));
    this.start = grown(this.start, new BigUint64Array(capacity));
    this.end = grown(this.end, new BigUint64Array(capacity));
  }
}
