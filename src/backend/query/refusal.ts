/** A request that is answered with an error; each API puts the sentence into a form of its own. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

export const badRequest = (sentence: string): Refusal => new Refusal(400, sentence);
