/** Chance that can be repeated: a failure names its seed, and HWANBUL_HOSTILE_SEED gives it again. */
import { mulberry32 } from "../gateways/random.js";

export const SEED = Number(process.env.HWANBUL_HOSTILE_SEED ?? Math.floor(Math.random() * 2 ** 31));

export interface Chance {
  /** 0 ≤ n < `below`. */
  whole: (below: number) => number;
  oneOf: <T>(choices: readonly T[]) => T;
}

/** Every kind of case draws from a stream of its own, so that one more case here changes nothing there. */
export function chance(kind: string): Chance {
  const next = mulberry32(Array.from(kind).reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), SEED));
  const whole = (below: number): number => Math.floor(next() * below);
  return { whole, oneOf: (choices) => choices[whole(choices.length)] as (typeof choices)[number] };
}

/** Texts that break what counts, compares, stores, prints or splits text. */
export const NASTY_TEXTS: readonly string[] = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\uFEFF",
  "\u200B",
  "\u202E",
  "\uFF21",
  "\u1112\u1169\u11BC",
  "\r\nset-cookie: a=b",
  "%00",
  "../../etc/passwd",
  "' or 1=1 --",
  "${jndi:ldap://127.0.0.1/a}",
  "{{7*7}}",
  "<script>alert(1)</script>",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "NaN",
  "-0",
  "1e400",
  "9007199254740993",
  "Did you mean a?",
  "💥".repeat(40),
];

/** A text of this many characters in which no part repeats another: what of it comes back can be counted. */
export function longText(characters: number): string {
  let text = "";
  for (let n = 0; text.length < characters; n += 1) text += `q${n.toString(36)}z`;
  return text.slice(0, characters);
}
