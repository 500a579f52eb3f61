/** The VAT of a payment that was reported without it: each gateway counts the odd won its own way. */
import { includedVatAt } from "../../src/gateways/included-vat.js";
import { GATEWAYS } from "../../src/gateways/port.js";
import { won } from "../../src/money/minor-units.js";
import { partsOfPayment } from "../../src/orders/facts.js";
import { orderFacts } from "../kit/fixtures.js";

describe("the VAT inside 10,000 won", () => {
  it.each(GATEWAYS)("%s", (gateway) => {
    expect(includedVatAt(gateway, won(10_000))).toBe(gateway === "TOSS_PAY" ? 910 : 909);
  });

  it("is what a payment is kept with when nobody told it, and only then", () => {
    const [silent, received] = orderFacts([
      { amount: 10_000, gateway: "TOSS_PAY" },
      { amount: 10_000, gateway: "TOSS_PAY", vat: 909 },
    ]).payments;
    expect(silent && partsOfPayment(silent)).toMatchObject({ taxable: 9_090, vat: 910, total: 10_000 });
    expect(received && partsOfPayment(received)).toMatchObject({ taxable: 9_091, vat: 909, total: 10_000 });
  });
});
