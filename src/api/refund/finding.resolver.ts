/** The sentence of a finding, in the caller's language. */
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { say } from "../../messages/catalogue.js";
import type { Context } from "../context.js";
import { Finding } from "./finding.type.js";

@Resolver(() => Finding)
export class FindingResolver {
  @FieldResolver(() => String, {
    description: "The finding in a sentence (판단 문구); Korean, or English by `Accept-Language`.",
  })
  message(@Root() { code }: Finding, @Ctx() { language }: Context): string {
    return say(language, `findings.${code}`);
  }
}
