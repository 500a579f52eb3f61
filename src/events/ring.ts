/** The newest events of the stream, in memory: a bounded ring that many read by position and nobody takes from. */
import assert from "node:assert/strict";
import type { PositionedEvent } from "./stream.js";

export class EventRing {
  readonly #slots: PositionedEvent[] = [];
  /** Slot of the oldest event, once the ring is full. */
  #oldest = 0;
  /** Every event after this position, up to `newest`, is here. */
  #startsAfter: number;
  #newest: number;

  /** @param position where the stream stands: the ring holds what comes after it. */
  constructor(
    position: number,
    readonly capacity: number,
  ) {
    this.#startsAfter = position;
    this.#newest = position;
  }

  get newest(): number {
    return this.#newest;
  }

  get size(): number {
    return this.#slots.length;
  }

  /** The relay gives positions in order, so the ring never has to be sorted. */
  append(event: PositionedEvent): void {
    assert(event.position > this.#newest, `event ${event.position} came after ${this.#newest}`);
    if (this.#slots.length < this.capacity) {
      this.#slots.push(event);
    } else {
      this.#startsAfter = this.#at(0).position;
      this.#slots[this.#oldest] = event;
      this.#oldest = (this.#oldest + 1) % this.capacity;
    }
    this.#newest = event.position;
  }

  /** True when a reader at this position finds here whatever comes next. Otherwise something it has not seen was dropped. */
  covers(position: number): boolean {
    return position >= this.#startsAfter;
  }

  /** The first event after a position the ring covers; undefined when there is none yet. */
  after(position: number): PositionedEvent | undefined {
    let [low, high] = [0, this.#slots.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at(middle).position > position) high = middle;
      else low = middle + 1;
    }
    return low < this.#slots.length ? this.#at(low) : undefined;
  }

  /** By age: 0 is the oldest. */
  #at(age: number): PositionedEvent {
    return this.#slots[(this.#oldest + age) % this.#slots.length] as PositionedEvent;
  }
}
