/** A request that is answered with an error; the sentence is for the client. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.status = status;
  }
}

export const badRequest = (sentence: string, cause?: unknown): Refusal =>
  new Refusal(400, sentence, { cause });
