/** A reply in version 2 of the Redis protocol. `undefined` is the null bulk string. */
export type Reply =
  | { readonly kind: 'simple'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string }
  | number
  | Buffer
  | undefined
  | readonly Reply[];

export const OK: Reply = { kind: 'simple', text: 'OK' };
export const failure = (text: string): Reply => ({ kind: 'error', text });
export const bulk = (text: string): Buffer => Buffer.from(text);

/** The bytes of a reply, in pieces: a value that is kept is not copied. */
export function* encoded(reply: Reply): Generator<Buffer> {
  if (reply === undefined) yield Buffer.from('$-1\r\n');
  else if (typeof reply === 'number') yield Buffer.from(`:${reply}\r\n`);
  else if (Buffer.isBuffer(reply)) {
    yield Buffer.from(`$${reply.length}\r\n`);
    yield reply;
    yield LINE_END;
  } else if ('kind' in reply) {
    const text = reply.text.replaceAll(/[\r\n]/g, ' ');
    yield Buffer.from(`${reply.kind === 'error' ? '-' : '+'}${text}\r\n`, 'latin1');
  } else {
    yield Buffer.from(`*${reply.length}\r\n`);
    for (const one of reply) yield* encoded(one);
  }
}

const LINE_END = Buffer.from('\r\n');
