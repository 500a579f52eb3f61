/** What a bank transfer pays for: the customer's share of what he paid, never more, to the last won. */
import fc from "fast-check";
import { won } from "../../../src/money/minor-units.js";
import { payableByHand, type PaidBack } from "../../../src/refund/eligibility/payable-by-hand.js";
import { forAll, seedOf } from "../../gateways/random.js";

const pay = (amount: number, payment: number, paid: number, earlier: PaidBack[] = []): number =>
  payableByHand({ amount: won(amount), payment: won(payment), paid: won(paid), earlier });
const byHand = (amount: number, cash: number): PaidBack => ({ amount: won(amount), cash: won(cash) });
const atGateway = (amount: number, cash: number | null = null): PaidBack => ({
  amount: won(amount),
  cash: cash === null ? null : won(cash),
});

it.each([
  ["4,000 of 10,000 bought for 9,000", 3_600, pay(4_000, 10_000, 9_000)],
  ["the rest of it", 5_400, pay(6_000, 10_000, 9_000, [byHand(4_000, 3_600)])],
  ["all of it", 9_000, pay(10_000, 10_000, 9_000)],
  ["without a discount it is the amount itself", 4_000, pay(4_000, 10_000, 10_000)],
  ["a third of what does not divide, rounded down", 3_333, pay(5_000, 15_000, 10_000)],
  [
    "after the gateway gave 4,000 of it back, and did not say how much",
    5_400,
    pay(6_000, 10_000, 9_000, [atGateway(4_000)]),
  ],
  [
    "after the gateway took the discount back (1,400 for 2,000)",
    4_000,
    pay(4_000, 6_000, 5_400, [atGateway(2_000, 1_400)]),
  ],
  ["nothing, where everything went back already", 0, pay(4_000, 10_000, 9_000, [atGateway(10_000, 9_000)])],
  [
    "never more than it is in cancel units, though little went back before",
    6_000,
    pay(6_000, 10_000, 9_000, [atGateway(4_000, 0)]),
  ],
  ["nothing was paid", 0, pay(4_000, 10_000, 0)],
])("%s: %p", (_, expected, payable) => expect(payable).toBe(expected));

describe("random payments", () => {
  /** A payment cut into parts, each of which goes back in one way or the other. */
  const scenario = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 40_000 }), fc.constantFrom("HAND", "SILENT", "TOLD" as const)), {
      minLength: 1,
      maxLength: 12,
    })
    .chain((parts) =>
      fc.record({
        parts: fc.constant(parts),
        paid: fc.integer({ min: 0, max: parts.reduce((a, [part]) => a + part, 0) }),
      }),
    );

  const run = ({ parts, paid }: { parts: [number, string][]; paid: number }, received: (share: number) => number) => {
    const payment = parts.reduce((sum, [part]) => sum + part, 0);
    const earlier: PaidBack[] = [];
    const paidByHand: [amount: number, cash: number, givenBefore: number][] = [];
    for (const [amount, way] of parts) {
      if (way === "HAND") {
        const cash = pay(amount, payment, paid, earlier);
        paidByHand.push([amount, cash, earlier.reduce((sum, one) => sum + (one.cash ?? 0), 0)]);
        earlier.push(byHand(amount, cash));
      } else earlier.push(atGateway(amount, way === "TOLD" ? received(Math.floor((amount * paid) / payment)) : null));
    }
    return { paidByHand };
  };

  it("paid back by hand part by part, in whatever cuts, are exactly what was paid", () => {
    forAll([scenario], { seed: seedOf("payable by hand"), numRuns: 500 }, ({ parts, paid }) => {
      const hand = parts.map(([part]): [number, string] => [part, "HAND"]);
      const { paidByHand } = run({ parts: hand, paid }, (share) => share);
      expect(paidByHand.reduce((sum, [, cash]) => sum + cash, 0)).toBe(paid);
      for (const [amount, cash] of paidByHand) {
        expect(cash).toBeGreaterThanOrEqual(0);
        expect(cash).toBeLessThanOrEqual(amount);
      }
    });
  });

  it("never pay more by hand than the customer has not got back, whatever the gateway gave and whether it said so", () => {
    forAll(
      [scenario, fc.double({ min: 0, max: 2, noNaN: true })],
      { seed: seedOf("payable by hand beside a gateway"), numRuns: 500 },
      (received, factor) => {
        const { paidByHand } = run(received, (share) => Math.floor(share * factor));
        for (const [amount, cash, givenBefore] of paidByHand) {
          expect(Number.isSafeInteger(cash) && cash >= 0 && cash <= amount).toBe(true);
          expect(cash).toBeLessThanOrEqual(Math.max(0, received.paid - givenBefore));
        }
      },
    );
  });
});
