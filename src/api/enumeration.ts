/** Makes a GraphQL enum of our words: every word must have a description, or the code does not compile. */
import "reflect-metadata";
import { registerEnumType } from "type-graphql";

/** The GraphQL name of each word, for words that are no GraphQL names themselves; others stay as they are. */
type Names<W extends string> = Readonly<Record<string, W>>;

export function enumeration<W extends string>(
  name: string,
  description: string,
  descriptions: Readonly<Record<W, string>>,
  nameOf: (value: W) => string = (value) => value,
): Names<W> {
  const entries = (Object.keys(descriptions) as W[]).map((value) => [nameOf(value), value] as const);
  const values: Names<W> = Object.fromEntries(entries);
  registerEnumType(values, {
    name,
    description,
    valuesConfig: Object.fromEntries(entries.map(([key, value]) => [key, { description: descriptions[value] }])),
  });
  return values;
}
