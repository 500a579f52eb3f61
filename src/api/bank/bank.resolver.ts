/** `banks`: the banks a refund account can be with. */
import { Args, ArgsType, Ctx, Field, ObjectType, Query, Resolver } from "type-graphql";
import { BANKS, type Bank } from "../../gateways/bank.js";
import type { GatewayName, ProviderName } from "../../gateways/port.js";
import { canPayTo } from "../../gateway-rules/objection.js";
import { loadRules } from "../../gateway-rules/rule-book.js";
import { termsOf } from "../../gateway-rules/terms.js";
import { LoggedIn, Part } from "../authorized.js";
import { badInput } from "../bad-input.js";
import type { Context } from "../context.js";
import { GatewayEnum, ProviderEnum } from "../order/order.enums.js";

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

@ArgsType()
class BanksArgs {
  @Field(() => GatewayEnum, {
    nullable: true,
    description: "The gateway of the payment: only banks it can pay to today, by its rules. Left out: all banks.",
  })
  gateway?: GatewayName | null;

  @Field(() => ProviderEnum, {
    nullable: true,
    description:
      "The provider of the payment, with its gateway. Left out: not known; then some gateways rule nothing out.",
  })
  provider?: ProviderName | null;
}

@Resolver()
export class BankResolver {
  @LoggedIn()
  @Query(() => [BankType], {
    description:
      "The banks a refund account can be with, by code; with a gateway, those the gateway's rules let it pay to. A manual refund goes to any.",
  })
  async banks(@Args(() => BanksArgs) { gateway, provider }: BanksArgs, @Ctx() ctx: Context): Promise<readonly Bank[]> {
    if (!gateway) {
      if (provider) throw badInput("arguments.providerAlone");
      return BANKS;
    }
    const at = ctx.refundContext.clock.now();
    const payment = { gateway, provider: provider ?? null, method: "VIRTUAL_ACCOUNT", paidAt: at } as const;
    const terms = termsOf(await loadRules(ctx.em), payment, at);
    return BANKS.filter(({ code }) => canPayTo(terms, code));
  }
}
