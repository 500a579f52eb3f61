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
  "The cause for which no interest runs on a late refund. Each is a reading of the statute: a lawyer confirms it.",
  {
    NOT_PAID_WITH_MONEY: "적립금 — points that the shop gave and gives back are no price that was paid.",
    CHARGED_BACK: "차지백 — the card company settles it with the customer while a dispute is open, or has returned it.",
    NOT_OWED: "Cancelled as not owed.",
    SUCCEEDED_BY_ANOTHER: "Another refund owes the same money, and the interest with it.",
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
    description: "Calendar days after the due day until today, or until the day it was completed; 0 in time.",
  })
  daysLate!: number;

  @Field(() => Money, {
    nullable: true,
    description: "Interest so far, or until the day it was completed; 0 in time. Null where none runs.",
  })
  amount!: Money | null;

  @Field(() => NoInterestCauseEnum, {
    nullable: true,
    description: "The cause for which none runs; null where it runs.",
  })
  noInterestCause!: NoInterestCause | null;
}

@Part()
@ObjectType("DueChange", {
  description: "A move of a due day by a holiday that a person recorded or took out.",
  simpleResolvers: true,
})
export class DueChangeType {
  @Field(() => DateScalar, { description: "The due day until then." })
  from!: string;

  @Field(() => DateScalar, { description: "The due day from then on." })
  to!: string;

  @Field(() => DateScalar, { description: "The day whose kind was changed." })
  holiday!: string;

  @Field(() => String, { description: "The name of that holiday." })
  name!: string;

  @Field(() => Boolean, { description: "True when it was recorded as a holiday, false when it was taken out." })
  isHoliday!: boolean;

  @Field(() => String, { description: "Subject of who recorded it." })
  changedBy!: string;

  @Field(() => DateTimeScalar, { description: "When the due day was moved." })
  at!: Date;
}
