/** Chance that falls the same way on every start: the story is told again after a killed start, and must not change. */
import assert from "node:assert/strict";

export class RandomSource {
  #state: number;

  constructor(runSeed: number) {
    this.#state = runSeed >>> 0;
  }

  /** A whole number from 0 to `sides - 1`. */
  below(sides: number): number {
    assert(Number.isInteger(sides) && sides >= 1, `not a number of sides: ${sides}`);
    // A Weyl sequence (2^32 over the golden ratio) with its bits mixed: evenly spread, and the same on every machine.
    this.#state = (this.#state + 0x9e37_79b9) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % sides;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True `percent` times of a hundred. */
  percent(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)];
    assert(picked !== undefined, "nothing to pick from");
    return picked;
  }

  /** Different items, in the order they were drawn. */
  draw<T>(from: readonly T[], count: number): T[] {
    const left = [...from];
    return Array.from({ length: Math.min(count, left.length) }, () => left.splice(this.below(left.length), 1)[0] as T);
  }
}
