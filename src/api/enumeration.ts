/** Makes a GraphQL enum of our words: every word must have a description, or the code does not compile. */
import "reflect-metadata";
import { registerEnumType } from "type-graphql";

/** The GraphQL name of each word, for words that are no GraphQL names themselves; others stay as they are. */
type Names<W extends string> = Readonly<Record<string, W>>;

export function enumeration<W extends string>(
  name: string,
  description: string,
  words: Readonly<Record<W, string>>,
  nameOf: (word: W) => string = (word) => word,
): Names<W> {
  const entries = (Object.keys(words) as W[]).map((word) => [nameOf(word), word] as const);
  const values: Names<W> = Object.fromEntries(entries);
  registerEnumType(values, {
    name,
    description,
    valuesConfig: Object.fromEntries(entries.map(([key, word]) => [key, { description: words[word] }])),
  });
  return values;
}
