/** Korean particles (조사) behind a word that is known only at run time: 을/를, 이/가, 은/는, 와/과, (으)로. */
import { josa } from "es-hangul";

/** Each particle as a message names it, and what stands behind a word whose reading nobody knows. */
export const PARTICLES = {
  "을/를": "을(를)",
  "이/가": "이(가)",
  "은/는": "은(는)",
  "와/과": "와(과)",
  "으로/로": "(으)로",
} as const;
export type Particle = keyof typeof PARTICLES;

/** A tail of zeros is read 십, 백, 천 or 만: each ends in a consonant other than ㄹ, as 영 does. */
const DIGITS = ["영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"];
/** Letters whose names end in a consonant: an abbreviation is read letter by letter. */
const CLOSED_LETTERS: Readonly<Record<string, string>> = { L: "엘", M: "엠", N: "엔", R: "알" };
const ABBREVIATION = /(?<![A-Za-z])[A-Z]{1,4}$/;

/** The word with its particle. What is in brackets behind it, and closing quotes, are not read. */
export function withParticle(word: string, particle: Particle): string {
  const reading = readingOf(word);
  return word + (reading === null ? PARTICLES[particle] : josa.pick(reading, particle));
}

/** Hangul that ends as the word does; null for what has no one reading, such as an id or an English word. */
function readingOf(word: string): string | null {
  const spoken = word.replace(/\s*\([^()]*\)\s*$/u, "").replace(/[\s"'”’」』)\]]+$/u, "");
  const last = spoken.at(-1) ?? "";
  if (/[가-힣]/.test(last)) return last;
  if (/\d/.test(last)) return /[A-Za-z]/.test(spoken) ? null : (DIGITS[Number(last)] ?? null);
  const abbreviation = ABBREVIATION.exec(spoken)?.[0];
  return abbreviation === undefined ? null : (CLOSED_LETTERS[last] ?? "지");
}
