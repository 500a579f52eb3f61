/** Strikes known personal data out of a text, however it is spelled: composed or not, in any case and width, with separators, escaped, masked halfway. */
import type { Secret } from "../secret.js";
import { maskAccountNumber, maskName } from "./mask.js";

/** A value that is known for an order. NUMBER: an account or a telephone. */
export interface KnownValue {
  kind: "ID" | "NAME" | "NUMBER";
  clear: Secret<string>;
}

export const HIDDEN = "***";

/** One letter stands in every text: striking it out would leave none. */
const MIN_CHARACTERS = 2;
/** ASCII values shorter than this are words or small numbers: struck out only where they stand alone. */
const ANYWHERE_FROM = 6;
/** The rest a cut may leave of a value at the end of a text: so many letters of ASCII, so many of any other script. */
const MIN_REST = { ascii: 4, other: 2 };
/** A JSON number of fewer digits is an amount or a count: an auditor needs it. */
const MIN_NUMBER_DIGITS = 7;

export interface Striker {
  /** The text with every known value replaced by `***`. Time grows with its length times the number of values. */
  text(text: string): string;
  /** True when the number is one of the values, as JSON spells it. */
  isKnown(number: number): boolean;
}

interface Needle {
  letters: string;
  /** Prefixes of it that a cut may have left, longest first. */
  rests: readonly string[];
  alone: boolean;
}

export function strikerOf(values: readonly KnownValue[]): Striker {
  const needles = [...new Map(values.flatMap(needlesOf).map((needle) => [needle.letters, needle])).values()];
  const masks = values.flatMap(masksOf);
  const numbers = new Set(needles.map(({ letters }) => letters).filter((letters) => isNumber(letters)));
  return {
    text(text) {
      const struck = needles.length === 0 ? text : strike(text, needles);
      return masks.reduce((kept, mask) => mask(kept), struck);
    },
    isKnown: (number) => numbers.has(String(Math.abs(number))),
  };
}

const isNumber = (letters: string): boolean => /^\d+$/.test(letters) && letters.length >= MIN_NUMBER_DIGITS;

function needlesOf({ kind, clear }: KnownValue): Needle[] {
  const value = clear.reveal();
  const whole = lettersOf(value);
  const spellings = [whole];
  const words = value.split(/[\s,]+/).filter((word) => lettersOf(word) !== "");
  // Gildong Hong, where the order says Hong Gildong.
  if (kind === "NAME" && words.length > 1) spellings.push(lettersOf(words.toReversed().join("")));
  // As a JSON number it has no leading zeros; abroad a telephone has 82 in place of its zero.
  if (/^0\d/.test(whole)) spellings.push(...[whole.replace(/^0+/, ""), `82${whole.slice(1)}`].filter(isNumber));
  return isTooShort(value) ? [] : spellings.flatMap(needleOf);
}

/** As a reader counts: one syllable is up to three letters when decomposed, and what nobody sees is none. */
const isTooShort = (value: string): boolean => Array.from(lettersOf(value).normalize("NFC")).length < MIN_CHARACTERS;

function needleOf(letters: string): Needle[] {
  if (letters.length < MIN_CHARACTERS) return [];
  const ascii = /^[a-z0-9]+$/.test(letters);
  const rests: string[] = [];
  for (let length = letters.length - 1; length >= 1; length -= 1) {
    const rest = letters.slice(0, length);
    const characters = ascii ? length : Array.from(rest.normalize("NFC")).length;
    if (characters >= (ascii ? MIN_REST.ascii : MIN_REST.other)) rests.push(rest);
  }
  return [{ letters, rests, alone: ascii && letters.length < ANYWHERE_FROM }];
}

/** Letters and digits only, decomposed and in lower case: what all spellings of a value have in common. */
const lettersOf = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]|\p{Default_Ignorable_Code_Point}/gu, "");

/** One character, or an escape that stands for some: of a URL, of JSON inside a text, of HTML. */
const UNIT = /(?:%[0-9a-f]{2})+|\\u[0-9a-f]{4}|&#(?:x[0-9a-f]{1,6}|\d{1,7});|./gisu;

function meant(unit: string): string {
  if (unit.length < 4 && !unit.startsWith("%")) return unit;
  if (unit.startsWith("%")) return Buffer.from(unit.replaceAll("%", ""), "hex").toString("utf8");
  const hex = /^(?:\\u|&#x)([0-9a-f]+)/i.exec(unit)?.[1];
  const code = hex === undefined ? Number(unit.slice(2, -1)) : Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

/** The text's letters, and where in it each of them stands. */
function spell(text: string): { letters: string; from: number[]; to: number[] } {
  const from: number[] = [];
  const to: number[] = [];
  const parts: string[] = [];
  for (const { 0: unit, index } of text.matchAll(UNIT)) {
    const letters = lettersOf(meant(unit));
    parts.push(letters);
    for (let n = 0; n < letters.length; n += 1) {
      from.push(index);
      to.push(index + unit.length);
    }
  }
  return { letters: parts.join(""), from, to };
}

function strike(text: string, needles: readonly Needle[]): string {
  const { letters, from, to } = spell(text);
  const spans: [number, number][] = [];
  const touches = (left: number, right: number): boolean =>
    to[left] === from[right] && [left, right].every((at) => /[a-z0-9]/.test(letters[at] ?? ""));
  for (const { letters: needle, rests, alone } of needles) {
    for (let at = letters.indexOf(needle); at >= 0; at = letters.indexOf(needle, at + 1)) {
      const last = at + needle.length - 1;
      if (alone && (touches(at - 1, at) || touches(last, last + 1))) continue;
      spans.push([from[at] ?? 0, to[last] ?? 0]);
    }
    const rest = rests.find((one) => letters.endsWith(one));
    if (rest) spans.push([from[letters.length - rest.length] ?? 0, text.length]);
  }
  return replaced(text, spans);
}

function replaced(text: string, spans: [number, number][]): string {
  let kept = "";
  let done = 0;
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    if (to <= done) continue;
    if (from >= done) kept += text.slice(done, from) + HIDDEN;
    done = to;
  }
  return kept + text.slice(done);
}

/** Characters vendors write instead of a hidden one. */
const MASK = "[*＊●○◯•×xX]";
const MASKED = /[*＊●○◯•×xX]/;
/** Masks are looked for in names and numbers of a sensible length only. */
const MAX_MASKED_CHARACTERS = 30;

/**
 * A mask of the vendor's own may show another part than ours does, and both together the whole: it is struck out as soon as
 * it shows a character that our mask hides.
 */
function masksOf({ kind, clear }: KnownValue): ((text: string) => string)[] {
  if (kind === "ID") return [];
  const value = clear.reveal().normalize("NFC").trim();
  const characters = Array.from(value.normalize("NFKC").replace(/[\s.-]/g, ""));
  if (isTooShort(value) || characters.length > MAX_MASKED_CHARACTERS) return [];
  const whole = characters.join("");
  const ours = Array.from(kind === "NAME" ? maskName(whole) : maskAccountNumber(whole));
  const position = (character: string): string => `(?:${escaped(character)}|${MASK})`;
  // One separator at most between two characters, or the pattern could wander.
  const pattern = new RegExp(characters.map(position).join("[\\s.\\-]?"), "giu");
  const verdictOn = (found: string): string => {
    const shown = Array.from(found.replace(/[\s.-]/g, ""));
    const isMask = shown.map((character, at) => character !== characters[at] && MASKED.test(character));
    const more = isMask.some((masked, at) => !masked && ours[at] !== characters[at]);
    return isMask.includes(true) && more ? HIDDEN : found;
  };
  return [
    (text) => {
      if (!MASKED.test(text)) return text;
      const composed = text.normalize("NFKC");
      const clean = composed.replace(pattern, verdictOn);
      return clean === composed ? text : clean;
    },
  ];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
