/** What one message takes. */
export interface Place {
  /** May take the place of another one away, or this one. */
  readonly take: (bytes: number) => void;
  readonly leave: () => void;
}

interface Holder {
  bytes: number;
  /** What each message has taken, oldest first, with what to do when it must go. */
  readonly places: Map<Place, { bytes: number; readonly evict: () => void }>;
}

/**
 * Memory for messages that are being received, of all connections together. When it is full, the connection that has
 * most of it loses its oldest message.
 */
export class SharedRoom {
  readonly #limit: number;
  readonly #holders = new Map<unknown, Holder>();
  #used = 0;

  constructor(bytes: number) {
    this.#limit = bytes;
  }

  place(owner: unknown, evict: () => void): Place {
    const holder = this.#holders.get(owner) ?? { bytes: 0, places: new Map() };
    this.#holders.set(owner, holder);
    const taken = { bytes: 0, evict };
    const place: Place = {
      take: (bytes) => {
        if (!holder.places.has(place)) return;
        taken.bytes += bytes;
        holder.bytes += bytes;
        this.#used += bytes;
        if (this.#used > this.#limit) this.#evictLargest();
      },
      leave: () => {
        if (!holder.places.delete(place)) return;
        holder.bytes -= taken.bytes;
        this.#used -= taken.bytes;
        if (holder.places.size === 0) this.#holders.delete(owner);
      },
    };
    holder.places.set(place, taken);
    return place;
  }

  #evictLargest(): void {
    let largest: Holder | undefined;
    for (const holder of this.#holders.values())
      if (holder.bytes > (largest?.bytes ?? 0)) largest = holder;
    for (const [place, { bytes, evict }] of largest?.places ?? []) {
      if (bytes === 0) continue;
      place.leave();
      evict();
      return;
    }
  }
}
