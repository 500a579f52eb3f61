/** Search by the customer: an argument beside a list's filter, so that no clear value is ever saved, shared or streamed with one. */
import { Field, InputType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { may } from "../../access/principal.js";
import { sentence } from "../../messages/sentence.js";
import { missingGrants } from "../../personal-data/fields.js";
import {
  findOfCustomer,
  KIND_OF_TRAIT,
  MOST_FOUND,
  type CustomerTrait,
  type FoundOfCustomer,
} from "../../refund/commands/find-customer.js";
import { Secret } from "../../secret.js";
import { badInput, hasUnseen, isStorable } from "../bad-input.js";
import type { Context } from "../context.js";
import { forbiddenSentence } from "../forbidden.js";
import { callerOf, MAX_NAME_LENGTH } from "../input.js";
import { SentenceError } from "../sentence-error.js";
import { CustomerTraitEnum } from "./personal-data.enums.js";

@InputType({
  description:
    "A customer, by one clear value (고객 찾기). Needs the value's grant; every search is recorded, with who searched from where. Send it as a variable.",
})
export class CustomerInput {
  @Field(() => CustomerTraitEnum, { description: "The value it is (검색 기준)." })
  trait!: CustomerTrait;

  @Field(() => String, {
    description:
      "The whole value (검색어): the id as the shop spells it, a name with or without blanks, an account number with or without hyphens.",
  })
  value!: string;
}

export const CUSTOMER_ARGUMENT = {
  nullable: true,
  description:
    "Only those of this customer (고객); needs `CUSTOMER_SEARCH` and the grant of the value. Errors: FORBIDDEN, BAD_USER_INPUT.",
} as const;

/**
 * Null: no customer was asked for.
 * @throws FORBIDDEN without the permission or the grant; BAD_USER_INPUT for a value that is none, or that too many share.
 */
export async function foundOf(
  customer: CustomerInput | null | undefined,
  ctx: Context,
): Promise<FoundOfCustomer | null> {
  if (!customer) return null;
  const principal = callerOf(ctx);
  const permission = Permission.CustomerSearch;
  if (!may(principal, permission))
    throw new SentenceError(forbiddenSentence(permission), { extensions: { code: "FORBIDDEN", permission } });
  const { trait } = customer;
  const grants = missingGrants(principal, [KIND_OF_TRAIT[trait]]);
  if (grants.length > 0)
    throw new SentenceError(sentence("problems.GRANT_MISSING", { grants }), {
      extensions: { code: "FORBIDDEN", grants },
    });
  const by = { principal, clientAddress: ctx.clientAddress };
  const found = await findOfCustomer(ctx.refundContext, by, { trait, value: valueOf(customer) });
  if (!found) throw badInput("arguments.customerTooCommon", { max: MOST_FOUND });
  return found;
}

/** @throws BAD_USER_INPUT */
function valueOf({ trait, value }: CustomerInput): Secret<string> {
  const text = value.trim().normalize("NFC");
  if (!isStorable(text) || hasUnseen(text)) throw badInput("arguments.unseen", { what: "value" });
  const wanted = trait === "ACCOUNT_NUMBER" ? text.replace(/[\s-]/g, "") : text;
  if (wanted === "" || wanted.length > MAX_NAME_LENGTH)
    throw badInput("arguments.key", { what: "value", max: MAX_NAME_LENGTH });
  return new Secret(wanted);
}
