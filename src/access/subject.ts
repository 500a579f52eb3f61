/** Subjects: how a token may spell who it is for, when two spellings are one person, and what of a name is shown. */
import { SYSTEM_SUBJECT_PREFIX } from "./principal.js";

const MAX_SUBJECT_CHARACTERS = 200;
const MAX_NAME_CHARACTERS = 100;

/**
 * Code points that are not seen, or that move what is seen: controls, format characters (zero-width, bidirectional marks),
 * default ignorables (fillers, variation selectors), lone surrogates, private and unassigned ones, line separators, and the
 * blank Braille pattern.
 */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
const EVERY_UNSEEN = new RegExp(UNSEEN.source, "gu");

/** Letters that may stand beside Latin ones (UTS 39, highly restrictive): none of these scripts has look-alikes of Latin letters. */
const LATIN = /\p{Script=Latin}/u;
const BESIDE_LATIN =
  /^[\p{Script=Latin}\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Common}\p{Script=Inherited}]*$/u;

/**
 * True when this may be the subject of a token: written the one plain way there is, and none of our own workers' names.
 * Another spelling is refused, never corrected: history keeps the very text the issuer signed.
 */
export function isSubject(claim: unknown): claim is string {
  if (typeof claim !== "string" || claim.length === 0 || claim.length > MAX_SUBJECT_CHARACTERS) return false;
  if (UNSEEN.test(claim) || claim !== claim.normalize("NFKC")) return false;
  // Two blanks look like one.
  if (claim !== claim.trim() || claim.includes("  ")) return false;
  if (LATIN.test(claim) && !BESIDE_LATIN.test(claim)) return false;
  return !personKey(claim).startsWith(SYSTEM_SUBJECT_PREFIX);
}

/**
 * The common key of two spellings of one person: case, compatibility forms, unseen characters and blanks taken out of
 * account. For comparing only: what is stored and shown is the subject itself.
 */
export function personKey(subject: string): string {
  const plain = subject.normalize("NFKC").replace(EVERY_UNSEEN, "").replace(/\s+/gu, " ").trim();
  // Up and down again folds what one step leaves apart: ß and SS, σ and ς.
  return plain.toUpperCase().toLowerCase().normalize("NFKC").replaceAll("ς", "σ");
}

/** The one comparison of who did what. Nobody is nobody's same person. */
export const samePerson = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && personKey(one) === personKey(other);

/** The claim `name` as it may be shown on one line; null where nothing is left of it. */
export function displayName(claim: unknown): string | null {
  if (typeof claim !== "string") return null;
  const shown = claim.replace(EVERY_UNSEEN, "").normalize("NFC").trim();
  // A cut may halve a pair of surrogates.
  return (
    shown
      .slice(0, MAX_NAME_CHARACTERS)
      .replace(/\p{Cs}$/u, "")
      .trimEnd() || null
  );
}
