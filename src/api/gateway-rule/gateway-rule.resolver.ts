/** Reading the gateways' rules, recording one, and correcting one that turned out wrong. */
import { Arg, Args, ArgsType, Ctx, Field, Mutation, ObjectType, Query, Resolver } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { koreanDay } from "../../clock.js";
import type { GatewayName, ProviderName, PaymentMethod } from "../../gateways/port.js";
import { correctRule, loadRules, recordRule } from "../../gateway-rules/rule-book.js";
import { RULE_KINDS } from "../../gateway-rules/rule-value.js";
import { rulesInForce, specificity, type GatewayRule, type RuleScope } from "../../gateway-rules/terms.js";
import { commandOnce } from "../../refund/context.js";
import { Authorized, Part } from "../authorized.js";
import type { Context } from "../context.js";
import { command } from "../input.js";
import { GatewayEnum, PaymentMethodEnum, ProviderEnum } from "../order/order.enums.js";
import { UserError } from "../problem/user-error.type.js";
import { DateScalar } from "../scalar/date.js";
import { GatewayRuleCorrectInput, GatewayRuleRecordInput, newRule, ruleCorrection } from "./gateway-rule.input.js";
import { GatewayRuleType, ruleTypeOf } from "./gateway-rule.type.js";

@ArgsType()
class GatewayRulesArgs {
  @Field(() => GatewayEnum, { nullable: true, description: "Rules that hold at this gateway; left out: at any." })
  gateway?: GatewayName | null;

  @Field(() => ProviderEnum, { nullable: true, description: "Rules that hold for this provider; left out: for any." })
  provider?: ProviderName | null;

  @Field(() => PaymentMethodEnum, {
    nullable: true,
    description: "Rules that hold for what was paid so; left out: in any way.",
  })
  method?: PaymentMethod | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: "The day of the refund, by which `standing` is computed; left out: today.",
  })
  on?: string | null;
}

@Part()
@ObjectType({ description: "Answer to `gatewayRuleCorrect`.", simpleResolvers: true })
class GatewayRuleCorrectPayload {
  @Field(() => GatewayRuleType, {
    nullable: true,
    description: "The correction, standing as of today; null when there are errors.",
  })
  rule!: GatewayRuleType | null;

  @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
  replayed!: boolean;

  @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
  userErrors!: UserError[];
}

@Part()
@ObjectType({ description: "Answer to `gatewayRuleRecord`.", simpleResolvers: true })
class GatewayRuleRecordPayload {
  @Field(() => GatewayRuleType, {
    nullable: true,
    description: "The rule, standing as of today; null when there are errors.",
  })
  rule!: GatewayRuleType | null;

  @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
  replayed!: boolean;

  @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
  userErrors!: UserError[];
}

@Resolver(() => GatewayRuleType)
export class GatewayRuleResolver {
  @Authorized(Permission.GatewayRuleRead)
  @Query(() => [GatewayRuleType], {
    description:
      "Rules in force, superseded, and not yet in force: by kind, the most specific first, a rule before its corrections. Why a payment can or cannot be refunded. Rules for all gateways, providers or methods are always among them.",
  })
  async gatewayRules(
    @Args(() => GatewayRulesArgs) args: GatewayRulesArgs,
    @Ctx() ctx: Context,
  ): Promise<GatewayRuleType[]> {
    const rules = await loadRules(ctx.em);
    return shown(rules, args.on ?? koreanDay(ctx.refundContext.clock.now())).filter((rule) => speaksOf(rule, args));
  }

  @Authorized(Permission.GatewayRuleCorrect)
  @Mutation(() => GatewayRuleCorrectPayload, {
    description:
      "Corrects a rule for all refunds from a day on: a new rule replaces it, both stay readable. Codes: INVALID_INPUT (also when the rule was corrected already, or the value is one of another kind), NOT_FOUND, IDEMPOTENCY_KEY_REUSED.",
  })
  async gatewayRuleCorrect(
    @Arg("input", () => GatewayRuleCorrectInput, { description: "The rule, and the value that is right." })
    input: GatewayRuleCorrectInput,
    @Ctx() ctx: Context,
  ): Promise<GatewayRuleCorrectPayload> {
    const { refundContext } = ctx;
    const { value, ...rest } = await command(ctx, { schema: ruleCorrection, input }, (correction, principal) => {
      const { idempotencyKey, value: content, ...its } = correction;
      const by = { subject: principal.subject, at: refundContext.clock.now() };
      return commandOnce(
        refundContext,
        { principal, operation: "gatewayRuleCorrect", idempotencyKey, input: { ...its, content } },
        (em) => correctRule(em, { ...its, content }, by),
      );
    });
    return { ...rest, rule: value && (await ruleNamed(ctx, value.ruleId)) };
  }

  @Authorized(Permission.GatewayRuleCorrect)
  @Mutation(() => GatewayRuleRecordPayload, {
    description:
      "Records the first rule of its kind for a gateway, provider and method, such as the shop's refund contract with a provider (CONTRACT_MADE), for all refunds from a day on; later it is corrected. Codes: INVALID_INPUT (also when there is one already), IDEMPOTENCY_KEY_REUSED.",
  })
  async gatewayRuleRecord(
    @Arg("input", () => GatewayRuleRecordInput, { description: "The rule, whose it is, and its source." })
    input: GatewayRuleRecordInput,
    @Ctx() ctx: Context,
  ): Promise<GatewayRuleRecordPayload> {
    const { refundContext } = ctx;
    const { value, ...rest } = await command(ctx, { schema: newRule, input }, (added, principal) => {
      const { idempotencyKey, value: content, ...its } = added;
      const by = { subject: principal.subject, at: refundContext.clock.now() };
      return commandOnce(
        refundContext,
        { principal, operation: "gatewayRuleRecord", idempotencyKey, input: { ...its, content } },
        (em) => recordRule(em, { ...its, content }, by),
      );
    });
    return { ...rest, rule: value && (await ruleNamed(ctx, value.ruleId)) };
  }
}

async function ruleNamed(ctx: Context, ruleId: string): Promise<GatewayRuleType | null> {
  const rules = shown(await loadRules(ctx.em), koreanDay(ctx.refundContext.clock.now()));
  return rules.find(({ id }) => id === ruleId) ?? null;
}

/** By kind, the most specific first; of one scope, a rule before its corrections, which `rules` brings in that order. */
function shown(rules: readonly GatewayRule[], day: string): GatewayRuleType[] {
  const inForce = new Set(rulesInForce(rules, day));
  const corrections = new Map(rules.map(({ supersedes, id }) => [supersedes, id]));
  const scopeOf = ({ provider, method, gateway }: RuleScope) => [provider, method, gateway].join(" ");
  return rules
    .toSorted(
      (a, b) =>
        RULE_KINDS.indexOf(a.kind) - RULE_KINDS.indexOf(b.kind) ||
        specificity(b) - specificity(a) ||
        scopeOf(a).localeCompare(scopeOf(b)),
    )
    .map((rule) =>
      ruleTypeOf(rule, {
        standing: inForce.has(rule) ? "IN_FORCE" : rule.validFrom > day ? "NOT_YET" : "SUPERSEDED",
        correctedBy: corrections.get(rule.id) ?? null,
      }),
    );
}

const speaksOf = (rule: RuleScope, { gateway, provider, method }: GatewayRulesArgs): boolean =>
  fits(rule.gateway, gateway) && fits(rule.provider, provider) && fits(rule.method, method);

const fits = <T>(its: T | null, asked: T | null | undefined): boolean =>
  its === null || asked === null || asked === undefined || its === asked;
