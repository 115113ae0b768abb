import { BYTES, FIXED32, FIXED64, VARINT } from './reader.ts';

/** Writes protobuf fields into a buffer that grows. */
export class WireWriter {
  #bytes: Buffer;
  #at = 0;

  constructor(capacity = 1024) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  finish(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Negative numbers are written as the 64 bits of their two's complement, as the protocol has it. */
  varint(field: number, value: number | bigint): void {
    this.#tag(field, VARINT);
    this.#varint(BigInt.asUintN(64, BigInt(value)));
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, FIXED32);
    const at = this.#reserve(4);
    this.#bytes.writeUInt32LE(value, at);
  }

  fixed64(field: number, value: bigint): void {
    this.#tag(field, FIXED64);
    const at = this.#reserve(8);
    this.#bytes.writeBigUInt64LE(value, at);
  }

  double(field: number, value: number): void {
    this.#tag(field, FIXED64);
    const at = this.#reserve(8);
    this.#bytes.writeDoubleLE(value, at);
  }

  /** A field of bytes, or of text as UTF-8. */
  bytes(field: number, value: string | Uint8Array, encoding: BufferEncoding = 'utf8'): void {
    const content = typeof value === 'string' ? Buffer.from(value, encoding) : value;
    this.#tag(field, BYTES);
    this.#varint(BigInt(content.length));
    const at = this.#reserve(content.length);
    this.#bytes.set(content, at);
  }

  /** A field that is a message, with what `write` writes as its content. */
  message(field: number, write: () => void): void {
    const start = this.begin(field);
    write();
    this.end(start);
  }

  /** Begins a message, whose content is written next. @returns what ends it */
  begin(field: number): number {
    this.#tag(field, BYTES);
    return this.#at;
  }

  end(start: number): void {
    const end = this.#at;
    // How long the length is shows only now: the content makes room for it.
    this.#varint(BigInt(end - start));
    const length = Buffer.from(this.#bytes.subarray(end, this.#at));
    this.#bytes.copyWithin(start + length.length, start, end);
    this.#bytes.set(length, start);
  }

  #tag(field: number, type: number): void {
    this.#varint(BigInt((field << 3) | type));
  }

  #varint(value: bigint): void {
    let rest = value;
    while (rest > 0x7fn) {
      const at = this.#reserve(1);
      this.#bytes[at] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    const at = this.#reserve(1);
    this.#bytes[at] = Number(rest);
  }

  #reserve(count: number): number {
    const at = this.#at;
    this.#at += count;
    if (this.#at > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#at, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    return at;
  }
}
