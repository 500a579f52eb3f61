/** orderFactsCorrect of the captured amount (매입): two people correct it, the balance follows to the won, and the gateway's look-up wins. */
import { moneyText } from "../../../src/messages/formats.js";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { dataOf, errorOf } from "../../api/ask.js";
import {
  APPROVER,
  balanceOf,
  codeOf,
  everyRow,
  key,
  now,
  OPERATOR,
  person,
  request,
  RETURN_SERVICE,
  type Paid,
} from "../../kit/fixtures.js";
import { EBP_SECRET, openHooks, signedAtEbp, type Hooks } from "../../webhooks/open-hooks.js";
import { alarmsOf, assertBooksAgree, returnedInParts, stateOf } from "../ledgers.js";
import { retry } from "../mutations.js";

let h: Hooks;
beforeAll(async () => {
  h = await openHooks();
});
afterAll(() => h.close());

const CORRECT = `mutation ($input: OrderFactsCorrectInput!) { orderFactsCorrect(input: $input) { correctionId confirmed
  payment { capturedAmount { amount } uncaptured { total { amount } } refundable { amount } }
  userErrors { code message field } } }`;
const REPORT = `mutation ($input: PaymentCaptureReportInput!) { paymentCaptureReport(input: $input) { userErrors { code message } } }`;

interface Answer {
  correctionId: string | null;
  confirmed: boolean;
  payment: object | null;
  userErrors: { code: string; message: string; field: string[] }[];
}

async function state(paymentId: string, capturedAmount: number, by = OPERATOR, confirmsCorrectionId?: string | null) {
  const facts = { capturedAmount };
  const input = { paymentId, facts, confirmsCorrectionId, reason: "결제사 매입 내역", idempotencyKey: randomUUID() };
  return (await dataOf<{ orderFactsCorrect: Answer }>(h.t, CORRECT, { input }, { by })).orderFactsCorrect;
}

/** Stated by one person and confirmed by another. */
async function correct(paymentId: string, capturedAmount: number): Promise<Answer> {
  const { correctionId, userErrors } = await state(paymentId, capturedAmount);
  expect(userErrors).toEqual([]);
  return state(paymentId, capturedAmount, APPROVER, correctionId);
}

async function report(paid: { gateway?: string; gatewayPaymentId: string }, capturedAmount: number) {
  const input = { gateway: "PORTONE_V2", ...paid, capturedAmount, idempotencyKey: key() };
  const { paymentCaptureReport } = await dataOf<{ paymentCaptureReport: Answer }>(
    h.t,
    REPORT,
    { input },
    { by: RETURN_SERVICE },
  );
  return paymentCaptureReport.userErrors;
}

/** 20,000 authorised at PortOne and so much of it reported as captured; a refund is reserved for each part. */
async function captured(amount: number, parts: readonly number[], paid: Partial<Paid> = {}) {
  const returned = await returnedInParts(h.t, { amount: 20_000, captureState: "AUTHORISED", ...paid }, parts);
  expect(await report({ gatewayPaymentId: returned.gatewayPaymentId }, amount)).toEqual([]);
  return returned;
}

/** 20,000 authorised at EBP, which has captured so much of it; a refund of 12,000 is reserved. */
const atEbp = async (orderNo: string, capturedAtEbp: number | null) => {
  await h.ebp.control.createPayment({
    id: orderNo,
    amount: { total: 20_000 },
    captured: false,
    status: capturedAtEbp === null ? "PENDING" : "COMPLETE",
  });
  if (capturedAtEbp !== null) await h.ebp.control.capture(orderNo, { amount: capturedAtEbp });
  const { paymentId, refunds } = await returnedInParts(
    h.t,
    { amount: 20_000, gateway: "EBP", gatewayPaymentId: orderNo, captureState: "AUTHORISED" },
    [12_000],
  );
  return { paymentId, refunds, orderNo };
};

/** The refund is requested and paid by the gateway. */
async function paid(refund: Refund): Promise<void> {
  expect(codeOf(await request(h.t, refund))).toBe("ok");
  await h.t.drain();
  expect(await stateOf(h.t, refund)).toBe("completed");
}

const shown = (capturedAmount: number, uncaptured: number, refundable: number) => ({
  capturedAmount: { amount: capturedAmount },
  uncaptured: { total: { amount: uncaptured } },
  refundable: { amount: refundable },
});

describe("a captured amount", () => {
  it.each([
    ["more", 17_000, 3_000, 13_000],
    ["all of it", 20_000, 0, 16_000],
    ["less", 4_001, 15_999, 1],
    ["no more than is reserved", 4_000, 16_000, 0],
  ])("was %s: the room changes by exactly as much once a second person confirms", async (_, amount, rest, room) => {
    const { paymentId } = await captured(10_000, [4_000]);
    const before = await everyRow(h.t);
    const proposed = await state(paymentId, amount);
    expect(proposed).toMatchObject({ userErrors: [], confirmed: false, payment: shown(10_000, 10_000, 6_000) });
    expect((await everyRow(h.t))["payment"]).toEqual(before["payment"]);
    expect((await state(paymentId, amount, OPERATOR, proposed.correctionId)).userErrors).toMatchObject([
      { code: "SAME_PERSON" },
    ]);
    expect(await state(paymentId, amount, APPROVER, proposed.correctionId)).toMatchObject({
      userErrors: [],
      confirmed: true,
      payment: shown(amount, rest, room),
    });
    expect(await balanceOf(h.t, paymentId)).toMatchObject({ reserved: 4_000, excess: 0 });
    expect(
      await h.t.rows(
        `select kind, before, after, actor, correction_id = ? as by_it from order_fact_change where payment_id = ? order by id`,
        [proposed.correctionId, paymentId],
      ),
    ).toMatchObject([
      { kind: "CAPTURED", after: { capturedAmount: 10_000 } },
      {
        kind: "CORRECTED",
        before: { capturedAmount: 10_000 },
        after: { capturedAmount: amount },
        actor: APPROVER.subject,
        by_it: true,
      },
    ]);
    await assertBooksAgree(h.t);
  });

  it("that was corrected is not changed by the wrong report, said again; another one contradicts it", async () => {
    const { paymentId, gatewayPaymentId } = await captured(10_000, [1_000]);
    await correct(paymentId, 12_000);
    const before = await everyRow(h.t);
    expect(await report({ gatewayPaymentId }, 10_000)).toEqual([]);
    expect(await report({ gatewayPaymentId }, 12_000)).toEqual([]);
    expect(await report({ gatewayPaymentId }, 9_000)).toMatchObject([
      { code: "FACTS_CONFLICT", message: expect.stringContaining("the captured amount was KRW 12,000, now KRW 9,000") },
    ]);
    expect((await everyRow(h.t))["payment"]).toEqual(before["payment"]);
    await correct(paymentId, 10_000);
    expect(await report({ gatewayPaymentId }, 12_000)).toEqual([]);
    await assertBooksAgree(h.t);
  });

  it("that was too little: the refund it had refused is paid after all", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await captured(10_000, [15_000]);
    const [refund] = refunds;
    assert(refund);
    expect(await now(h.t, refund)).toMatchObject({ refusalCause: "NEVER_CAPTURED" });
    expect((await correct(paymentId, 15_000)).payment).toEqual(shown(15_000, 5_000, 15_000));
    expect(codeOf(await retry(h.t, refund))).toBe("ok");
    await h.t.drain();
    expect(await stateOf(h.t, refund)).toBe("completed");
    expect(await h.t.sandbox.cancellationsOf(gatewayPaymentId)).toMatchObject([{ total: 15_000 }]);
    await assertBooksAgree(h.t);
  });

  it("keeps the tax parts of what is free", async () => {
    const { paymentId } = await captured(10_000, [4_000], { taxFree: 0, vat: 1_818 } as Partial<Paid>);
    await correct(paymentId, 7_777);
    await correct(paymentId, 20_000);
    expect(
      await h.t.rows(
        `select uncaptured_total::int as total, uncaptured_taxable::int as taxable, uncaptured_vat::int as vat from payment where id = ?`,
        [paymentId],
      ),
    ).toEqual([{ total: 0, taxable: 0, vat: 0 }]);
    await assertBooksAgree(h.t);
  });
});

describe("a captured amount is refused", () => {
  const krw = (amount: number) => moneyText("en", amount, "KRW");
  const bounds = (spent: number, amount: number) => [
    {
      code: "FACTS_INCONSISTENT",
      field: ["capturedAmount"],
      message: expect.stringContaining(
        `KRW 20,000 was authorised and ${krw(spent)} is refunded or reserved, so that from ${krw(Math.max(1, spent))} to KRW 20,000 can have been captured, and not ${krw(amount)}`,
      ),
    },
  ];

  it("above what was authorised, and below what is refunded and reserved; at each bound it is taken", async () => {
    const { refunds, paymentId } = await captured(10_000, [3_000, 4_000]);
    await paid(refunds[0]!);
    for (const amount of [20_001, 6_999, 1])
      expect((await state(paymentId, amount)).userErrors).toEqual(bounds(7_000, amount));
    expect((await correct(paymentId, 7_000)).payment).toEqual(shown(7_000, 13_000, 0));
    expect((await correct(paymentId, 20_000)).payment).toEqual(shown(20_000, 0, 13_000));
    expect((await state(paymentId, 0)).userErrors).toMatchObject([{ code: "INVALID_INPUT" }]);
    await assertBooksAgree(h.t);
  });

  it("when money was reserved between the statement and its confirmation", async () => {
    const { paymentId, gatewayPaymentId } = await captured(10_000, [3_000]);
    const { correctionId } = await state(paymentId, 4_000);
    await h.t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 2_000 });
    // Nobody has reported that cancel: it is booked before the amount is looked at.
    expect((await state(paymentId, 4_000, APPROVER, correctionId)).userErrors).toEqual(bounds(5_000, 4_000));
    expect(await balanceOf(h.t, paymentId)).toMatchObject({ refundedAtGateway: 2_000, reserved: 3_000 });
    await assertBooksAgree(h.t);
  });

  it("where no capture was reported, and where it is known already", async () => {
    const { paymentId } = await atEbp(`ORD_N_${process.pid}`, null);
    expect((await state(paymentId, 10_000)).userErrors).toMatchObject([
      { code: "FACTS_INCONSISTENT", message: expect.stringContaining("the settlement service reports it") },
    ]);
    const known = await captured(10_000, [1_000]);
    expect((await state(known.paymentId, 10_000)).userErrors).toMatchObject([{ code: "INVALID_INPUT" }]);
  });

  it("from somebody who may not correct facts", async () => {
    const { paymentId } = await captured(10_000, [1_000]);
    const input = { paymentId, facts: { capturedAmount: 12_000 }, reason: "x", idempotencyKey: randomUUID() };
    for (const role of ["cs-agent", "accountant"] as const)
      expect((await errorOf(h.t, CORRECT, { input }, { by: person(`no.${role}`, role) })).code).toBe("FORBIDDEN");
    expect(await balanceOf(h.t, paymentId)).toMatchObject({ refundedAtGateway: 0, reserved: 1_000 });
  });
});

describe("several at once", () => {
  it("of two people who confirm at the same moment one does, and the room moves once", async () => {
    for (let time = 0; time < 3; time += 1) {
      const { paymentId } = await captured(10_000, [4_000]);
      const { correctionId } = await state(paymentId, 12_000);
      const others = [APPROVER, person("jung.second", "approver"), person("han.third", "approver")];
      const answers = await Promise.all(others.map((by) => state(paymentId, 12_000, by, correctionId)));
      expect(answers.filter(({ confirmed }) => confirmed)).toHaveLength(1);
      const refused = answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code));
      expect(refused.every((code) => code === "STATEMENT_CONFLICT" || code === "INVALID_INPUT")).toBe(true);
      expect((await state(paymentId, 11_000)).payment).toEqual(shown(12_000, 8_000, 8_000));
    }
    await assertBooksAgree(h.t);
  });

  it("a correction and refunds at the same moment never hold more than was captured", async () => {
    for (let time = 0; time < 4; time += 1) {
      const { refunds, paymentId, gatewayPaymentId } = await captured(20_000, [5_000, 4_000]);
      const { correctionId } = await state(paymentId, 9_000);
      await Promise.all([
        ...refunds.map((refund) => request(h.t, refund)),
        state(paymentId, 9_000, APPROVER, correctionId),
        h.t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 1 }),
      ]);
      await h.t.drain();
      const [row] = await h.t.rows<{ spent: number; captured: number }>(
        `select (refunded_at_gateway_total + reserved_total)::int as spent, captured_amount::int as captured from payment where id = ?`,
        [paymentId],
      );
      assert(row);
      expect(row.spent).toBeLessThanOrEqual(row.captured);
    }
    await assertBooksAgree(h.t);
  });
});

describe("a cancel that released what was not captured", () => {
  it("is found by the corrected amount, as it would have been by the first report", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await captured(20_000, [4_000]);
    await h.t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 10_000 });
    expect((await correct(paymentId, 10_000)).payment).toEqual(shown(10_000, 0, 6_000));
    await assertBooksAgree(h.t);
    // People's word alone makes no release of a cancel of another amount.
    const other = await captured(20_000, [4_000]);
    await h.t.sandbox.cancelInConsole(other.gatewayPaymentId, { amount: 18_000 });
    expect((await state(other.paymentId, 10_000)).userErrors).toMatchObject([
      { code: "FACTS_INCONSISTENT", message: expect.stringContaining("from KRW 18,000 to KRW 20,000") },
    ]);
    expect(await stateOf(h.t, refunds[0]!)).toBe("returnCollected");
  });

  it("stays one where even less was captured", async () => {
    const { paymentId, gatewayPaymentId } = await captured(10_000, [4_000]);
    await h.t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 10_000 });
    expect((await correct(paymentId, 9_000)).payment).toEqual(shown(9_000, 1_000, 5_000));
    expect((await state(paymentId, 3_999)).userErrors).toMatchObject([
      { message: expect.stringContaining("KRW 4,000 is refunded or reserved") },
    ]);
    await assertBooksAgree(h.t);
  });

  it("is the customer's money where all was captured, and a second person looks at what is still owed", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await captured(10_000, [4_000]);
    await h.t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 10_000 });
    expect((await correct(paymentId, 20_000)).payment).toEqual(shown(20_000, 0, 6_000));
    expect(await alarmsOf(h.t, paymentId)).toEqual(["MONEY_MAY_HAVE_MOVED"]);
    await request(h.t, refunds[0]!);
    expect(await now(h.t, refunds[0]!)).toMatchObject({ state: "refundRequested.awaitingApproval" });
    await assertBooksAgree(h.t);
  });
});

describe("the gateway", () => {
  it("wins: where all is cancelled at it, no more was captured than was cancelled", async () => {
    const { paymentId, refunds, orderNo } = await atEbp(`ORD_A_${process.pid}`, 12_000);
    expect(await report({ gateway: "EBP", gatewayPaymentId: orderNo }, 12_000)).toEqual([]);
    await paid(refunds[0]!);
    expect((await state(paymentId, 15_000)).userErrors).toMatchObject([
      { code: "EVIDENCE_DISAGREES", message: expect.stringContaining("cancelled so far: in full") },
    ]);
    expect(await balanceOf(h.t, paymentId)).toMatchObject({ refundedAtGateway: 12_000, excess: 0 });
  });

  it("wins: what it shows as only authorised was not captured, whatever people say", async () => {
    const { paymentId, orderNo } = await atEbp(`ORD_B_${process.pid}`, null);
    expect(await report({ gateway: "EBP", gatewayPaymentId: orderNo }, 15_000)).toEqual([]);
    expect((await state(paymentId, 16_000)).userErrors).toMatchObject([
      { code: "EVIDENCE_DISAGREES", field: ["capturedAmount"], message: expect.stringContaining("not captured") },
    ]);
  });

  it("is asked again before a confirmation takes effect; where it cannot be asked, nothing does", async () => {
    const { paymentId, gatewayPaymentId } = await captured(10_000, [4_000]);
    const { correctionId } = await state(paymentId, 12_000);
    await h.t.sandbox.planFault({
      hits: "get",
      paymentId: gatewayPaymentId,
      fault: { kind: "STATUS_5XX" },
    });
    const confirmed = await state(paymentId, 12_000, APPROVER, correctionId);
    expect(confirmed.userErrors).toMatchObject([{ code: "GATEWAY_UNREACHABLE" }]);
    expect(await state(paymentId, 12_000, APPROVER, correctionId)).toMatchObject({ confirmed: true });
  });

  it("that had said so in its webhook: the alarm of that amount is settled, one of another stays", async () => {
    await h.ebp.control.setWebhook({ url: h.url.ebp, secret: EBP_SECRET });
    const { paymentId, orderNo } = await atEbp(`ORD_C_${process.pid}`, 13_000);
    expect(await report({ gateway: "EBP", gatewayPaymentId: orderNo }, 14_000)).toEqual([]);
    for (const capturedAmount of ["13000", "12500"]) {
      const data = { orderNo, paymentStatus: "CAPTURED", capturedAmount };
      const body = JSON.stringify({ eventType: "PAYMENT_CAPTURED", eventTime: "2031-03-03T00:00:00Z", data });
      expect(await signedAtEbp(h, body)).toBe(200);
    }
    await h.app.drainJobs();
    expect((await correct(paymentId, 13_000)).payment).toEqual(shown(13_000, 7_000, 1_000));
    expect(
      await h.t.rows(
        `select detail ->> 'reported' as reported, closed_by as by from work_item where kind = 'CAPTURE_DIFFERS' and payment_id = ? order by reported`,
        [paymentId],
      ),
    ).toEqual([
      { reported: "12500", by: null },
      { reported: "13000", by: APPROVER.subject },
    ]);
    // The gateway says the corrected amount anew: people look again.
    const again = { orderNo, paymentStatus: "CAPTURED", capturedAmount: "14000" };
    await signedAtEbp(
      h,
      JSON.stringify({ eventType: "PAYMENT_CAPTURED", eventTime: "2031-03-03T01:00:00Z", data: again }),
    );
    await h.app.drainJobs();
    expect((await alarmsOf(h.t, paymentId)).filter((kind) => kind === "CAPTURE_DIFFERS")).toHaveLength(3);
    await assertBooksAgree(h.t);
  });
});
