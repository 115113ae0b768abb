import { Refusal } from './refusal.ts';

/** What one request takes of a room, until it is disposed. */
export interface Place extends Disposable {
  /** @throws Refusal (503) when there is no room for more; the client may try again */
  readonly take: (bytes: number) => void;
}

/** Memory for what is being received, of all requests together: else many unfinished requests would take it all. */
export class Room {
  #free: number;

  constructor(bytes: number) {
    this.#free = bytes;
  }

  place(): Place {
    let taken = 0;
    return {
      take: (bytes) => {
        if (bytes > this.#free)
          throw new Refusal(503, 'too much is being received at once, try again', {
            reason: 'busy',
          });
        this.#free -= bytes;
        taken += bytes;
      },
      [Symbol.dispose]: () => {
        this.#free += taken;
        taken = 0;
      },
    };
  }
}
