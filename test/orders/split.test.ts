/** Splitting a return over payments and tax parts: nothing lost, nothing beyond what is left, the last won always out (M8). */
import { sentence } from "../../src/messages/sentence.js";
import assert from "node:assert/strict";
import fc from "fast-check";
import { allocate } from "../../src/money/allocate.js";
import { minorUnits, sum, won, ZERO, type MinorUnits } from "../../src/money/minor-units.js";
import { minus, NO_MONEY, partsOf, plus, within, type Parts } from "../../src/money/parts.js";
import { includedVat } from "../../src/money/vat.js";
import {
  SPLIT_STRATEGIES,
  splitReturn,
  TAX_CATEGORIES,
  type Leg,
  type PayingPayment,
  type SplitInput,
  type TaxCategory,
} from "../../src/orders/split.js";
import { forAll } from "../gateways/random.js";

const seed = Math.trunc(Math.random() * 2 ** 31);

const inCategory = (parts: Parts, category: TaxCategory): MinorUnits =>
  ({
    TAXABLE: minorUnits(parts.taxable + parts.vat),
    TAX_FREE: parts.taxFree,
    SERVICE_FEE: parts.serviceFee,
  })[category];
const refundableIn = (payments: readonly PayingPayment[], category: TaxCategory): MinorUnits =>
  sum(payments.map((payment) => inCategory(payment.refundable, category)));
const amountsOf = (entries: readonly { amount: MinorUnits }[]): MinorUnits => sum(entries.map(({ amount }) => amount));

function legsOf(input: SplitInput): Leg[] {
  const outcome = splitReturn(input);
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify({ outcome, input })}`);
  expectExact(input, outcome.value);
  return outcome.value;
}

/**
 * What every answer must be, computed from the input alone. Line numbers and deduction kinds are unique in these tests.
 * It asserts by `node:assert`: thousands of answers with dozens of sums each.
 */
function expectExact(input: SplitInput, legs: readonly Leg[]): void {
  const net = amountsOf(input.lines) - amountsOf(input.deductions);
  assert.equal(sum(legs.map((leg) => leg.amount.total)), net);
  const given = new Set(legs.map((leg) => leg.paymentNo));
  const order = input.payments.map((payment) => payment.paymentNo).filter((paymentNo) => given.has(paymentNo));
  assert.deepEqual(
    legs.map((leg) => leg.paymentNo),
    order,
  );
  for (const leg of legs) {
    const { refundable } = input.payments.find((payment) => payment.paymentNo === leg.paymentNo)!;
    assert(within(leg.amount, refundable));
    assert(leg.amount.total > 0);
    assert.equal(amountsOf(leg.lines) - amountsOf(leg.deductions), leg.amount.total);
    assert([...leg.lines, ...leg.deductions].every((entry) => Number.isSafeInteger(entry.amount) && entry.amount > 0));
  }
  if (net === 0) return;

  for (const line of input.lines) {
    const inLegs = legs.flatMap((leg) => leg.lines.filter(({ lineNo }) => lineNo === line.lineNo));
    assert.equal(amountsOf(inLegs), line.amount);
  }
  for (const deduction of input.deductions) {
    const inLegs = legs.flatMap((leg) => leg.deductions.filter(({ kind }) => kind === deduction.kind));
    assert.equal(amountsOf(inLegs), deduction.amount);
  }
  for (const one of TAX_CATEGORIES) expectFollowsItsMoney(input, legs, one);
}

/** A category gives its lines less what deductions took of it, and its lines go to the legs as its money does. */
function expectFollowsItsMoney(input: SplitInput, legs: readonly Leg[], one: TaxCategory): void {
  const grossOf = (category: TaxCategory) => amountsOf(input.lines.filter((line) => line.category === category));
  const before = TAX_CATEGORIES.slice(0, TAX_CATEGORIES.indexOf(one)).map(grossOf);
  const gross = grossOf(one);
  const net = gross - Math.min(gross, Math.max(0, amountsOf(input.deductions) - sum(before)));
  assert.equal(sum(legs.map((leg) => inCategory(leg.amount, one))), net);
  if (net === 0) return;

  const own = new Set(input.lines.filter((line) => line.category === one).map((line) => line.lineNo));
  for (const leg of legs) {
    const given = BigInt(inCategory(leg.amount, one));
    const lines = BigInt(amountsOf(leg.lines.filter((line) => own.has(line.lineNo))));
    const off = lines * BigInt(net) - BigInt(gross) * given;
    assert(off > -BigInt(net) && off < BigInt(net), `${one}: ${lines} of ${gross} for ${given} of ${net}`);
    if (given === 0n) assert.equal(lines, 0n);
  }
}

const amount = (max: number) => fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max }));
const parts = fc.constantFrom(9, 30_000, 2 ** 40).chain((max) => {
  const part = amount(max);
  return fc.record({ taxable: part, vat: part, taxFree: part, serviceFee: part }).map(partsOf);
});
const payments = fc
  .array(parts, { minLength: 1, maxLength: 5 })
  .map((all) => all.map((refundable, index): PayingPayment => ({ paymentNo: `P${index + 1}`, refundable })));
const strategy = fc.constantFrom(...SPLIT_STRATEGIES);
const draws = fc.infiniteStream(fc.maxSafeNat());

/** A draw between 0 and `max`, its ends drawn often. */
function between(stream: Iterator<number>, max: number): MinorUnits {
  const kind = stream.next().value % 4;
  const draw = stream.next().value;
  return minorUnits(kind === 0 ? 0 : kind === 1 ? max : draw % (max + 1));
}

/** Gross lines whose net, after the deductions, is exactly `net` per category; deductions in the order the rule takes them. */
function linesFor(net: readonly MinorUnits[], stream: Iterator<number>): Pick<SplitInput, "lines" | "deductions"> {
  // Whatever comes before the last category that is deducted from must be eaten whole, or the rule would not have moved on.
  const eaten = net.findIndex((need) => need > 0);
  const extra = net.map((_, index) => (eaten === -1 || index <= eaten ? between(stream, 5_000) : ZERO));
  const gross = net.map((need, index) => minorUnits(need + extra[index]!));
  const lines = TAX_CATEGORIES.flatMap((one, index) =>
    allocate(gross[index]!, [1, 1 + (stream.next().value % 9), stream.next().value % 99].map(minorUnits)).map(
      (part, at) => ({ lineNo: `${one}-${at}`, category: one, amount: part }),
    ),
  );
  const [first, second] = allocate(sum(extra), [won(3), won(stream.next().value % 3)]);
  const deductions = [
    { kind: "RETURN_SHIPPING", amount: first! },
    { kind: "LOST_FREE_SHIPPING", amount: second! },
  ];
  return { lines, deductions };
}

describe(`splitReturn, seed ${seed}`, () => {
  it("is exact over lines, deductions, categories, parts and payments, and takes no more than is left", () => {
    forAll([payments, strategy, draws], { seed, numRuns: 600 }, (paying, by, stream) => {
      const net = TAX_CATEGORIES.map((one) => between(stream, refundableIn(paying, one)));
      legsOf({ ...linesFor(net, stream), payments: paying, strategy: by });
    });
  });

  it("keeps each strategy's promise per category", () => {
    forAll([payments, draws], { seed, numRuns: 400 }, (paying, stream) => {
      const net = TAX_CATEGORIES.map((one) => between(stream, refundableIn(paying, one)));
      const facts = linesFor(net, stream);
      for (const by of SPLIT_STRATEGIES) {
        const legs = legsOf({ ...facts, payments: paying, strategy: by });
        TAX_CATEGORIES.forEach((one, index) => {
          const room = paying.map((payment) => inCategory(payment.refundable, one));
          const given = paying.map(({ paymentNo }) =>
            inCategory(legs.find((leg) => leg.paymentNo === paymentNo)?.amount ?? NO_MONEY, one),
          );
          const last = given.findLastIndex((gift) => gift > 0);
          const promised = {
            PROPORTIONAL: () => allocate(net[index]!, room),
            PRIMARY_FIRST: () => given.map((gift, at) => (at < last ? room[at]! : gift)),
          };
          assert.deepEqual(given, promised[by]());
        });
      }
    });
  });

  it("repeated partial returns, some released again, always leave the last won refundable", () => {
    const steps = fc.array(fc.record({ by: strategy, release: fc.boolean() }), { maxLength: 12 });
    forAll(
      [payments, steps, strategy, fc.boolean(), draws],
      { seed, numRuns: 400 },
      (paid, plan, by, named, stream) => {
        let left = paid;
        const open: Leg[] = [];
        const move = (leg: Leg, op: typeof plus) => {
          left = left.map((payment) =>
            payment.paymentNo === leg.paymentNo
              ? { ...payment, refundable: op(payment.refundable, leg.amount) }
              : payment,
          );
        };
        for (const step of plan) {
          const net = TAX_CATEGORIES.map((one) => between(stream, refundableIn(left, one)));
          const legs = legsOf({ ...linesFor(net, stream), payments: left, strategy: step.by });
          for (const leg of legs) move(leg, minus);
          open.push(...legs);
          if (step.release && open.length > 0) move(open.splice(stream.next().value % open.length, 1)[0]!, plus);
        }
        const rest = TAX_CATEGORIES.map((one) => ({ lineNo: one, category: one, amount: refundableIn(left, one) }));
        const namedLegs = left.map(({ paymentNo, refundable }) => ({ paymentNo, amount: refundable.total }));
        const last = { lines: rest, deductions: [], payments: left, strategy: by, ...(named && { namedLegs }) };
        for (const leg of legsOf(last)) move(leg, minus);
        expect(left.map((payment) => payment.refundable)).toEqual(left.map(() => NO_MONEY));
      },
    );
  });

  it("named amounts that some division fits are always divided, to exactly these amounts", () => {
    forAll([payments, strategy, fc.boolean(), draws], { seed, numRuns: 600 }, (paying, by, reversed, stream) => {
      const solution = paying.map(({ refundable }) =>
        TAX_CATEGORIES.map((one) => between(stream, inCategory(refundable, one))),
      );
      const net = TAX_CATEGORIES.map((_, index) => sum(solution.map((gives) => gives[index]!)));
      const namedLegs = paying
        .map(({ paymentNo }, index) => ({ paymentNo, amount: sum(solution[index]!) }))
        .toSorted((a, b) => (reversed ? b : a).paymentNo.localeCompare((reversed ? a : b).paymentNo));
      const legs = legsOf({ ...linesFor(net, stream), payments: paying, strategy: by, namedLegs });
      for (const { paymentNo, amount: named } of namedLegs) {
        expect(legs.find((leg) => leg.paymentNo === paymentNo)?.amount.total ?? 0).toBe(named);
      }
    });
  });

  it("one won more than a category has left is refused with what could be given", () => {
    forAll(
      [payments, strategy, fc.nat({ max: 2 }), fc.boolean(), draws],
      { seed, numRuns: 300 },
      (paying, by, over, named, stream) => {
        const net = TAX_CATEGORIES.map((one, index) =>
          index === over ? refundableIn(paying, one) : between(stream, refundableIn(paying, one)),
        );
        const tooMuch = net.map((need, index) => minorUnits(index === over ? need + 1 : need));
        const namedLegs = [{ paymentNo: paying[0]!.paymentNo, amount: sum(tooMuch) }];
        const outcome = splitReturn({
          ...linesFor(tooMuch, stream),
          payments: paying,
          strategy: by,
          ...(named && { namedLegs }),
        });
        expect(outcome).toMatchObject({
          ok: false,
          problem: { code: "REFUND_AMOUNT_EXCEEDED", detail: { refundableAmount: sum(net) } },
        });
      },
    );
  });
});

describe("worked by hand", () => {
  const taxable = (gross: number): Parts => {
    const vat = includedVat(won(gross));
    return partsOf({ taxable: gross - vat, vat });
  };
  const line = (lineNo: string, gross: number, of: TaxCategory = "TAXABLE") => ({
    lineNo,
    category: of,
    amount: won(gross),
  });
  const returnShipping = [{ kind: "RETURN_SHIPPING", amount: won(3_000) }];
  /** 10,000 won of taxable goods, paid by card 8,000 (7,273 + 727) and points 2,000 (1,818 + 182). */
  const cardAndPoints: PayingPayment[] = [
    { paymentNo: "CARD", refundable: taxable(8_000) },
    { paymentNo: "POINTS", refundable: taxable(2_000) },
  ];
  const facts = { deductions: [], payments: cardAndPoints, strategy: "PROPORTIONAL" } as const;
  const problemOf = (input: SplitInput) => {
    const outcome = splitReturn(input);
    return outcome.ok ? outcome.value : outcome.problem;
  };

  it("card 8,000 and points 2,000: half of the order comes half from each", () => {
    expect(legsOf({ ...facts, lines: [line("1", 3_000), line("2", 2_000)] })).toEqual([
      {
        paymentNo: "CARD",
        amount: partsOf({ taxable: 3_637, vat: 363 }), // 3,636.5 and 363.5: the odd won goes to the supply value
        lines: [
          { lineNo: "1", amount: 2_400 },
          { lineNo: "2", amount: 1_600 },
        ],
        deductions: [],
      },
      {
        paymentNo: "POINTS",
        amount: partsOf({ taxable: 909, vat: 91 }),
        lines: [
          { lineNo: "1", amount: 600 },
          { lineNo: "2", amount: 400 },
        ],
        deductions: [],
      },
    ]);
  });

  it("primary first: the card is emptied before the points are touched", () => {
    const legs = legsOf({ ...facts, strategy: "PRIMARY_FIRST", lines: [line("1", 9_000)] });
    expect(legs.map((leg) => [leg.paymentNo, leg.amount])).toEqual([
      ["CARD", partsOf({ taxable: 7_273, vat: 727 })],
      ["POINTS", partsOf({ taxable: 909, vat: 91 })],
    ]);
  });

  it("the odd won of VAT: two halves of 1,005 won come to the VAT that was paid", () => {
    const payments = [{ paymentNo: "CARD", refundable: taxable(1_005) }]; // 914 + 91
    const [first] = legsOf({ ...facts, payments, lines: [line("1", 502)] });
    expect(first!.amount).toEqual(partsOf({ taxable: 457, vat: 45 })); // 456.55 and 45.45; 502 alone would have 46
    const rest = [{ paymentNo: "CARD", refundable: minus(taxable(1_005), first!.amount) }];
    const [second] = legsOf({ ...facts, payments: rest, lines: [line("2", 503)] });
    expect(second!.amount).toEqual(partsOf({ taxable: 457, vat: 46 }));
  });

  it("return shipping of 3,000 stays charged, in proportion on both payments", () => {
    const legs = legsOf({ ...facts, lines: [line("1", 5_000)], deductions: returnShipping });
    expect(legs).toEqual([
      {
        paymentNo: "CARD",
        amount: partsOf({ taxable: 1_455, vat: 145 }), // 1,600: 1,454.6 and 145.4
        lines: [{ lineNo: "1", amount: 4_000 }],
        deductions: [{ kind: "RETURN_SHIPPING", amount: 2_400 }],
      },
      {
        paymentNo: "POINTS",
        amount: partsOf({ taxable: 364, vat: 36 }), // 400: 363.6 and 36.4
        lines: [{ lineNo: "1", amount: 1_000 }],
        deductions: [{ kind: "RETURN_SHIPPING", amount: 600 }],
      },
    ]);
  });

  it("all tax-free goods: nothing taxable to deduct from, so return shipping comes off the tax-free amount", () => {
    const payments = [{ paymentNo: "CARD", refundable: partsOf({ taxFree: 20_000 }) }];
    const lines = [line("RICE", 12_000, "TAX_FREE")];
    expect(legsOf({ ...facts, payments, lines, deductions: returnShipping })).toEqual([
      {
        paymentNo: "CARD",
        amount: partsOf({ taxFree: 9_000 }),
        lines: [{ lineNo: "RICE", amount: 12_000 }],
        deductions: [{ kind: "RETURN_SHIPPING", amount: 3_000 }],
      },
    ]);
  });

  it("a taxable line that shipping eats whole stays on record, and the rest comes off the tax-free line", () => {
    const payments = [
      { paymentNo: "CARD", refundable: partsOf({ taxable: 1_818, vat: 182, taxFree: 6_000 }) },
      { paymentNo: "POINTS", refundable: partsOf({ taxFree: 2_000 }) },
    ];
    const lines = [line("SOAP", 2_000), line("RICE", 5_000, "TAX_FREE")];
    expect(legsOf({ ...facts, payments, lines, deductions: returnShipping })).toEqual([
      {
        paymentNo: "CARD", // 3,000 of 4,000; of the 2,000 soap three quarters are attached here
        amount: partsOf({ taxFree: 3_000 }),
        lines: [
          { lineNo: "SOAP", amount: 1_500 },
          { lineNo: "RICE", amount: 3_750 },
        ],
        deductions: [{ kind: "RETURN_SHIPPING", amount: 2_250 }],
      },
      {
        paymentNo: "POINTS",
        amount: partsOf({ taxFree: 1_000 }),
        lines: [
          { lineNo: "SOAP", amount: 500 },
          { lineNo: "RICE", amount: 1_250 },
        ],
        deductions: [{ kind: "RETURN_SHIPPING", amount: 750 }],
      },
    ]);
  });

  it("named amounts decide, whatever the strategy", () => {
    const namedLegs = [
      { paymentNo: "POINTS", amount: won(2_000) },
      { paymentNo: "CARD", amount: won(500) },
    ];
    const legs = legsOf({ ...facts, lines: [line("1", 2_500)], namedLegs });
    expect(legs.map((leg) => [leg.paymentNo, leg.amount])).toEqual([
      ["CARD", partsOf({ taxable: 455, vat: 45 })],
      ["POINTS", partsOf({ taxable: 1_818, vat: 182 })],
    ]);
  });

  it("named amounts that a proportional guess would get wrong are still divided", () => {
    const payments = [
      { paymentNo: "CARD", refundable: partsOf({ taxable: 4_546, vat: 454, taxFree: 5_000 }) },
      { paymentNo: "POINTS", refundable: partsOf({ taxable: 2_727, vat: 273 }) },
    ];
    const lines = [line("SOAP", 4_000), line("RICE", 4_000, "TAX_FREE")];
    const namedLegs = [
      { paymentNo: "CARD", amount: won(5_000) },
      { paymentNo: "POINTS", amount: won(3_000) },
    ];
    // POINTS can give only taxable money, so of the card's 5,000 exactly 4,000 must be tax-free.
    expect(legsOf({ ...facts, payments, lines, namedLegs }).map((leg) => leg.amount)).toEqual([
      partsOf({ taxable: 909, vat: 91, taxFree: 4_000 }),
      partsOf({ taxable: 2_727, vat: 273 }),
    ]);
  });

  it("says what does not fit", () => {
    const lines = [line("1", 2_500)];
    const name = (paymentNo: string, of: number) => ({ paymentNo, amount: won(of) });
    const namedSum = problemOf({ ...facts, lines, namedLegs: [name("CARD", 2_000), name("POINTS", 501)] });
    expect(namedSum).toMatchObject({
      code: "FACTS_INCONSISTENT",
      detail: { reason: sentence("reasons.split.sums", { named: 2_501, owed: 2_500 }) },
    });
    expect(problemOf({ ...facts, lines, namedLegs: [] })).toMatchObject({
      code: "FACTS_INCONSISTENT",
      detail: { reason: sentence("reasons.split.sums", { named: 0, owed: 2_500 }) },
    });
    expect(problemOf({ ...facts, lines, namedLegs: [name("CARD", 2_000), name("GIFT", 500)] })).toMatchObject({
      code: "FACTS_INCONSISTENT",
      detail: { reason: sentence("reasons.split.unknown", { paymentNo: "GIFT" }) },
    });
    expect(problemOf({ ...facts, lines, namedLegs: [name("CARD", 2_000), name("CARD", 500)] })).toMatchObject({
      code: "FACTS_INCONSISTENT",
      detail: { reason: sentence("reasons.split.twice", { paymentNo: "CARD" }) },
    });
    expect(problemOf({ ...facts, lines, namedLegs: [name("POINTS", 2_500)] })).toMatchObject({
      code: "SPLIT_IMPOSSIBLE",
      detail: {
        reason: sentence("reasons.split.tooLittle", { paymentNo: "POINTS", amount: 2_500, refundableAmount: 2_000 }),
      },
    });
    expect(problemOf({ ...facts, lines: [line("1", 2_999)], deductions: returnShipping })).toMatchObject({
      code: "FACTS_INCONSISTENT",
      detail: { reason: sentence("reasons.split.deductions", { deducted: 3_000, sum: 2_999 }) },
    });
    expect(problemOf({ ...facts, lines, payments: [] })).toMatchObject({
      code: "REFUND_AMOUNT_EXCEEDED",
      detail: { refundableAmount: 0 },
    });
  });

  it("names the category that cannot be had from the payments as named", () => {
    const payments = [
      { paymentNo: "CARD", refundable: partsOf({ taxable: 4_546, vat: 454 }) },
      { paymentNo: "POINTS", refundable: partsOf({ taxFree: 5_000 }) },
    ];
    const lines = [line("SOAP", 3_000), line("RICE", 3_000, "TAX_FREE")];
    const namedLegs = [
      { paymentNo: "CARD", amount: won(4_000) },
      { paymentNo: "POINTS", amount: won(2_000) },
    ];
    expect(problemOf({ ...facts, payments, lines, namedLegs })).toMatchObject({
      code: "SPLIT_IMPOSSIBLE",
      detail: {
        reason: sentence("reasons.split.noRoom", { categories: ["TAX_FREE"], needed: 3_000, available: 2_000 }),
      },
    });
  });

  it("a return that shipping eats whole owes nobody anything", () => {
    expect(legsOf({ ...facts, lines: [line("1", 3_000)], deductions: returnShipping })).toEqual([]);
    expect(legsOf({ ...facts, lines: [], payments: [] })).toEqual([]);
    expect(legsOf({ ...facts, lines: [line("GIFT", 0)], namedLegs: [{ paymentNo: "CARD", amount: ZERO }] })).toEqual(
      [],
    );
  });

  it("a payment that stands twice is a caller's bug", () => {
    const payments = [cardAndPoints[0]!, cardAndPoints[0]!];
    expect(() => splitReturn({ ...facts, payments, lines: [line("1", 1)] })).toThrow("a payment stands twice");
  });
});
