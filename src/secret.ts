/** A value that does not print: `***` in strings, JSON and `console.log`; `reveal()` is easy to search for. */
import { inspect } from "node:util";

const HIDDEN = "***";

export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The clear value. Only a vendor's `translate.ts`, the cipher and an export may call this. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
