/** The default of Redis. */
const DATABASES = 16;
/** Approximate overhead of a key and a value. */
const ENTRY_BYTES = 128;

/** Keys and values in numbered databases, with one bound for all. */
export class Databases {
  readonly #databases = Array.from({ length: DATABASES }, () => new Map<string, Buffer>());
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  has(database: number): boolean {
    return database in this.#databases;
  }

  keys(database: number): number {
    return this.#of(database).size;
  }

  get(database: number, key: Buffer): Buffer | undefined {
    return this.#of(database).get(textOf(key));
  }

  /** Sets all of them, or none where there is not enough room. @returns false then */
  set(database: number, entries: readonly (readonly [key: Buffer, value: Buffer])[]): boolean {
    const needed = entries.reduce((sum, [key, value]) => sum + sizeOf(key, value), 0);
    if (this.#bytes + needed > this.#mostBytes) return false;
    for (const [key, value] of entries) {
      this.delete(database, key);
      this.#of(database).set(textOf(key), value);
      this.#bytes += sizeOf(key, value);
    }
    return true;
  }

  /** @returns whether it existed */
  delete(database: number, key: Buffer): boolean {
    const value = this.get(database, key);
    if (value === undefined) return false;
    this.#bytes -= sizeOf(key, value);
    return this.#of(database).delete(textOf(key));
  }

  #of(database: number): Map<string, Buffer> {
    return this.#databases[database] ?? new Map<string, Buffer>();
  }
}

/** Keys are bytes: every byte is one character, so that different keys stay different. */
const textOf = (key: Buffer): string => key.toString('latin1');

const sizeOf = (key: Buffer, value: Buffer): number => key.length + value.length + ENTRY_BYTES;
