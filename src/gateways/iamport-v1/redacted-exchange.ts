/** The stored part of an exchange with i'mport V1: the common redaction, and this vendor's own names for personal data. */
import { exchangeOf } from "../redacted-exchange.js";
import type { Exchange } from "../port.js";
import type { Sent } from "./token.js";

const HIDDEN = "***";

/**
 * Fields of a payment that the common list of names does not know: the account a customer paid into, where he lives, the
 * key of his stored card, his device, and who paid (`depositor_name` and `extension.REMITTER`).
 */
const PERSONAL: ReadonlySet<string> = new Set([
  "vbank_num",
  "buyer_addr",
  "buyer_postcode",
  "customer_uid",
  "user_agent",
  "deposit_history",
  "extension",
]);

export function storedExchange({ request, result }: Sent): Exchange {
  if (result.kind !== "ANSWERED") return exchangeOf(request, result);
  return exchangeOf(request, { ...result, json: withoutPersonal(result.json) });
}

/** The payment is one level deep, in `response`, or with others in its `list`. */
function withoutPersonal(body: unknown): unknown {
  if (!isRecord(body) || !isRecord(body["response"])) return body;
  const { list } = body["response"];
  const response = shown(body["response"]);
  return { ...body, response: Array.isArray(list) ? { ...(response as object), list: list.map(shown) } : response };
}

const shown = (payment: unknown): unknown =>
  isRecord(payment)
    ? Object.fromEntries(
        Object.entries(payment).map(([name, value]) => [name, PERSONAL.has(name) && value !== null ? HIDDEN : value]),
      )
    : payment;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
