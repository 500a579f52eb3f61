/** The customer's bank account in the API: always masked. */
import { Field, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { bankOf } from "../../gateways/bank.js";
import type { Cipher } from "../../personal-data/cipher.js";
import { masked } from "../../personal-data/fields.js";
import { Authorized } from "../authorized.js";
import type { RefundType } from "./refund.type.js";

@Authorized(Permission.RefundRead)
@ObjectType("RefundAccount", {
  description:
    "The account the customer wants the money in when it cannot go back the way it came (환불계좌). Masked, always.",
  simpleResolvers: true,
})
export class RefundAccountType {
  @Field(() => String, { description: "KFTC's three digits of the bank (은행코드), such as 088." })
  bankCode!: string;

  @Field(() => String, { description: "The bank's Korean name (은행명)." })
  bankName!: string;

  @Field(() => String, { description: "The account number (계좌번호), masked: `110******676`." })
  number!: string;

  @Field(() => String, { description: "The holder (예금주), masked: `김*용`." })
  holder!: string;
}

/** Opens what the refund sealed and masks it at once: the clear values go nowhere else. */
export function maskedAccount(cipher: Cipher, { id: rowId, account }: RefundType): RefundAccountType | null {
  if (!account) return null;
  const { bankCode } = account;
  return {
    bankCode,
    bankName: bankOf(bankCode)?.ko ?? bankCode,
    number: masked("ACCOUNT_NUMBER", cipher.open(account.number, { table: "refund", column: "account_number", rowId })),
    holder: masked("NAME", cipher.open(account.holder, { table: "refund", column: "account_holder", rowId })),
  };
}
