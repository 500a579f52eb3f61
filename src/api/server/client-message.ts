/** The part of a library's message a client reads: cut before anything walks through it, then without values, then without suggestions. */
import { MAX_MESSAGE_CHARACTERS } from "./limits.js";

/** A message of graphql-js repeats the caller's text in its middle; the sentence around it has less than this. */
const READ_CHARACTERS = 2 * MAX_MESSAGE_CHARACTERS;

/** Behind these words graphql-js repeats a value: the caller's own, which may be a customer's name, and as long as he likes. */
const BEFORE_A_VALUE = [" cannot represent ", ", found ", " has invalid value ", " got invalid value "] as const;

export function clientMessage(message: string, { redactSuggestions }: { redactSuggestions: boolean }): string {
  const head = message.slice(0, READ_CHARACTERS);
  const plain = withoutValue(head);
  const kept = redactSuggestions ? withoutSuggestions(plain) : plain;
  return clipped(kept);
}

/** No longer than a sentence: what is longer repeats the caller's own text. */
export const clipped = (text: string): string =>
  text.length <= MAX_MESSAGE_CHARACTERS ? text : `${text.slice(0, MAX_MESSAGE_CHARACTERS - 1).toWellFormed()}…`;

function withoutValue(message: string): string {
  if (message.startsWith('Value "')) return withoutEnumValue(message);
  if (message.startsWith("Syntax Error: ")) return withoutLiteral(message);
  for (const values of BEFORE_A_VALUE) {
    const at = message.indexOf(values);
    if (at === -1) continue;
    if (values !== " cannot represent ") return `${message.slice(0, at)}${values.trimEnd()} another value.`;
    return `${message.slice(0, at)} cannot represent this value.`;
  }
  return message;
}

/** `Syntax Error: Expected Name, found String "…".` */
function withoutLiteral(message: string): string {
  const found = / (?:BlockString|String|Int|Float) "/.exec(message);
  return found ? `${message.slice(0, found.index + found[0].length - 2)}.` : message;
}

/** `Value "…" does not exist in "Status" enum.` */
function withoutEnumValue(message: string): string {
  const values = '" does not exist in "';
  const at = message.lastIndexOf(values);
  const name = at === -1 ? undefined : /^\w+/.exec(message.slice(at + values.length))?.[0];
  return name === undefined ? "A value does not exist in its enum." : `The value does not exist in the enum ${name}.`;
}

/** Not a pattern: on a text that repeats the words it would look from each of them to the end. */
function withoutSuggestions(message: string): string {
  const at = message.indexOf("Did you mean ");
  return at === -1 ? message : message.slice(0, at).trimEnd();
}
