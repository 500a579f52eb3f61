/** The range and the filter of figures, checked. */
import { Field, InputType } from "type-graphql";
import { daysBetween } from "../../calendar/korean-days.js";
import type { GatewayName, PaymentMethod, ProviderName } from "../../gateways/port.js";
import { badInput, isStorable } from "../bad-input.js";
import { MAX_VALUES } from "../connection/where.js";
import { GatewayEnum, PaymentMethodEnum, ProviderEnum } from "../order/order.enums.js";
import { DateScalar } from "../scalar/date.js";
import type { FiguresAsked } from "./figures.rows.js";
import type { PersonFiguresAsked } from "./person-figures.rows.js";

/** A year, the same day of the year before, and a month's margin. */
export const MAX_DAYS = 400;

@InputType({ description: "The refunds that are counted. Fields side by side must all hold." })
export class RefundFiguresWhere {
  @Field(() => DateScalar, { description: "The first Korean day, included." })
  fromDay!: string;

  @Field(() => DateScalar, {
    description: `The last Korean day, included; the range has at most ${MAX_DAYS} days. Open and overdue refunds are counted as of now, whatever the range.`,
  })
  toDay!: string;

  @Field(() => [GatewayEnum], { nullable: true, description: "Only these gateways; left out: all." })
  gateway?: GatewayName[] | null;

  @Field(() => [ProviderEnum], { nullable: true, description: "Only these providers; left out: all, and none." })
  provider?: ProviderName[] | null;

  @Field(() => [PaymentMethodEnum], { nullable: true, description: "Only these methods of payment; left out: all." })
  method?: PaymentMethod[] | null;

  @Field(() => [String], { nullable: true, description: "Only these currencies (ISO 4217); left out: all." })
  currencyCode?: string[] | null;
}

@InputType({ description: "The steps of persons that are counted. Fields side by side must all hold." })
export class PersonFiguresWhere {
  @Field(() => DateScalar, { description: "The first Korean day, included." })
  fromDay!: string;

  @Field(() => DateScalar, {
    description: `The last Korean day, included; the range has at most ${MAX_DAYS} days.`,
  })
  toDay!: string;

  @Field(() => [String], { nullable: true, description: "Only these currencies (ISO 4217); left out: all." })
  currencyCode?: string[] | null;
}

/** Of the time to refund day by day: each day has an hour's rows for each group, and a year of them took 1.8 s (measured). */
export const MAX_DAYS_APART = 92;

/** @throws BAD_USER_INPUT where a range is too long to be answered day by day. */
export function requireShortRange({ fromDay, toDay }: FiguresAsked): void {
  const days = daysBetween(fromDay, toDay) + 1;
  if (days <= MAX_DAYS_APART) return;
  throw badInput("arguments.daysApart", { days, max: MAX_DAYS_APART });
}

/** @throws BAD_USER_INPUT */
export function askedOf(where: RefundFiguresWhere, today: string): FiguresAsked {
  const { fromDay, toDay, gateway, provider, method, currencyCode } = where;
  requireRange(where);
  requireValues({ gateway, provider, method, currencyCode });
  return {
    fromDay,
    toDay,
    today,
    filter: [
      ["gateway", gateway ?? null],
      ["provider", provider ?? null],
      ["method", method ?? null],
      ["currency", currencyCode ?? null],
    ],
  };
}

/** @throws BAD_USER_INPUT */
export function personsAskedOf({ fromDay, toDay, currencyCode }: PersonFiguresWhere): PersonFiguresAsked {
  requireRange({ fromDay, toDay });
  requireValues({ currencyCode });
  return { fromDay, toDay, currencies: currencyCode ?? null };
}

function requireRange({ fromDay, toDay }: { fromDay: string; toDay: string }): void {
  if (toDay < fromDay) throw badInput("arguments.endBeforeStart", { from: fromDay, to: toDay });
  const days = daysBetween(fromDay, toDay) + 1;
  if (days > MAX_DAYS) throw badInput("arguments.days", { days, max: MAX_DAYS });
}

function requireValues(lists: Readonly<Record<string, readonly string[] | null | undefined>>): void {
  for (const [what, values] of Object.entries(lists)) {
    if ((values?.length ?? 0) > MAX_VALUES) throw badInput("arguments.tooManyValues", { what, max: MAX_VALUES });
    if (values?.some((value) => !isStorable(value))) throw badInput("arguments.unstorable", { what });
  }
}
