/** The payment meant by a shop's own number: the only one of that number that was ever paid. Pure. */
import { found } from "../explanation.js";
import type { Explanation } from "../finding.js";
import { paymentListSchema, type ListedPayment } from "./schemas.js";

export type Meant = { kind: "FOUND"; impUid: string } | { kind: "NONE" } | { kind: "UNCLEAR"; because: Explanation };

/**
 * A number may be used again after a try that failed, so of those that were never paid none is meant. Of two that were, nothing says
 * which; and once one was paid, it stays the only one or becomes unclear, so a repeat never goes to another payment.
 */
export function paymentMeant(response: unknown, merchantUid: string): Meant {
  const read = paymentListSchema.safeParse(response);
  if (!read.success || read.data.list.some((one) => one.merchant_uid !== merchantUid))
    return unclear("UNREADABLE_ANSWER", "HTTP 200 without a readable list of payments", "UNREADABLE_LIST");
  const { total, list } = read.data;
  if (total > list.length)
    return unclear("UNREADABLE_ANSWER", "more payments have this merchant_uid than are listed", "LIST_INCOMPLETE");
  const [paid, another] = list.filter(wasPaid);
  if (another)
    return unclear(
      "ANOTHER_PAYMENT",
      "several payments were paid under this merchant_uid, and nothing says which is meant: report its imp_uid",
      "MERCHANT_UID_AMBIGUOUS",
    );
  return paid ? { kind: "FOUND", impUid: paid.imp_uid } : { kind: "NONE" };
}

const NEVER_PAID: ReadonlySet<string> = new Set(["ready", "failed"]);

/** Whatever cannot be excluded was paid. `cancelled` without a moment of payment is a virtual account closed before its deposit. */
const wasPaid = ({ status, paid_at, cancel_amount }: ListedPayment): boolean =>
  !NEVER_PAID.has(status) && !(status === "cancelled" && paid_at === 0 && cancel_amount === 0);

const unclear = (code: "UNREADABLE_ANSWER" | "ANOTHER_PAYMENT", message: string, particular: string): Meant => ({
  kind: "UNCLEAR",
  because: found(code, message, particular),
});
