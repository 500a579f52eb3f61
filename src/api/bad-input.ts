/** The top-level error for input that no screen of ours can produce: unreadable ids, cursors, pages, filters. */
import { sentence, type MessageKey, type ParamsOf } from "../messages/sentence.js";
import { SentenceError } from "./sentence-error.js";

export const badInput = <K extends MessageKey>(key: K, ...params: ParamsOf<K>): SentenceError =>
  new SentenceError(sentence(key, ...params), { extensions: { code: "BAD_USER_INPUT" } });

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isId = (text: string): boolean => UUID.test(text);

/** An id as the database spells it. @throws BAD_USER_INPUT when it is not one of ours. */
export function requireId(text: string, what = "id"): string {
  if (!isId(text)) throw badInput("arguments.id", { what });
  return text.toLowerCase();
}

/** The longest number of ours or of a shop's that anybody may look up. */
export const MAX_KEY_LENGTH = 200;

/** PostgreSQL takes neither NUL nor half a surrogate pair as text. */
export const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/**
 * Not seen, or moving what is seen: format characters (zero-width, bidirectional marks), fillers, separators of lines, private
 * code points. Two numbers that differ only in these look the same to everybody.
 */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** Order of a text: what turns Hebrew and Arabic around also turns the digits beside it around on a screen. */
const BIDI_CONTROL = /\p{Bidi_Control}/u;

export const hasUnseen = (text: string): boolean => UNSEEN.test(text);
export const hasBidiControl = (text: string): boolean => BIDI_CONTROL.test(text);
/** Full-width letters, ligatures and the like: another text that reads the same. */
export const hasCompatibilityForms = (text: string): boolean => text.normalize("NFKC") !== text.normalize("NFC");

/** A number to look something up by, in the spelling it is stored in (NFC). @throws BAD_USER_INPUT when it cannot be one. */
export function requireKey(text: string, what: string): string {
  if (text.length === 0 || text.length > MAX_KEY_LENGTH || !isStorable(text)) {
    throw badInput("arguments.key", { what, max: MAX_KEY_LENGTH });
  }
  return text.normalize("NFC");
}
