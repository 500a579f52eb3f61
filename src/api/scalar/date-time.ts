/** `DateTime`: a moment, in UTC with milliseconds. */
import { GraphQLScalarType, Kind } from "graphql";
import { badInput } from "../bad-input.js";
import { isDayText } from "./calendar.js";

const RULE =
  "an ISO 8601 date and time with an offset, such as 2026-03-02T09:30:00.000Z or 2026-03-02T18:30:00+09:00 (years 1900 to 9999)";
const MOMENT = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
/** An offset can move the first or last day of the range out of what four digits can write. */
const SERIALISED = /^\d{4}-/;

function fromOutside(value: unknown): Date {
  const [text, day] = (typeof value === "string" && MOMENT.exec(value)) || [];
  if (text !== undefined && day !== undefined && isDayText(day)) {
    const moment = new Date(text);
    if (!Number.isNaN(moment.getTime()) && SERIALISED.test(moment.toISOString())) return moment;
  }
  throw badInput("scalars.DateTime");
}

export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  description: `A moment. Out: UTC with milliseconds. In: ${RULE}; what is finer than a millisecond is cut off.`,
  specifiedByURL: "https://datatracker.ietf.org/doc/html/rfc3339#section-5.6",
  serialize: (value) => (value as Date).toISOString(),
  parseValue: fromOutside,
  parseLiteral: (node) => fromOutside(node.kind === Kind.STRING ? node.value : null),
});
