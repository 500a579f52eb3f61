/** Arguments of a list, checked against the query that will take them: a view is kept only if its list can be asked with it. */
import { coerceInputValue, isRequiredArgument, type GraphQLSchema } from "graphql";
import type { ViewedList } from "../../saved-views/saved-view.entity.js";
import { QUERY_OF_LIST } from "./saved-view.enums.js";

/** The position in a list is no part of a view; a customer's data is stored nowhere in clear. */
const NEVER_SAVED: readonly string[] = ["first", "last", "after", "before", "customer"];

export type ArgumentPath = readonly (string | number)[];

/** Paths in the arguments that the list does not take; none: it can be asked with them. */
export function argumentFaults(
  schema: GraphQLSchema,
  list: ViewedList,
  given: Readonly<Record<string, unknown>>,
): ArgumentPath[] {
  const query = schema.getQueryType()?.getFields()[QUERY_OF_LIST[list]];
  const known = (query?.args ?? []).filter(({ name }) => !NEVER_SAVED.includes(name));
  const unknown = Object.keys(given).filter((name) => !known.some((argument) => argument.name === name));
  const faults: ArgumentPath[] = unknown.map((name) => [name]);
  for (const argument of known) {
    if (!Object.hasOwn(given, argument.name)) {
      if (isRequiredArgument(argument)) faults.push([argument.name]);
      continue;
    }
    coerceInputValue(given[argument.name], argument.type, (path) => faults.push([argument.name, ...path]));
  }
  return faults;
}

/** `where.status[0]` */
export const writtenPath = ([first, ...rest]: ArgumentPath): string =>
  rest.reduce<string>((place, key) => place + (typeof key === "number" ? `[${key}]` : `.${key}`), String(first));
