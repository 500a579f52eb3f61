/**
 * Sentences as messages of a schema (zod), which takes texts only: written as JSON there, and read again where the input is
 * refused. A library's own message is none.
 */
import { sentence, type MessageKey, type ParamsOf } from "./sentence.js";
import { isSentence, type Sentence } from "./text.js";

export const schemaMessage = <K extends MessageKey>(key: K, ...params: ParamsOf<K>): string =>
  JSON.stringify(sentence(key, ...params));

/** The sentence behind a message; null where it is the library's own. */
export function sentenceIn(message: string): Sentence | null {
  if (!message.startsWith("{")) return null;
  const parsed: unknown = JSON.parse(message);
  return isSentence(parsed) ? parsed : null;
}
