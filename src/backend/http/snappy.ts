import { tooLarge } from './refusal.ts';

const broken = (): Error => new Error('malformed snappy');

/** The chunk that a framed stream begins with. */
const STREAM_HEADER = Buffer.from('ff060000734e61507059', 'hex');

const COMPRESSED = 0;
const PLAIN = 1;
/** Chunks from this type on may be skipped, others may not. */
const SKIPPABLE = 0x80;

/** The largest block that a framed stream may hold. */
const LARGEST_CHUNK = 65_536;

/**
 * Undoes snappy: a single block, or a framed stream, which says so in its first bytes. Checksums are not compared: a
 * request that was damaged on its way is found by what reads it.
 *
 * @throws Error when it is malformed, Refusal when it is larger than `maxBytes`
 * @see https://github.com/google/snappy/blob/main/format_description.txt and framing_format.txt
 */
export function* unsnapped(bytes: Buffer, maxBytes: number): Generator<Buffer> {
  if (!bytes.subarray(0, STREAM_HEADER.length).equals(STREAM_HEADER)) {
    yield block(bytes, maxBytes);
    return;
  }
  for (let at = 0; at < bytes.length;) {
    if (at + 4 > bytes.length) throw broken();
    const type = bytes.readUInt8(at);
    const start = at + 4;
    at = start + bytes.readUIntLE(at + 1, 3);
    if (at > bytes.length) throw broken();
    // The content begins with its checksum.
    if (type === COMPRESSED) yield block(bytes.subarray(start + 4, at), LARGEST_CHUNK);
    else if (type === PLAIN) yield bytes.subarray(start + 4, at);
    else if (type < SKIPPABLE) throw broken();
  }
}

function block(bytes: Buffer, maxBytes: number): Buffer {
  const reader = new BlockReader(bytes);
  const length = reader.varint();
  if (length > maxBytes) throw tooLarge();
  const made = Buffer.allocUnsafe(length);
  let used = 0;
  while (!reader.isAtEnd()) {
    const tag = reader.number(1);
    if ((tag & 3) === 0) {
      const literal = reader.literal(tag >>> 2);
      if (literal.length > length - used) throw broken();
      used += literal.copy(made, used);
    } else {
      used = copyBack(made, used, reader.copyOf(tag));
    }
  }
  if (used !== length) throw broken();
  return made;
}

interface Copy {
  readonly length: number;
  readonly offset: number;
}

/** What is copied may reach into itself: then it repeats. @returns the new length */
function copyBack(made: Buffer, used: number, { length, offset }: Copy): number {
  const end = used + length;
  if (offset === 0 || offset > used || end > made.length) throw broken();
  if (offset >= length) return used + made.copy(made, used, used - offset, end - offset);
  for (let at = used; at < end; at += 1) made[at] = made[at - offset] ?? 0;
  return end;
}

class BlockReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  number(bytes: number): number {
    if (this.#at + bytes > this.#bytes.length) throw broken();
    this.#at += bytes;
    return this.#bytes.readUIntLE(this.#at - bytes, bytes);
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.number(1);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw broken();
  }

  /** From 60 on, `size` says in how many bytes the length follows. */
  literal(size: number): Buffer {
    const length = (size < 60 ? size : this.number(size - 59)) + 1;
    if (this.#at + length > this.#bytes.length) throw broken();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  copyOf(tag: number): Copy {
    if ((tag & 3) === 1)
      return { length: 4 + ((tag >>> 2) & 7), offset: ((tag >>> 5) << 8) | this.number(1) };
    return { length: (tag >>> 2) + 1, offset: this.number((tag & 3) === 2 ? 2 : 4) };
  }
}
