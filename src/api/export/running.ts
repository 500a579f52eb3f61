/** Exports under way in this process: each reads up to a thousand pages, so that a person has few at once, and all together not many. */

export const MAX_AT_ONCE_EACH = 2;
const MAX_AT_ONCE = 4;

export class RunningExports {
  /** By `personKey`. */
  readonly #of = new Map<string, number>();
  #all = 0;

  /** False: too many are running. True: `end` is owed. */
  begin(person: string): boolean {
    const own = this.#of.get(person) ?? 0;
    if (own >= MAX_AT_ONCE_EACH || this.#all >= MAX_AT_ONCE) return false;
    this.#of.set(person, own + 1);
    this.#all += 1;
    return true;
  }

  end(person: string): void {
    const left = (this.#of.get(person) ?? 1) - 1;
    if (left === 0) this.#of.delete(person);
    else this.#of.set(person, left);
    this.#all -= 1;
  }
}
