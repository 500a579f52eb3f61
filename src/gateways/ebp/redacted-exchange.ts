/** The stored part of EBP's answers, beyond what every gateway hides: of a payment only what we read. */
import type { HttpResult } from "../http.js";

/** The stored part of an answer about a payment. The page promises buyer details and item lists as well, under names we have not seen. */
const STORED_AROUND = new Set(["resultCode", "message", "requestId", "timestamp", "error", "errors"]);
const STORED_INSIDE = new Set([
  "orderNo",
  "storeRequestNo",
  "pgTransactionId",
  "pgCancelTransactionId",
  "paymentStatus",
]);

/** The answer to a look-up with only its known fields. What is not an answer of EBP's shape is kept as nothing but its status. */
export function withoutBuyer(result: HttpResult): HttpResult {
  if (result.kind !== "ANSWERED" || result.json === undefined) return result;
  const { json } = result;
  if (!isRecord(json)) return { ...result, json: null };
  return { ...result, json: { ...only(STORED_AROUND, json), data: only(STORED_INSIDE, json["data"]) } };
}

const only = (names: ReadonlySet<string>, value: unknown): Record<string, unknown> | null =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => names.has(name))) : null;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
