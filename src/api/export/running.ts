/** Exports under way in this process: each reads up to a thousand pages, so that a person has few at once, and all together not many. */

export const MAX_AT_ONCE_EACH = 2;
const MAX_AT_ONCE = 4;

export class RunningExports {
  readonly #of = new Map<string, number>();
  #all = 0;

  /** False: too many are running. True: `end` is owed. */
  begin(subject: string): boolean {
    const own = this.#of.get(subject) ?? 0;
    if (own >= MAX_AT_ONCE_EACH || this.#all >= MAX_AT_ONCE) return false;
    this.#of.set(subject, own + 1);
    this.#all += 1;
    return true;
  }

  end(subject: string): void {
    const left = (this.#of.get(subject) ?? 1) - 1;
    if (left === 0) this.#of.delete(subject);
    else this.#of.set(subject, left);
    this.#all -= 1;
  }
}
