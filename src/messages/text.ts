/** Values of a sentence, and a sentence as data. They survive JSON: problems are stored under their idempotency key. Never personal data. */

export type Text = string | number | boolean | null | Sentence | readonly (string | Sentence)[];

export type Params = Readonly<Record<string, Text>>;

/** A message and what goes into it: put in words at the edge, in the language of who reads it. */
export interface Sentence {
  readonly sentence: string;
  readonly with?: Params;
}

export const isSentence = (value: unknown): value is Sentence =>
  typeof value === "object" && value !== null && "sentence" in value;
