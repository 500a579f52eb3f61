/** A person's statement about a day: a holiday that was declared, or one that is none. */
import { Field, InputType } from "type-graphql";
import { z } from "zod";
import { idempotencyKey, line, MAX_NAME_LENGTH } from "../input.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { DateScalar } from "../scalar/date.js";

/** The number of a notice and where it stood; a copy of the notice does not fit. */
const MAX_REASON_LENGTH = 500;

@InputType({ description: "A day that is a holiday, or is none." })
export class HolidayRecordInput {
  @Field(() => DateScalar, {
    description: "The Korean day; not more than a year ago and not more than three years ahead.",
  })
  day!: string;

  @Field(() => String, {
    description: `The Korean name of the holiday, such as 임시공휴일; up to ${MAX_NAME_LENGTH} characters.`,
  })
  name!: string;

  @Field(() => Boolean, { description: "False takes a holiday of the gazette's list, or a recorded one, out." })
  isHoliday!: boolean;

  @Field(() => String, {
    description: `The reason, such as the notice that declared it; up to ${MAX_REASON_LENGTH} characters. No personal data: everybody who reads holidays sees it.`,
  })
  reason!: string;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

export const holidayStatement = z.object({
  day: z.string(),
  name: line(MAX_NAME_LENGTH),
  isHoliday: z.boolean(),
  reason: line(MAX_REASON_LENGTH),
  idempotencyKey,
});
