/** Gateway rules in the API: one type per kind of value, so that a client knows what it can say. */
import { createUnionType, Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { GatewayName, ProviderName, PaymentMethod } from "../../gateways/port.js";
import type { MinorUnits } from "../../money/minor-units.js";
import type { Need, PeriodUnit, RuleContent, RuleKind } from "../../gateway-rules/rule-value.js";
import type { GatewayRule } from "../../gateway-rules/terms.js";
import { Authorized, Part } from "../authorized.js";
import { GatewayEnum, PaymentMethodEnum, ProviderEnum } from "../order/order.enums.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { DateScalar } from "../scalar/date.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { NeedEnum, PeriodUnitEnum, RuleKindEnum, StandingEnum, type Standing } from "./gateway-rule.enums.js";

@Part()
@ObjectType({ description: "A stretch of Korean calendar days from the payment on.", simpleResolvers: true })
class GatewayRulePeriod {
  @Field(() => PeriodUnitEnum, { description: "The unit of the period." })
  unit!: PeriodUnit;

  @Field(() => Int, { nullable: true, description: "The number of units; null for CALENDAR_MONTH." })
  count!: number | null;
}

@Part()
@ObjectType({ description: "DEADLINE: until when a payment can be cancelled.", simpleResolvers: true })
class DeadlineRule {
  @Field(() => GatewayRulePeriod, { nullable: true, description: "Null: there is no deadline." })
  within!: GatewayRulePeriod | null;

  @Field(() => Boolean, {
    description:
      "True when the deadline differs by card company or contract: after `within` only a warning, and too late after `atMost`.",
  })
  approximate!: boolean;

  @Field(() => GatewayRulePeriod, {
    nullable: true,
    description: "Of an approximate rule: after this it is clearly too late.",
  })
  atMost!: GatewayRulePeriod | null;

  @Field(() => GatewayRulePeriod, {
    nullable: true,
    description: "Of a wallet: the period of its own money, where `within` is that of a card; null: no difference.",
  })
  ofMoney!: GatewayRulePeriod | null;

  @Field(() => GatewayRulePeriod, {
    nullable: true,
    description: "After this the seller has to agree with the provider first; null: never.",
  })
  consentAfter!: GatewayRulePeriod | null;
}

@Part()
@ObjectType({ description: "PARTIAL: whether a part of a payment can be cancelled.", simpleResolvers: true })
class PartialRule {
  @Field(() => Boolean, { description: "False: only all of it." })
  possible!: boolean;
}

@Part()
@ObjectType({ description: "BEFORE_CAPTURE: what can be cancelled before capture (매입 전).", simpleResolvers: true })
class BeforeCaptureRule {
  @Field(() => Boolean, { description: "False: only all of it." })
  partialPossible!: boolean;
}

@Part()
@ObjectType({ description: "CANCEL_COUNT: how often one payment can be cancelled.", simpleResolvers: true })
class CancelCountRule {
  @Field(() => Int, { nullable: true, description: "Null: as often as wanted." })
  max!: number | null;
}

@Part()
@ObjectType({ description: "ACCOUNT: the customer's bank account (환불 계좌).", simpleResolvers: true })
class AccountRule {
  @Field(() => NeedEnum, { description: "The time from which it is needed (필요한 때)." })
  needed!: Need;

  @Field(() => Boolean, { description: "True when its holder's telephone number is needed too." })
  phone!: boolean;
}

@Part()
@ObjectType({ description: "BANKS: which banks the account can be at.", simpleResolvers: true })
class BanksRule {
  @Field(() => [String], {
    nullable: true,
    description: "KFTC's three digits of each; null: any bank; empty: no list is published, so none is paid to.",
  })
  codes!: readonly string[] | null;
}

@Part()
@ObjectType({
  description: "CONTRACT: the shop's refund contract with the provider (환불 특약).",
  simpleResolvers: true,
})
class ContractRule {
  @Field(() => NeedEnum, { description: "The time from which it is needed (필요한 때)." })
  needed!: Need;
}

@Part()
@ObjectType({
  description: "CONTRACT_MADE: whether the shop has its refund contract with the provider (환불 특약 체결).",
  simpleResolvers: true,
})
class ContractMadeRule {
  @Field(() => Boolean, { description: "False: it ended, or was never made." })
  made!: boolean;
}

@Part()
@ObjectType({ description: "UNSUPPORTED: whether the gateway refunds such payments at all.", simpleResolvers: true })
class UnsupportedRule {
  @Field(() => Boolean, { description: "True: only by hand." })
  unsupported!: boolean;
}

@Part()
@ObjectType({ description: "FEE: what the shop pays, in won.", simpleResolvers: true })
class FeeRule {
  @Field(() => MinorUnitsScalar, { description: "For each refund, in won." })
  perRefund!: MinorUnits;

  @Field(() => MinorUnitsScalar, { description: "For the payment already, in won; no refund brings it back." })
  sunk!: MinorUnits;
}

@Part()
@ObjectType({ description: "ARRIVAL: when the customer has the money, in business days.", simpleResolvers: true })
class ArrivalRule {
  @Field(() => Int, { description: "At least so many business days after the cancel; weekends are none." })
  min!: number;

  @Field(() => Int, { nullable: true, description: "At most so many; null: no promise." })
  max!: number | null;

  @Field(() => Boolean, { description: "A full cancel on the day of payment arrives on that day." })
  sameDay!: boolean;
}

@Part()
@ObjectType({ description: "A time of day in Korea.", simpleResolvers: true })
class GatewayHours {
  @Field(() => String, { description: "HH:MM, included." })
  from!: string;

  @Field(() => String, { description: "HH:MM, not included." })
  to!: string;
}

@Part()
@ObjectType({ description: "HOURS: when the gateway takes refunds.", simpleResolvers: true })
class HoursRule {
  @Field(() => GatewayHours, { nullable: true, description: "Null: all day." })
  open!: GatewayHours | null;
}

const TYPES = {
  DEADLINE: DeadlineRule,
  PARTIAL: PartialRule,
  BEFORE_CAPTURE: BeforeCaptureRule,
  CANCEL_COUNT: CancelCountRule,
  ACCOUNT: AccountRule,
  BANKS: BanksRule,
  CONTRACT: ContractRule,
  CONTRACT_MADE: ContractMadeRule,
  UNSUPPORTED: UnsupportedRule,
  FEE: FeeRule,
  ARRIVAL: ArrivalRule,
  HOURS: HoursRule,
} as const satisfies Record<RuleKind, new () => object>;

const GatewayRuleValue = createUnionType({
  name: "GatewayRuleValue",
  description: "The value of a rule; its type goes with the rule's kind.",
  types: () => Object.values(TYPES) as [typeof DeadlineRule, ...(new () => object)[]],
});

@Authorized(Permission.GatewayRuleRead)
@ObjectType("GatewayRule", {
  description:
    "A rule of a gateway as dated data. It is never changed: a correction is a rule of its own that names this one.",
  simpleResolvers: true,
})
export class GatewayRuleType {
  @Field(() => ID, { description: "The id (식별자), unique and opaque." })
  id!: string;

  @Field(() => RuleKindEnum, { description: "The kind of what waits (종류)." })
  kind!: RuleKind;

  @Field(() => GatewayEnum, { nullable: true, description: "The gateway it holds at; null: every gateway." })
  gateway!: GatewayName | null;

  @Field(() => ProviderEnum, { nullable: true, description: "Whose payments it is about; null: every provider's." })
  provider!: ProviderName | null;

  @Field(() => PaymentMethodEnum, { nullable: true, description: "Paid how; null: in whatever way." })
  method!: PaymentMethod | null;

  @Field(() => GatewayRuleValue, { description: "The value of the rule." })
  value!: object;

  @Field(() => DateScalar, { description: "The first Korean day on which it holds, by the day of the refund." })
  validFrom!: string;

  @Field(() => StandingEnum, { description: "The standing of the rule on the day asked for." })
  standing!: Standing;

  @Field(() => String, { description: "Document and section it was read in." })
  source!: string;

  @Field(() => String, { nullable: true, description: "A note: what else is to be known about it." })
  note!: string | null;

  @Field(() => ID, { nullable: true, description: "The rule it corrects." })
  supersedes!: string | null;

  @Field(() => ID, { nullable: true, description: "The rule that corrects it, from that one's `validFrom` on." })
  correctedBy!: string | null;

  @Field(() => String, { description: "Subject of who recorded it; `system:…` for the first rules." })
  recordedBy!: string;

  @Field(() => DateTimeScalar, { description: "When it was recorded." })
  recordedAt!: Date;
}

export const ruleTypeOf = (
  rule: GatewayRule,
  { standing, correctedBy }: { standing: Standing; correctedBy: string | null },
): GatewayRuleType => ({ ...rule, value: valueTypeOf(rule), standing, correctedBy });

/** As an instance of its type: that is what tells the union's types apart. */
function valueTypeOf(rule: RuleContent): object {
  const plain =
    rule.kind === "DEADLINE" ? { ...rule.value, approximate: rule.value.atMost !== null } : { ...rule.value };
  return Object.assign(new TYPES[rule.kind](), plain);
}
