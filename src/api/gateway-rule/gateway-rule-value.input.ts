/** The value of a gateway rule as a person enters it, typed by the rule's kind. */
import { Field, InputType, Int } from "type-graphql";
import { z } from "zod";
import { schemaMessage } from "../../messages/schema-message.js";
import type { MinorUnits } from "../../money/minor-units.js";
import {
  RULE_VALUES,
  type Need,
  type PeriodUnit,
  type RuleContent,
  type RuleKind,
} from "../../gateway-rules/rule-value.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { NeedEnum, PeriodUnitEnum } from "./gateway-rule.enums.js";

@InputType({ description: "A stretch of Korean calendar days from the payment on." })
class GatewayRulePeriodInput {
  @Field(() => PeriodUnitEnum, { description: "The unit of the period." })
  unit!: PeriodUnit;

  @Field(() => Int, { nullable: true, description: "The number of units, 1 or more; left out for CALENDAR_MONTH." })
  count?: number | null;
}

const OptionalPeriod = (description: string) => Field(() => GatewayRulePeriodInput, { nullable: true, description });

@InputType({ description: "DEADLINE: until when a payment can be cancelled." })
class DeadlineRuleInput {
  @OptionalPeriod("Left out: there is no deadline.")
  within?: GatewayRulePeriodInput | null;

  @OptionalPeriod(
    "For a rule that differs by card company or contract: longer than `within`, after it it is clearly too late. Left out: the rule is exact.",
  )
  atMost?: GatewayRulePeriodInput | null;

  @OptionalPeriod("For a wallet: the period of its own money, where `within` is that of a card behind it.")
  ofMoney?: GatewayRulePeriodInput | null;

  @OptionalPeriod("After this the seller has to agree with the provider first.")
  consentAfter?: GatewayRulePeriodInput | null;
}

@InputType({ description: "PARTIAL: whether a part of a payment can be cancelled." })
class PartialRuleInput {
  @Field(() => Boolean, { description: "False: only all of it." })
  possible!: boolean;
}

@InputType({ description: "BEFORE_CAPTURE: what can be cancelled before capture (매입 전)." })
class BeforeCaptureRuleInput {
  @Field(() => Boolean, { description: "False: only all of it." })
  partialPossible!: boolean;
}

@InputType({ description: "CANCEL_COUNT: how often one payment can be cancelled." })
class CancelCountRuleInput {
  @Field(() => Int, { nullable: true, description: "1 or more; left out: as often as wanted." })
  max?: number | null;
}

@InputType({ description: "ACCOUNT: the customer's bank account (환불 계좌)." })
class AccountRuleInput {
  @Field(() => NeedEnum, { description: "The time from which it is needed (필요한 때)." })
  needed!: Need;

  @Field(() => Boolean, { description: "True when its holder's telephone number is needed too." })
  phone!: boolean;
}

@InputType({ description: "BANKS: which banks the account can be at." })
class BanksRuleInput {
  @Field(() => [String], {
    nullable: true,
    description: "KFTC's three digits of each, as `banks` lists them; left out: any bank; empty: none.",
  })
  codes?: string[] | null;
}

@InputType({ description: "CONTRACT: the shop's refund contract with the provider (환불 특약)." })
class ContractRuleInput {
  @Field(() => NeedEnum, { description: "The time from which it is needed (필요한 때)." })
  needed!: Need;
}

@InputType({
  description: "CONTRACT_MADE: whether the shop has its refund contract with the provider (환불 특약 체결).",
})
class ContractMadeRuleInput {
  @Field(() => Boolean, { description: "False: it ended." })
  made!: boolean;
}

@InputType({ description: "UNSUPPORTED: whether the gateway refunds such payments at all." })
class UnsupportedRuleInput {
  @Field(() => Boolean, { description: "True: only by hand." })
  unsupported!: boolean;
}

@InputType({ description: "FEE: what the shop pays, in won." })
class FeeRuleInput {
  @Field(() => MinorUnitsScalar, { description: "For each refund, in won." })
  perRefund!: MinorUnits;

  @Field(() => MinorUnitsScalar, { description: "For the payment already, in won; no refund brings it back." })
  sunk!: MinorUnits;
}

@InputType({ description: "ARRIVAL: when the customer has the money, in business days." })
class ArrivalRuleInput {
  @Field(() => Int, { description: "At least so many business days after the cancel." })
  min!: number;

  @Field(() => Int, { nullable: true, description: "At most so many; left out: no promise." })
  max?: number | null;

  @Field(() => Boolean, { description: "A full cancel on the day of payment arrives on that day." })
  sameDay!: boolean;
}

@InputType({ description: "A time of day in Korea." })
class GatewayHoursInput {
  @Field(() => String, { description: "HH:MM, included." })
  from!: string;

  @Field(() => String, { description: "HH:MM, not included; later than `from`." })
  to!: string;
}

@InputType({ description: "HOURS: when the gateway takes refunds." })
class HoursRuleInput {
  @Field(() => GatewayHoursInput, { nullable: true, description: "Left out: all day." })
  open?: GatewayHoursInput | null;
}

@InputType({ description: "The value the rule really has: exactly one field, the one of the rule's kind." })
export class GatewayRuleValueInput {
  @Field(() => DeadlineRuleInput, { nullable: true, description: "For a DEADLINE rule." })
  deadline?: DeadlineRuleInput | null;

  @Field(() => PartialRuleInput, { nullable: true, description: "For a PARTIAL rule." })
  partial?: PartialRuleInput | null;

  @Field(() => BeforeCaptureRuleInput, { nullable: true, description: "For a BEFORE_CAPTURE rule." })
  beforeCapture?: BeforeCaptureRuleInput | null;

  @Field(() => CancelCountRuleInput, { nullable: true, description: "For a CANCEL_COUNT rule." })
  cancelCount?: CancelCountRuleInput | null;

  @Field(() => AccountRuleInput, { nullable: true, description: "For an ACCOUNT rule." })
  account?: AccountRuleInput | null;

  @Field(() => BanksRuleInput, { nullable: true, description: "For a BANKS rule." })
  banks?: BanksRuleInput | null;

  @Field(() => ContractRuleInput, { nullable: true, description: "For a CONTRACT rule." })
  contract?: ContractRuleInput | null;

  @Field(() => ContractMadeRuleInput, { nullable: true, description: "For a CONTRACT_MADE rule." })
  contractMade?: ContractMadeRuleInput | null;

  @Field(() => UnsupportedRuleInput, { nullable: true, description: "For an UNSUPPORTED rule." })
  unsupported?: UnsupportedRuleInput | null;

  @Field(() => FeeRuleInput, { nullable: true, description: "For a FEE rule." })
  fee?: FeeRuleInput | null;

  @Field(() => ArrivalRuleInput, { nullable: true, description: "For an ARRIVAL rule." })
  arrival?: ArrivalRuleInput | null;

  @Field(() => HoursRuleInput, { nullable: true, description: "For an HOURS rule." })
  hours?: HoursRuleInput | null;
}

/** The kind of rule that each field of the value is for. */
const KIND_OF = {
  deadline: "DEADLINE",
  partial: "PARTIAL",
  beforeCapture: "BEFORE_CAPTURE",
  cancelCount: "CANCEL_COUNT",
  account: "ACCOUNT",
  banks: "BANKS",
  contract: "CONTRACT",
  contractMade: "CONTRACT_MADE",
  unsupported: "UNSUPPORTED",
  fee: "FEE",
  arrival: "ARRIVAL",
  hours: "HOURS",
} as const satisfies Record<keyof GatewayRuleValueInput, RuleKind>;

/** GraphQL's null and a field left out are the same here. */
function parsed(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const given = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return Object.fromEntries(given.map(([name, each]) => [name, parsed(each)]));
}

const FIELDS = Object.fromEntries(
  Object.entries(KIND_OF).map(([field, kind]) => [field, RULE_VALUES[kind].optional()]),
);

export const ruleContent = z.preprocess(
  parsed,
  z
    .strictObject(FIELDS)
    .refine((value) => Object.keys(value).length === 1, schemaMessage("reasons.input.oneKind"))
    .transform((value): RuleContent => {
      const [[field, its]] = Object.entries(value) as [[keyof typeof KIND_OF, unknown]];
      return { kind: KIND_OF[field], value: its } as RuleContent;
    }),
);
