/** The names of the figures (현황), and the columns that tell their rows apart. */

/**
 * The names of what is counted. OPEN, CREATED, COMPLETED and REVERSED say how refunds stand; FAILED and CANCELLED count what happened, under
 * the method and provider that were known by then. TOOK counts completed refunds by the hours they took, and TOOK_IN_MONTH the
 * same under the first day of the month: a year of both has a tenth of the rows.
 */
export type FigureName =
  "OPEN" | "CREATED" | "COMPLETED" | "REVERSED" | "FAILED" | "CANCELLED" | "TOOK" | "TOOK_IN_MONTH" | PersonFigureName;

/** Steps that persons took, each counted as it is written into the history, with the amount the refund had then (docs/adr/0055-figures-per-person.md). */
export const PERSON_FIGURES = [
  "PERSON_REQUESTED",
  "PERSON_RETRIED",
  "PERSON_APPROVED",
  "PERSON_DECLINED",
  "PERSON_ACCEPTED",
  "PERSON_RECORDED",
  "PERSON_CANCELLED",
] as const;
export type PersonFigureName = (typeof PERSON_FIGURES)[number];

/** Behind the name of a figure that is counted by months, under their first days. */
export const IN_MONTH = "_IN_MONTH";

/** How the money of a completed refund moved: at its gateway, or by a person's bank transfer. */
export type PaidBy = "GATEWAY" | "BANK_TRANSFER";

/** Dimensions of the payment; figures of days and times are summed once more under each of them alone. */
export const PAYMENT_DIMENSIONS = ["gateway", "provider", "method"] as const;
export type PaymentDimension = (typeof PAYMENT_DIMENSIONS)[number];
export const SUMMED_BY_ONE = [
  "CREATED",
  "COMPLETED",
  "REVERSED",
  "FAILED",
  "CANCELLED",
  "TOOK",
  "TOOK_IN_MONTH",
] as const satisfies FigureName[];

/** Behind the name of a figure that knows nothing of the payment but this. */
export const byOne = (dimension: PaymentDimension): string => `_BY_${dimension.toUpperCase()}`;

/** The key of a day row, in the order of its index. */
export const FIGURE_KEY = [
  "figure",
  "day",
  "state",
  "cause",
  "paid_by",
  "gateway",
  "provider",
  "method",
  "currency",
  "hours",
  "person",
] as const;
