/** There is no room for more of what is being received; who sends it may try again. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';

  constructor() {
    super('too much is being received at once, try again');
  }
}

/** What one request takes of a room, until it is disposed. */
export interface Place extends Disposable {
  /** @throws NoRoom */
  take(bytes: number): void;
}

/** Memory for what is being received, of all requests together: else many senders that never end would take it all. */
export class Room {
  #free: number;

  constructor(bytes: number) {
    this.#free = bytes;
  }

  place(): Place {
    let taken = 0;
    return {
      take: (bytes) => {
        if (bytes > this.#free) throw new NoRoom();
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
