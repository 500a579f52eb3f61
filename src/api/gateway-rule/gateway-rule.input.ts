/** A person's correction of a gateway rule: the value typed by its kind, with its day and its source. */
import { Field, ID, InputType, Int } from "type-graphql";
import { z } from "zod";
import type { MinorUnits } from "../../money/minor-units.js";
import {
  RULE_VALUES,
  type Need,
  type PeriodUnit,
  type RuleContent,
  type RuleKind,
} from "../../gateway-rules/rule-value.js";
import { id, idempotencyKey, line, MAX_TEXT_LENGTH, optionalText } from "../input.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { DateScalar } from "../scalar/date.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { NeedEnum, PeriodUnitEnum } from "./gateway-rule.enums.js";

/** A document, its section and the day it was read fit; a copy of the document does not. */
const MAX_SOURCE_LENGTH = 500;

@InputType({ description: "A stretch of Korean calendar days from the payment on." })
class GatewayRulePeriodInput {
  @Field(() => PeriodUnitEnum, { description: "The unit of the period." })
  unit!: PeriodUnit;

  @Field(() => Int, { nullable: true, description: "The number of units, 1 or more; left out for CALENDAR_MONTH." })
  count?: number | null;
}

@InputType({ description: "DEADLINE: until when a payment can be cancelled." })
class DeadlineRuleInput {
  @Field(() => GatewayRulePeriodInput, { nullable: true, description: "Left out: there is no deadline." })
  within?: GatewayRulePeriodInput | null;

  @Field(() => GatewayRulePeriodInput, {
    nullable: true,
    description:
      "For a rule that differs by card company or contract: longer than `within`, after it it is clearly too late. Left out: the rule is exact.",
  })
  atMost?: GatewayRulePeriodInput | null;
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
  @Field(() => NeedEnum, { description: "When it is needed." })
  needed!: Need;

  @Field(() => Boolean, { description: "True when its holder's telephone number is needed too." })
  phone!: boolean;
}

@InputType({ description: "CONTRACT: the shop's refund contract with the provider (환불 특약)." })
class ContractRuleInput {
  @Field(() => NeedEnum, { description: "When it is needed." })
  needed!: Need;
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
class GatewayRuleValueInput {
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

  @Field(() => ContractRuleInput, { nullable: true, description: "For a CONTRACT rule." })
  contract?: ContractRuleInput | null;

  @Field(() => UnsupportedRuleInput, { nullable: true, description: "For an UNSUPPORTED rule." })
  unsupported?: UnsupportedRuleInput | null;

  @Field(() => FeeRuleInput, { nullable: true, description: "For a FEE rule." })
  fee?: FeeRuleInput | null;

  @Field(() => ArrivalRuleInput, { nullable: true, description: "For an ARRIVAL rule." })
  arrival?: ArrivalRuleInput | null;

  @Field(() => HoursRuleInput, { nullable: true, description: "For an HOURS rule." })
  hours?: HoursRuleInput | null;
}

@InputType({ description: "A gateway rule that turned out wrong, and what is right." })
export class GatewayRuleCorrectInput {
  @Field(() => ID, { description: "The rule to correct: the last of its corrections, where it has some." })
  ruleId!: string;

  @Field(() => GatewayRuleValueInput, { description: "The value the rule really has." })
  value!: GatewayRuleValueInput;

  @Field(() => DateScalar, {
    description: "The first Korean day on which the correction holds, by the day of the refund; the past is allowed.",
  })
  validFrom!: string;

  @Field(() => String, {
    description: `Document and section it was read in, and when; up to ${MAX_SOURCE_LENGTH} characters. No personal data.`,
  })
  source!: string;

  @Field(() => String, {
    nullable: true,
    description: `A note: what else is to be known; up to ${MAX_TEXT_LENGTH} characters. No personal data: everybody who reads rules sees it.`,
  })
  note?: string | null;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

const KIND_OF = {
  deadline: "DEADLINE",
  partial: "PARTIAL",
  beforeCapture: "BEFORE_CAPTURE",
  cancelCount: "CANCEL_COUNT",
  account: "ACCOUNT",
  contract: "CONTRACT",
  unsupported: "UNSUPPORTED",
  fee: "FEE",
  arrival: "ARRIVAL",
  hours: "HOURS",
} as const satisfies Record<keyof GatewayRuleValueInput, RuleKind>;

/** GraphQL's null and a field left out are the same here. */
function parsed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const given = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return Object.fromEntries(given.map(([name, each]) => [name, parsed(each)]));
}

const content = z.preprocess(
  parsed,
  z
    .strictObject({
      deadline: RULE_VALUES.DEADLINE.optional(),
      partial: RULE_VALUES.PARTIAL.optional(),
      beforeCapture: RULE_VALUES.BEFORE_CAPTURE.optional(),
      cancelCount: RULE_VALUES.CANCEL_COUNT.optional(),
      account: RULE_VALUES.ACCOUNT.optional(),
      contract: RULE_VALUES.CONTRACT.optional(),
      unsupported: RULE_VALUES.UNSUPPORTED.optional(),
      fee: RULE_VALUES.FEE.optional(),
      arrival: RULE_VALUES.ARRIVAL.optional(),
      hours: RULE_VALUES.HOURS.optional(),
    } satisfies Record<keyof typeof KIND_OF, z.ZodType>)
    .refine((value) => Object.keys(value).length === 1, "must have exactly one field, the one of the rule's kind")
    .transform((value): RuleContent => {
      const [[field, its]] = Object.entries(value) as [[keyof typeof KIND_OF, unknown]];
      return { kind: KIND_OF[field], value: its } as RuleContent;
    }),
);

export const ruleCorrection = z.object({
  ruleId: id,
  value: content,
  validFrom: z.string(),
  source: line(MAX_SOURCE_LENGTH),
  note: optionalText,
  idempotencyKey,
});
