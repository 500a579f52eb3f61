/** Cursors: opaque places in an ordered list, made of the sort value and the id of a row. */
import { badInput, isId } from "../bad-input.js";

export interface CursorPosition {
  /** The row's sort value, as text PostgreSQL reads back to the same value. */
  value: string;
  id: string;
}

/** Longer ones are not ours. */
const MAX_LENGTH = 300;

/** @param order names the list and its sort field: a cursor of another order is refused. */
export const encodeCursor = (order: string, { value, id }: CursorPosition): string =>
  Buffer.from(JSON.stringify([order, value, id])).toString("base64url");

/** @throws BAD_USER_INPUT unless `encodeCursor` made it for this order and its value has the form of `isValue`. */
export function decodeCursor(order: string, cursor: string, isValue: (value: string) => boolean): CursorPosition {
  const [of, value, id, ...rest] = parts(cursor);
  if (of !== order && typeof of === "string") {
    throw badInput("arguments.cursorOfAnother");
  }
  if (typeof value !== "string" || !isValue(value) || typeof id !== "string" || !isId(id) || rest.length > 0) {
    throw badInput("arguments.cursor");
  }
  return { value, id };
}

function parts(cursor: string): unknown[] {
  if (cursor.length > MAX_LENGTH) return [];
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
