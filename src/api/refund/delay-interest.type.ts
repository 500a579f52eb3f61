/** Interest of a late refund and the moves of its due day, in the API. */
import { Field, Int, ObjectType } from "type-graphql";
import type { NoInterestCause } from "../../orders/delay-interest.js";
import { Part } from "../authorized.js";
import { enumeration } from "../enumeration.js";
import { Money } from "../money/money.type.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { DateScalar } from "../scalar/date.js";

const NoInterestCauseEnum = enumeration<NoInterestCause>(
  "NoInterestCause",
  "The cause for which no interest runs on a late refund (이자 없는 사유). Each is a reading of the statute: a lawyer confirms it.",
  {
    NOT_PAID_WITH_MONEY: "적립금 — points that the shop gave and gives back are no price that was paid.",
    CHARGED_BACK: "차지백 — the card company settles it with the customer while a dispute is open, or has returned it.",
    NOT_OWED: "지급 불필요 — cancelled as not owed.",
    SUCCEEDED_BY_ANOTHER: "후속 환불 있음 — another refund owes the same money, and the interest with it.",
  },
);

@Part()
@ObjectType("DelayInterest", {
  description:
    "Interest for a late refund (지연이자, 전자상거래법 제18조 ②, 시행령 제21조의3): 15 % a year for each calendar day after the due day, divided by 365 and rounded down.",
  simpleResolvers: true,
})
export class DelayInterestType {
  @Field(() => Int, {
    description:
      "Calendar days after the due day until today (지연 일수), or until the day it was completed; 0 in time.",
  })
  daysLate!: number;

  @Field(() => Money, {
    nullable: true,
    description: "Interest so far (지연이자), or until the day it was completed; 0 in time. Null where none runs.",
  })
  amount!: Money | null;

  @Field(() => NoInterestCauseEnum, {
    nullable: true,
    description: "The cause for which none runs (이자 없는 사유); null where it runs.",
  })
  noInterestCause!: NoInterestCause | null;
}

@Part()
@ObjectType("DueChange", {
  description: "A move of a due day by a holiday that a person recorded or took out (기한 변경).",
  simpleResolvers: true,
})
export class DueChangeType {
  @Field(() => DateScalar, { description: "The due day until then (이전 기한)." })
  from!: string;

  @Field(() => DateScalar, { description: "The due day from then on (새 기한)." })
  to!: string;

  @Field(() => DateScalar, { description: "The day whose kind was changed (해당일)." })
  holiday!: string;

  @Field(() => String, { description: "The name of that holiday (공휴일명)." })
  name!: string;

  @Field(() => Boolean, {
    description: "True when it was recorded as a holiday (공휴일 여부), false when it was taken out.",
  })
  isHoliday!: boolean;

  @Field(() => String, { description: "Subject of who recorded it (변경자)." })
  changedBy!: string;

  @Field(() => DateTimeScalar, { description: "When the due day was moved (시각)." })
  at!: Date;
}
