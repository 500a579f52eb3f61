/** `Date`: a Korean calendar day. */
import { GraphQLScalarType, Kind } from "graphql";
import { badInput } from "../bad-input.js";
import { isDayText } from "./calendar.js";

const RULE = "a Korean calendar day (Asia/Seoul), yyyy-mm-dd, years 1900 to 9999";

function fromOutside(value: unknown): string {
  if (typeof value === "string" && isDayText(value)) return value;
  throw badInput("scalars.Date");
}

export const DateScalar = new GraphQLScalarType<string, string>({
  name: "Date",
  description: `A day without a time: ${RULE}. Deadlines and refund numbers count Korean days.`,
  serialize: (value) => value as string,
  parseValue: fromOutside,
  parseLiteral: (node) => fromOutside(node.kind === Kind.STRING ? node.value : null),
});
