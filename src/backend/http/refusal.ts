/** What was wrong with a request: the kinds that are counted. */
export type Reason =
  | 'host'
  | 'origin'
  | 'protocol'
  | 'path'
  | 'content-type'
  | 'encoding'
  | 'compression'
  | 'too-large'
  | 'malformed'
  | 'busy'
  | 'jaeger-json'
  | 'time-unit';

export interface RefusalOptions extends ErrorOptions {
  /** Absent where it is not counted: a question that was asked wrongly loses nothing. */
  readonly reason?: Reason;
}

/** A request that is answered with an error; the sentence is for the client. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly reason: Reason | undefined;

  constructor(status: number, sentence: string, options: RefusalOptions = {}) {
    super(sentence, options);
    this.status = status;
    this.reason = options.reason;
  }
}

export const badRequest = (sentence: string, options?: RefusalOptions): Refusal =>
  new Refusal(400, sentence, options);

/** Jaeger's words. */
export const tooLarge = (): Refusal =>
  badRequest('http: request body too large', { reason: 'too-large' });
