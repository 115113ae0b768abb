/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** Pieces of text that are made while they are sent, or as they come, or all of it. */
  readonly body: Iterable<string> | AsyncIterable<string> | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export const text = (status: number, sentence: string): Answer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body: Buffer.from(`${sentence}\n`),
});

export const NOT_FOUND = text(404, '404 page not found');

export const json = (body: Answer['body']): Answer => ({
  status: 200,
  contentType: 'application/json',
  body,
});

/** Small values, made at once. */
export const jsonOf = (value: unknown): Answer => json(Buffer.from(JSON.stringify(value)));
