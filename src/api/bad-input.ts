/** The top-level error for input that no screen of ours can produce: unreadable ids, cursors, pages, filters. */
import { GraphQLError } from "graphql";

export const badInput = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: "BAD_USER_INPUT" } });

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isId = (text: string): boolean => UUID.test(text);

/** An id as the database spells it. @throws BAD_USER_INPUT when it is not one of ours. */
export function requireId(text: string, what = "id"): string {
  if (!isId(text)) throw badInput(`${what} is not an id this API has given out (a UUID).`);
  return text.toLowerCase();
}

/** The longest number of ours or of a shop's that anybody may look up. */
export const MAX_KEY_LENGTH = 200;

/** PostgreSQL takes neither NUL nor half a surrogate pair as text. */
export const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/** A number to look something up by. @throws BAD_USER_INPUT when it cannot be one. */
export function requireKey(text: string, what: string): string {
  if (text.length === 0 || text.length > MAX_KEY_LENGTH || !isStorable(text)) {
    throw badInput(`${what} must have 1 to ${MAX_KEY_LENGTH} characters and no NUL.`);
  }
  return text;
}
