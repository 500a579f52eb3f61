/** A customer's bank account as input: read in clear, passed on wrapped, never answered. */
import { Field, InputType } from "type-graphql";
import { z } from "zod";
import { bankOf } from "../../gateways/bank.js";
import { schemaMessage } from "../../messages/schema-message.js";
import { Secret } from "../../secret.js";
import { line, MAX_NAME_LENGTH } from "../input.js";

/** The longest account number of a Korean bank has 16 digits; virtual accounts and securities stay below too. */
const ACCOUNT_NUMBER = /^\d{6,16}$/;
/** National significant number with its leading 0: 02 1234567 to 0505 1234 5678. */
const PHONE = /^0\d{8,11}$/;

@InputType({ description: "A bank account (환불계좌). Stored encrypted; only masked values are ever answered." })
export class RefundAccountInput {
  @Field(() => String, {
    description:
      "KFTC's three digits of the bank (은행코드), such as 088; `banks` lists them. That of a merged bank counts as its successor's.",
  })
  bankCode!: string;

  @Field(() => String, { description: "6 to 16 digits; hyphens and spaces are left out." })
  number!: string;

  @Field(() => String, { description: "The holder of the account (예금주)." })
  holder!: string;

  @Field(() => String, { nullable: true, description: "The holder's telephone number, where a provider demands it." })
  phone?: string | null;
}

const digits = (pattern: RegExp, message: string) =>
  z
    .string()
    .transform((text) => text.replace(/[\s-]/g, ""))
    .pipe(z.string().regex(pattern, message))
    .transform((text) => new Secret(text));

export const refundAccount = z.object({
  bankCode: z
    .string()
    .transform((code) => bankOf(code)?.code)
    .pipe(z.string(schemaMessage("reasons.input.bankCode"))),
  number: digits(ACCOUNT_NUMBER, schemaMessage("reasons.input.accountNumber")),
  holder: line(MAX_NAME_LENGTH).transform((holder) => new Secret(holder)),
  phone: digits(PHONE, schemaMessage("reasons.input.phone"))
    .nullish()
    .transform((phone) => phone ?? null),
});
