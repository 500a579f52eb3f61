/** `banks`: the banks a refund account can be with. */
import { Field, ObjectType, Query, Resolver } from "type-graphql";
import { BANKS, type Bank } from "../../gateways/bank.js";
import { LoggedIn, Part } from "../authorized.js";

@Part()
@ObjectType("Bank", { description: "A bank or securities house (은행).", simpleResolvers: true })
class BankType {
  @Field(() => String, { description: "KFTC's three digits (금융결제원 은행코드), such as 088." })
  code!: string;

  @Field(() => String, { description: "The Korean name of the bank." })
  ko!: string;

  @Field(() => String, { description: "The English name of the bank." })
  en!: string;
}

@Resolver()
export class BankResolver {
  @LoggedIn()
  @Query(() => [BankType], {
    description: "The banks a refund account can be with, by code. Not every gateway can pay to every bank.",
  })
  banks(): readonly Bank[] {
    return BANKS;
  }
}
