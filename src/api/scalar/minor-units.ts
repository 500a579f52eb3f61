/** `MinorUnits`: money on the wire, a whole number of minor units as a JSON integer. GraphQL's `Int` ends at 2,147,483,647 won. */
import { GraphQLScalarType, Kind } from "graphql";
import { MAX_MINOR_UNITS, minorUnits, type MinorUnits } from "../../money/minor-units.js";
import { badInput } from "../bad-input.js";

const RULE = `a whole number of minor units from 0 to ${MAX_MINOR_UNITS}, written as a JSON integer (won: 15000, not "15000" and not 15000.5)`;

function fromOutside(value: unknown): MinorUnits {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw badInput("scalars.MinorUnits", { max: MAX_MINOR_UNITS });
  }
  // -0 is 0.
  return minorUnits(value + 0);
}

export const MinorUnitsScalar = new GraphQLScalarType<MinorUnits, number>({
  name: "MinorUnits",
  description: `An amount of money: ${RULE}. For Korean won one minor unit is one won.`,
  serialize: (value) => minorUnits(value as number),
  parseValue: fromOutside,
  // A number JavaScript cannot hold exactly comes out of Number() as one that is not safe, and is refused.
  parseLiteral: (node) => fromOutside(node.kind === Kind.INT ? Number(node.value) : null),
});
