/** The ranges every `where` uses. */
import "reflect-metadata";
import { Field, InputType } from "type-graphql";
import type { MinorUnits } from "../../money/minor-units.js";
import { DateScalar } from "../scalar/date.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";

@InputType({ description: "A stretch of time. Neighbouring stretches share nothing and miss nothing." })
export class DateTimeRange {
  @Field(() => DateTimeScalar, { nullable: true, description: "The first moment, included." })
  from?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "The moment it ends at, not included." })
  until?: Date;
}

@InputType({ description: "Some Korean calendar days." })
export class DateRange {
  @Field(() => DateScalar, { nullable: true, description: "The first day, included." })
  from?: string;

  @Field(() => DateScalar, { nullable: true, description: "The last day, included." })
  to?: string;
}

@InputType({ description: "Some amounts, in minor units of each entry's currency." })
export class AmountRangeInput {
  @Field(() => MinorUnitsScalar, { nullable: true, description: "The smallest amount, included." })
  min?: MinorUnits;

  @Field(() => MinorUnitsScalar, { nullable: true, description: "The largest amount, included." })
  max?: MinorUnits;
}
