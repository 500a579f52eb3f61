/** A top-level error whose message is a sentence of the catalogue: put in words where the answer is made, in the caller's language. */
import { GraphQLError, type GraphQLErrorOptions } from "graphql";
import { render } from "../messages/catalogue.js";
import type { Sentence } from "../messages/text.js";

/** The message it carries by itself is in English, for logs. */
export class SentenceError extends GraphQLError {
  readonly sentence: Sentence;

  constructor(sentence: Sentence, options?: GraphQLErrorOptions) {
    super(render("en", sentence), options);
    this.sentence = sentence;
  }
}
