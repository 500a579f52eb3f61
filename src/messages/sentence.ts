/** Sentences of the catalogue: a key that is none, or a parameter left out, does not compile. */
import type { Messages } from "./keys.js";
import type { Params, Sentence } from "./text.js";

export type MessageKey = keyof Messages;

/** The parameters of a message; none may be left out where it has some. More are carried along for who reads the data. */
export type ParamsOf<K extends MessageKey> = Messages[K] extends null
  ? [params?: Params]
  : [params: Messages[K] & Params];

export const sentence = <K extends MessageKey>(key: K, ...[params]: ParamsOf<K>): Sentence => ({
  sentence: key,
  ...(params && { with: params }),
});
