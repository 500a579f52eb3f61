/** Statements of a person about a gateway rule: a correction, or a rule of a kind that said nothing yet; with its day and source. */
import { Field, ID, InputType } from "type-graphql";
import { z } from "zod";
import type { GatewayName, PaymentMethod, ProviderName } from "../../gateways/port.js";
import { id, idempotencyKey, line, MAX_TEXT_LENGTH, optionalText } from "../input.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { GatewayEnum, PaymentMethodEnum, ProviderEnum } from "../order/order.enums.js";
import { DateScalar } from "../scalar/date.js";
import { GatewayRuleValueInput, ruleContent } from "./gateway-rule-value.input.js";

/** A document, its section and the day it was read fit; a copy of the document does not. */
const MAX_SOURCE_LENGTH = 500;

@InputType()
abstract class RuleStatement {
  @Field(() => String, {
    nullable: true,
    description: `A note: what else is to be known; up to ${MAX_TEXT_LENGTH} characters. No personal data: everybody who reads rules sees it.`,
  })
  note?: string | null;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

@InputType({ description: "A gateway rule that turned out wrong, and what is right." })
export class GatewayRuleCorrectInput extends RuleStatement {
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
}

@InputType({ description: "A gateway rule of a kind that says nothing yet for this gateway, provider and method." })
export class GatewayRuleRecordInput extends RuleStatement {
  @Field(() => GatewayEnum, { nullable: true, description: "The gateway it holds at; left out: every gateway." })
  gateway?: GatewayName | null;

  @Field(() => ProviderEnum, { nullable: true, description: "Whose payments it is about; left out: every provider's." })
  provider?: ProviderName | null;

  @Field(() => PaymentMethodEnum, { nullable: true, description: "Paid how; left out: in whatever way." })
  method?: PaymentMethod | null;

  @Field(() => GatewayRuleValueInput, { description: "The value; its field says the kind." })
  value!: GatewayRuleValueInput;

  @Field(() => DateScalar, {
    description: "The first Korean day on which it holds, by the day of the refund; the past is allowed.",
  })
  validFrom!: string;

  @Field(() => String, {
    description: `Document and section it was read in, such as the contract and its date; up to ${MAX_SOURCE_LENGTH} characters. No personal data.`,
  })
  source!: string;
}

const statement = {
  value: ruleContent,
  validFrom: z.string(),
  source: line(MAX_SOURCE_LENGTH),
  note: optionalText,
  idempotencyKey,
};

export const ruleCorrection = z.object({ ruleId: id, ...statement });

const scopeOf = <T>() =>
  z
    .custom<T | null>()
    .nullish()
    .transform((value) => value ?? null);

export const newRule = z.object({
  gateway: scopeOf<GatewayName>(),
  provider: scopeOf<ProviderName>(),
  method: scopeOf<PaymentMethod>(),
  ...statement,
});
