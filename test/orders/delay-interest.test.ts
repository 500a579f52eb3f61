/** Interest of late refunds, in literal won. */
import { won } from "../../src/money/minor-units.js";
import { daysLate, delayInterest } from "../../src/orders/delay-interest.js";
import { interestOf, type LateRefund } from "../../src/refund/record/refund-interest.js";

it.each([
  // 687,800 × 0.15 × 10 ÷ 365 = 2,826.57…
  [687_800, 10, 2_826],
  [687_800, 1, 282],
  [365_000, 365, 54_750],
  [100_000, 7, 287],
  [1, 365, 0],
  [7, 365, 1],
  [687_800, 0, 0],
  [Number.MAX_SAFE_INTEGER, 365, 1_351_079_888_211_148],
])("%d won %d days late are %d won", (amount, days, interest) => {
  expect(delayInterest(won(amount), days)).toBe(interest);
});

it("counts calendar days after the due day, weekends and holidays included", () => {
  expect(daysLate("2026-09-23", "2026-10-03")).toBe(10);
  expect(daysLate("2026-09-23", "2026-09-23")).toBe(0);
  expect(daysLate("2026-09-23", "2026-09-01")).toBe(0);
  expect(daysLate("2028-02-28", "2028-03-01")).toBe(2);
});

const late: LateRefund = {
  state: "returnCollected",
  amount: won(687_800),
  dueOn: "2026-09-23",
  completedAt: null,
  cancelReason: null,
  refusalCause: null,
  method: "CARD",
  disputed: false,
  hasSuccessor: false,
};
const on = (over: Partial<LateRefund>, today = "2026-10-03") => interestOf({ ...late, ...over }, today);

it("runs until the Korean day on which the money moved, and no longer", () => {
  expect(on({})).toEqual({ daysLate: 10, amount: 2_826, noInterestCause: null });
  // 00:30 of 1 October in Korea, still 30 September in UTC.
  const completedAt = new Date("2026-09-30T15:30:00Z");
  expect(on({ state: "completed", completedAt }, "2026-12-31")).toMatchObject({ daysLate: 8, amount: 2_261 });
  expect(on({ state: "completed", completedAt: new Date("2026-09-23T14:59:59Z") })).toMatchObject({ amount: 0 });
});

it("runs for a customer without an account and for deposits, and not for the causes it names", () => {
  expect(on({ method: "DEPOSIT" })).toMatchObject({ amount: 2_826 });
  expect(on({ refusalCause: "ACCOUNT_MISSING" as never })).toMatchObject({ amount: 2_826 });
  expect(on({ method: "POINTS" })).toEqual({ daysLate: 10, amount: null, noInterestCause: "NOT_PAID_WITH_MONEY" });
  expect(on({ disputed: true })).toMatchObject({ amount: null, noInterestCause: "CHARGED_BACK" });
  expect(on({ refusalCause: "CHARGED_BACK" })).toMatchObject({ noInterestCause: "CHARGED_BACK" });
  expect(on({ state: "cancelled", cancelReason: "NOT_OWED" })).toMatchObject({ noInterestCause: "NOT_OWED" });
  expect(on({ state: "cancelled", cancelReason: "NOT_OWED", hasSuccessor: true })).toMatchObject({
    noInterestCause: "SUCCEEDED_BY_ANOTHER",
  });
  // Disputed after it was refunded late: what was late stays owed.
  expect(on({ state: "completed", completedAt: new Date("2026-10-03T03:00:00Z"), disputed: true })).toMatchObject({
    amount: 2_826,
  });
});
