/** Bytes that are not the message they are said to be. The sentence is for the sender. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
const GROUP = 3;
const GROUP_END = 4;
export const FIXED32 = 5;

/** How deep messages may nest: the limit of the C++ and Java implementations. */
export const DEEPEST = 100;

/**
 * Reads protobuf fields from a part of a buffer, without copying. Every method throws MalformedMessage at the end of
 * the part.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class WireReader {
  readonly bytes: Buffer;
  at: number;
  end: number;
  /** How many messages within messages were gone over: each becomes an object when it is decoded. */
  parts = 0;
  /** With more, the rest of each message that is being gone over is passed by. */
  mostParts = Infinity;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** The field's number and wire type as they are encoded: `number << 3 | type`. */
  tag(): number {
    const tag = this.uint32();
    if (tag >>> 3 === 0) throw new MalformedMessage(`proto: illegal tag ${tag}`);
    return tag;
  }

  /** A varint's low 32 bits. */
  uint32(): number {
    const { bytes, end } = this;
    const first = this.at < end ? (bytes[this.at] ?? 0) : 0x80;
    if (first < 0x80) {
      this.at += 1;
      return first;
    }
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= end) throw unexpectedEnd();
      const byte = bytes[this.at] ?? 0;
      this.at += 1;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new MalformedMessage('proto: integer overflow');
  }

  uint64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.at >= this.end) throw unexpectedEnd();
      const byte = this.bytes[this.at] ?? 0;
      this.at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new MalformedMessage('proto: integer overflow');
  }

  fixed32(): number {
    const at = this.advance(4);
    return this.bytes.readUInt32LE(at);
  }

  fixed64(): bigint {
    const at = this.advance(8);
    return this.bytes.readBigUInt64LE(at);
  }

  double(): number {
    const at = this.advance(8);
    return this.bytes.readDoubleLE(at);
  }

  /** Goes over a length-delimited field. @returns where its content begins; it ends at `at` */
  delimited(): number {
    return this.advance(this.uint32());
  }

  /** Bounds the reader to the message that comes next. @returns the end to go back to when it has been read */
  enter(): number {
    const start = this.delimited();
    const outerEnd = this.end;
    this.end = this.at;
    this.at = start;
    return outerEnd;
  }

  /** The content of a length-delimited field, as a view. */
  content(): Buffer {
    const start = this.delimited();
    return this.bytes.subarray(start, this.at);
  }

  text(): string {
    const start = this.delimited();
    return this.bytes.toString('utf8', start, this.at);
  }

  /** Goes over the value of a field that the caller does not need. */
  skip(tag: number, depth = 0): void {
    switch (tag & 7) {
      case VARINT:
        this.uint32();
        return;
      case FIXED64:
        this.advance(8);
        return;
      case BYTES:
        this.delimited();
        return;
      case FIXED32:
        this.advance(4);
        return;
      case GROUP:
        this.#skipGroup(tag >>> 3, depth);
        return;
      default:
        throw new MalformedMessage(`proto: illegal wireType ${tag & 7}`);
    }
  }

  #skipGroup(number: number, depth: number): void {
    if (depth >= DEEPEST) throw nestedTooDeep();
    for (;;) {
      const tag = this.tag();
      if ((tag & 7) !== GROUP_END) {
        this.skip(tag, depth + 1);
        continue;
      }
      if (tag >>> 3 === number) return;
      throw new MalformedMessage('proto: unexpected end of group');
    }
  }

  advance(count: number): number {
    const start = this.at;
    if (count > this.end - start) throw unexpectedEnd();
    this.at = start + count;
    return start;
  }
}

const unexpectedEnd = (): MalformedMessage => new MalformedMessage('unexpected EOF');

export const nestedTooDeep = (): MalformedMessage =>
  new MalformedMessage(`proto: nested more than ${DEEPEST} deep`);
