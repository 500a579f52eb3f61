/** The range and the filter of figures, checked. */
import { Field, InputType } from "type-graphql";
import { daysBetween } from "../../calendar/korean-days.js";
import type { GatewayName, PaymentMethod, ProviderName } from "../../gateways/port.js";
import type { Language } from "../../messages/language.js";
import { badInput, isStorable } from "../bad-input.js";
import { MAX_VALUES } from "../connection/where.js";
import { GatewayEnum, PaymentMethodEnum, ProviderEnum } from "../order/order.enums.js";
import { DateScalar } from "../scalar/date.js";
import type { FiguresAsked } from "./figures.rows.js";

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

/** Of the time to refund day by day: each day has an hour's rows for each group, and a year of them took 1.8 s (measured). */
export const MAX_DAYS_APART = 92;

/** @throws BAD_USER_INPUT where a range is too long to be answered day by day. */
export function requireShortRange({ fromDay, toDay, language }: FiguresAsked): void {
  const days = daysBetween(fromDay, toDay) + 1;
  if (days <= MAX_DAYS_APART) return;
  throw badInput(
    language === "ko"
      ? `일자별 환불 소요시간의 조회 기간은 최대 ${MAX_DAYS_APART}일입니다: ${days}일을 요청했습니다.`
      : `The time to refund by DAY is counted for at most ${MAX_DAYS_APART} days; the range has ${days}.`,
  );
}

/** @throws BAD_USER_INPUT, in the caller's language. */
export function askedOf(where: RefundFiguresWhere, today: string, language: Language): FiguresAsked {
  const refuse = (ko: string, en: string) => badInput(language === "ko" ? ko : en);
  const { fromDay, toDay, gateway, provider, method, currencyCode } = where;
  if (toDay < fromDay)
    throw refuse(
      `조회 종료일(toDay ${toDay})이 시작일(fromDay ${fromDay})보다 빠릅니다.`,
      `toDay ${toDay} must not be before fromDay ${fromDay}.`,
    );
  const days = daysBetween(fromDay, toDay) + 1;
  if (days > MAX_DAYS)
    throw refuse(
      `조회 기간은 최대 ${MAX_DAYS}일입니다: ${days}일을 요청했습니다.`,
      `The range has ${days} days; at most ${MAX_DAYS} are counted.`,
    );
  const lists = { gateway, provider, method, currencyCode };
  for (const [name, values] of Object.entries(lists)) {
    if ((values?.length ?? 0) > MAX_VALUES)
      throw refuse(`${name} 값은 최대 ${MAX_VALUES}개입니다.`, `${name}: at most ${MAX_VALUES} values.`);
    if (values?.some((value) => !isStorable(value)))
      throw refuse(`${name}에 사용할 수 없는 문자가 있습니다.`, `${name}: a value has characters no text may have.`);
  }
  return {
    fromDay,
    toDay,
    today,
    language,
    filter: [
      ["gateway", gateway ?? null],
      ["provider", provider ?? null],
      ["method", method ?? null],
      ["currency", currencyCode ?? null],
    ],
  };
}
