/** What a gateway that wants it is told line by line: it adds up to what is cancelled, and a replay says the very same. */
import fc from "fast-check";
import type { CancelCommand } from "../../../src/gateways/port.js";
import { sum, won } from "../../../src/money/minor-units.js";
import { partsOf } from "../../../src/money/parts.js";
import { includedVat } from "../../../src/money/vat.js";
import { splitReturn, TAX_CATEGORIES, type TaxCategory } from "../../../src/orders/split.js";
import { cancelLines, type RefundedLine } from "../../../src/refund/settlement/cancel-lines.js";
import { forAll, seedOf } from "../../gateways/random.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { codeOf, collectedReturn, now, type Sold, requestAndDrain } from "../../kit/fixtures.js";
import { ACCOUNT, intoVirtualAccount } from "../accounts.js";
import { untilQuiet, loseAnswers } from "../ledgers.js";
import { sendingThrough } from "../../gateways/cancel-at.js";

const line = (lineNo: string, amount: number, over: Partial<RefundedLine> = {}): RefundedLine => ({
  lineNo,
  itemId: null,
  seq: null,
  kind: "PHYSICAL",
  taxCategory: "TAXABLE",
  amount: won(amount),
  quantity: 1,
  ...over,
});
const taxed = (gross: number, taxFree = 0) => {
  const vat = includedVat(won(gross));
  return partsOf({ taxable: gross - vat, vat, taxFree });
};
const short = (lines: ReturnType<typeof cancelLines>) => lines.map((l) => [l.lineNo, l.quantity, l.amount, l.vat]);

describe("the lines of a cancel", () => {
  it("are the refund's, with their units where all of it goes back", () => {
    expect(short(cancelLines(taxed(33_000), [line("1", 22_000, { quantity: 2 }), line("2", 11_000)]))).toEqual([
      ["1", 2, 22_000, 2_000],
      ["2", 1, 11_000, 1_000],
    ]);
  });

  it("name one unit where deductions took a part of the amount, or a part of a line is cut", () => {
    expect(short(cancelLines(taxed(27_500), [line("1", 22_000, { quantity: 2 }), line("2", 11_000)]))).toEqual([
      ["1", 1, 18_333, 1_667],
      ["2", 1, 9_167, 833],
    ]);
    expect(short(cancelLines(taxed(5_500), [line("1", 5_500, { quantity: 0 })]))).toEqual([["1", 1, 5_500, 500]]);
  });

  it("leave the tax-free lines whole where a deduction was taken from the taxable ones", () => {
    const lines = [line("1", 3_300, { quantity: 3 }), line("2", 7_000, { taxCategory: "TAX_FREE" })];
    expect(short(cancelLines(taxed(1_100, 7_000), lines))).toEqual([
      ["1", 1, 1_100, 100],
      ["2", 1, 7_000, 0],
    ]);
    // Eaten whole, a line is not named.
    expect(short(cancelLines(taxed(0, 7_000), lines))).toEqual([["2", 1, 7_000, 0]]);
  });

  it("add up, in all and in each tax category, whatever came back and whatever was deducted", () => {
    const sold = fc.array(
      fc.record({
        amount: fc.integer({ min: 1, max: 90_000 }),
        category: fc.constantFrom<TaxCategory>("TAXABLE", "TAX_FREE"),
        quantity: fc.integer({ min: 0, max: 5 }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    const scenario = fc.record({
      sold,
      deducted: fc.double({ min: 0, max: 0.99, noNaN: true }),
      cuts: fc.integer({ min: 1, max: 3 }),
    });
    forAll([scenario], { seed: seedOf("cancel lines"), numRuns: 300 }, ({ sold: lines, deducted, cuts }) => {
      const gross = (category: TaxCategory) =>
        lines.reduce((all, l) => all + (l.category === category ? l.amount : 0), 0);
      const total = gross("TAXABLE") + gross("TAX_FREE");
      // Paid with several payments, each a cut of every category, so that legs have odd won in them.
      const payments = Array.from({ length: cuts }, (_, index) => {
        const cut = (all: number) => Math.floor((all * (index + 1)) / cuts) - Math.floor((all * index) / cuts);
        return { paymentNo: String(index), refundable: taxed(cut(gross("TAXABLE")), cut(gross("TAX_FREE"))) };
      });
      const split = splitReturn({
        lines: lines.map(({ amount, category }, index) => ({ lineNo: String(index), category, amount: won(amount) })),
        deductions: [{ kind: "RETURN_SHIPPING", amount: won(Math.floor(total * deducted)) }],
        payments,
        strategy: "PROPORTIONAL",
      });
      if (!split.ok) throw new Error(split.problem.code);
      for (const leg of split.value) {
        const of = leg.lines.map(({ lineNo, amount }) => {
          const { category, quantity } = lines[Number(lineNo)]!;
          return line(lineNo, amount, { taxCategory: category, quantity });
        });
        const named = cancelLines(leg.amount, of);
        expect(sum(named.map((l) => l.amount))).toBe(leg.amount.total);
        expect(sum(named.map((l) => l.vat))).toBe(leg.amount.vat);
        const { taxable, vat, taxFree, serviceFee } = leg.amount;
        const inCategory = { TAXABLE: taxable + vat, TAX_FREE: taxFree, SERVICE_FEE: serviceFee };
        for (const category of TAX_CATEGORIES) {
          const own = named.filter(({ lineNo }) => lines[Number(lineNo)]?.category === category);
          expect(sum(own.map((l) => l.amount))).toBe(inCategory[category]);
          expect(own.every((l) => category === "TAXABLE" || l.vat === 0)).toBe(true);
        }
        for (const { lineNo, amount, vat: itsVat, quantity } of named) {
          const its = of.find((l) => l.lineNo === lineNo)!;
          expect(amount > 0 && amount <= its.amount && itsVat <= amount).toBe(true);
          expect(quantity).toBeGreaterThanOrEqual(1);
          const isWhole = sum(of.map((l) => l.amount)) === leg.amount.total;
          expect(isWhole || quantity === 1).toBe(true);
        }
      }
    });
  });
});

describe("the command of an attempt", () => {
  const t = sharedTestService();

  /** Runs `work` and keeps what the gateway was asked for. */
  async function commandsOf(work: () => Promise<unknown>): Promise<CancelCommand[]> {
    const commands: CancelCommand[] = [];
    const { gateways } = t.context;
    const real = gateways.of("PORTONE_V2");
    const listening = sendingThrough(real, (send, command) => (commands.push(command), send()));
    t.context.gateways = { names: gateways.names, of: () => listening };
    try {
      await work();
    } finally {
      t.context.gateways = gateways;
    }
    return commands;
  }
  const SOLD: Sold[] = [
    { amount: 22_000, quantity: 2 },
    { amount: 7_000, taxCategory: "TAX_FREE" },
    { amount: 1_100, quantity: 1 },
  ];
  const PAID = { amount: 30_100, taxFree: 7_000 };

  it("names lines and units as they came back", async () => {
    const { refund } = await collectedReturn(t, [PAID], {
      sold: SOLD,
      return: {
        lines: [
          { lineNo: "1", quantity: 2, amount: null },
          { lineNo: "2", quantity: 1, amount: null },
        ],
      },
    });
    const [command] = await commandsOf(async () => {
      await requestAndDrain(t, refund);
    });
    expect(command).toMatchObject({
      amount: { total: 29_000, taxFree: 7_000, vat: 2_000 },
      cancellableBefore: 30_100,
      paymentAmount: 30_100,
      refundAccount: null,
      lines: [
        { lineNo: "1", quantity: 2, amount: 22_000, vat: 2_000 },
        { lineNo: "2", quantity: 1, amount: 7_000, vat: 0 },
      ],
    });
  });

  it("is the very same on every try, account and all", async () => {
    const paid = intoVirtualAccount(PAID.amount, { taxFree: PAID.taxFree, promotion: "RETAIN" });
    const { refund, gatewayPaymentId } = await collectedReturn(t, [paid], {
      sold: SOLD,
      return: {
        lines: [1, 2, 3].map((lineNo) => ({ lineNo: String(lineNo), quantity: lineNo === 1 ? 2 : 1, amount: null })),
        deductions: [{ kind: "RETURN_SHIPPING", amount: won(3_000) }],
        refundAccount: ACCOUNT,
      },
    });
    await loseAnswers(t, gatewayPaymentId, { moved: false, times: 2 });
    const commands = await commandsOf(async () => {
      expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
      for (let turn = 0; turn < 6; turn += 1) await t.pass(60_000);
    });
    expect(commands).toHaveLength(3);
    const plain = commands.map((command) => ({
      ...command,
      refundAccount: command.refundAccount && [
        command.refundAccount.bankCode,
        command.refundAccount.number.reveal(),
        command.refundAccount.holder.reveal(),
      ],
    }));
    expect(plain[1]).toEqual(plain[0]);
    expect(plain[2]).toEqual(plain[0]);
    expect(plain[0]).toMatchObject({ promotion: "RETAIN", refundAccount: ["088", "110123456789", "홍길동"] });
    expect(sum(plain[0]!.lines.map((l) => l.amount))).toBe(27_100);
    expect((await now(t, refund)).state).toBe("refundRequested.pending");
    await t.sandbox.settleTransfer(gatewayPaymentId, "COMPLETED");
    await untilQuiet(t, [refund]);
    expect((await now(t, refund)).state).toBe("completed");
  });
});
