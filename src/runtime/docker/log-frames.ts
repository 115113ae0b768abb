export interface LogFrameLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

const HEADER_BYTES = 8;
const STDERR = 2;

/**
 * Takes an engine's multiplexed log apart: frames of an 8-byte header (stream, big-endian length) and text, cut
 * anywhere between two chunks.
 *
 * @see the Docker Engine API, "Attach to a container", stream format
 */
export class LogFrames {
  #bytes: Buffer = Buffer.alloc(0);
  readonly #unfinished = { stdout: '', stderr: '' };

  /** The lines that `chunk` completes. */
  push(chunk: Buffer): LogFrameLine[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const lines: LogFrameLine[] = [];
    let at = 0;
    while (at + HEADER_BYTES <= this.#bytes.length) {
      const end = at + HEADER_BYTES + this.#bytes.readUInt32BE(at + 4);
      if (end > this.#bytes.length) break;
      const stream = this.#bytes[at] === STDERR ? 'stderr' : 'stdout';
      const texts = (
        this.#unfinished[stream] + this.#bytes.toString('utf8', at + HEADER_BYTES, end)
      ).split('\n');
      this.#unfinished[stream] = texts.pop() ?? '';
      lines.push(...texts.map((text) => ({ stream, text }) as const));
      at = end;
    }
    this.#bytes = this.#bytes.subarray(at);
    return lines;
  }

  /** A last line that did not end in a newline. */
  end(): LogFrameLine[] {
    return (['stdout', 'stderr'] as const)
      .filter((stream) => this.#unfinished[stream] !== '')
      .map((stream) => ({ stream, text: this.#unfinished[stream] }));
  }
}
