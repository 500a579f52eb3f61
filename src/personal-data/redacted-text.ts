/**
 * The one gate for what a vendor writes: nothing of it is kept, logged, counted, thrown or shown before it has passed. The gate
 * strikes out what is known of the order's customer; its result has a type of its own, which the columns demand.
 */
import { HIDDEN, strikerOf, type KnownValue } from "./strike-out.js";

declare const passed: unique symbol;

/** A text that has passed the gate, or that we wrote ourselves. Only this file makes one. */
export type RedactedText = string & { readonly [passed]: true };

/** The same, with every free text in it passed through the gate; words of a fixed list stay what they are. */
export type Redacted<T> = T extends string
  ? string extends T
    ? RedactedText
    : T
  : T extends Date | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? Redacted<Item>[]
      : T extends object
        ? { [Name in keyof T]: Redacted<T[Name]> }
        : T;

/** Words written in our own code. Never for anything that came from outside. */
export const ownText = (text: string): RedactedText => text as RedactedText;

/** A vendor's sentence, code or name; longer ones are dumps. */
const MAX_STORED_CHARS = 500;
/** Looked at before the cut: a value that straddles the end is found whole. */
const LOOKED_AT_CHARS = 4 * MAX_STORED_CHARS;
/** Deeper than any vendor's schema; what lies below is hidden, never passed unread. */
const MAX_DEPTH = 16;

export interface Gate {
  /** A sentence or a name, without what is known, storable, of bounded length. */
  text(raw: string): RedactedText;
  /** Any JSON value, its names and numbers too. It is bounded already (`gateways/exchange.ts`). */
  json(raw: unknown): unknown;
  /** True when the text holds something known. */
  hides(raw: string): boolean;
}

/** `null`: what is known could not be opened, so nothing the vendor writes can be kept. */
export function gateOf(known: readonly KnownValue[] | null): Gate {
  if (known === null) return CLOSED;
  const striker = strikerOf(known);
  const clean = (text: string): RedactedText => storable(striker.text(text)) as RedactedText;
  const json = (raw: unknown, depth = 0): unknown => {
    if (typeof raw === "string") return clean(raw);
    if (typeof raw === "number") return striker.isKnown(raw) ? HIDDEN : raw;
    if (typeof raw !== "object" || raw === null) return raw;
    if (depth >= MAX_DEPTH) return HIDDEN;
    if (Array.isArray(raw)) return raw.map((item) => json(item, depth + 1));
    return Object.fromEntries(Object.entries(raw).map(([name, inner]) => [clean(name), json(inner, depth + 1)]));
  };
  return {
    text: (raw) => clean(raw.slice(0, LOOKED_AT_CHARS)).slice(0, MAX_STORED_CHARS).toWellFormed() as RedactedText,
    json: (raw) => json(raw),
    hides: (raw) => striker.text(raw) !== raw,
  };
}

const CLOSED: Gate = { text: () => HIDDEN as RedactedText, json: () => HIDDEN, hides: () => true };

/** PostgreSQL's text and jsonb refuse NUL and lone surrogates. */
export const storable = (text: string): string => text.toWellFormed().replaceAll("\u0000", "\uFFFD");
