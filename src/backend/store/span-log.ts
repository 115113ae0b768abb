import type { SpanRows } from './span-rows.ts';

interface Block {
  readonly bytes: Buffer;
  used: number;
  /** Bytes of spans that are gone. */
  dead: number;
}

/** Before each span: its row and its length, 32 bits each, so that a block can be walked. */
const HEADER = 8;

/**
 * The encoded spans, one after the other in blocks. A span that goes leaves its bytes dead; a block whose spans are all
 * gone is freed, and one that is half dead can be compacted: what lives is written to the end of the log again.
 */
export class SpanLog {
  readonly #rows: SpanRows;
  readonly #blockSize: number;
  readonly #blocks: (Block | undefined)[] = [];
  readonly #freeIds: number[] = [];
  readonly #halfDead = new Set<number>();
  #current = -1;
  /** Bytes of all blocks, live, dead and not yet used. */
  allocated = 0;

  constructor(rows: SpanRows, blockSize: number) {
    this.#rows = rows;
    this.#blockSize = blockSize;
  }

  append(row: number, from: Buffer, start: number, end: number): void {
    const length = end - start;
    const id = this.#blockWith(HEADER + length);
    const block = this.#block(id);
    const at = block.used;
    block.bytes.writeUInt32LE(row, at);
    block.bytes.writeUInt32LE(length, at + 4);
    from.copy(block.bytes, at + HEADER, start, end);
    block.used = at + HEADER + length;
    this.#rows.block[row] = id;
    this.#rows.offset[row] = at + HEADER;
    this.#rows.length[row] = length;
  }

  bytesOf(row: number): Buffer {
    return this.#block(this.#rows.block[row] ?? 0).bytes;
  }

  /** Call it before the row is released. */
  remove(row: number): void {
    const id = this.#rows.block[row] ?? 0;
    const block = this.#block(id);
    block.dead += HEADER + (this.#rows.length[row] ?? 0);
    if (block.dead === block.used) this.#empty(id, block);
    else if (block.dead * 2 >= block.bytes.length && id !== this.#current) this.#halfDead.add(id);
  }

  /** @returns false when no block is worth it */
  compact(): boolean {
    for (const id of this.#halfDead) {
      this.#moveLiving(id, this.#block(id));
      return true;
    }
    return false;
  }

  #moveLiving(id: number, { bytes, used }: Block): void {
    const { block, offset, length } = this.#rows;
    for (let at = 0; at < used;) {
      const row = bytes.readUInt32LE(at);
      const start = at + HEADER;
      const end = start + bytes.readUInt32LE(at + 4);
      if (length[row] !== 0 && block[row] === id && offset[row] === start)
        this.append(row, bytes, start, end);
      at = end;
    }
    this.#release(id);
  }

  #block(id: number): Block {
    const block = this.#blocks[id];
    if (!block) throw new Error(`the span log has no block ${id}`);
    return block;
  }

  #blockWith(room: number): number {
    const current = this.#blocks[this.#current];
    if (current && current.used + room <= current.bytes.length) return this.#current;
    const size = Math.max(room, this.#blockSize);
    // Not zeroed, so that the pages of it that no span has come to take no memory yet.
    const block = { bytes: Buffer.allocUnsafeSlow(size), used: 0, dead: 0 };
    const id = this.#freeIds.pop() ?? this.#blocks.length;
    this.#blocks[id] = block;
    this.allocated += size;
    this.#retire(this.#current);
    this.#current = id;
    return id;
  }

  /** The block that was written to until now may be half dead already. */
  #retire(id: number): void {
    const block = this.#blocks[id];
    if (block && block.dead * 2 >= block.bytes.length) this.#halfDead.add(id);
  }

  #empty(id: number, block: Block): void {
    if (id !== this.#current || block.bytes.length > this.#blockSize) {
      this.#release(id);
      return;
    }
    block.used = 0;
    block.dead = 0;
  }

  #release(id: number): void {
    this.allocated -= this.#block(id).bytes.length;
    this.#blocks[id] = undefined;
    this.#freeIds.push(id);
    this.#halfDead.delete(id);
    if (id === this.#current) this.#current = -1;
  }
}
