/** Deadlines of wallets that depend on a fact nobody reported: it is asked for by name, two people record it, and it decides. */
import { randomUUID } from "node:crypto";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { readRefund, mutate } from "../../api/ask.js";
import {
  APPROVER,
  codeOf,
  collectedReturn,
  now,
  OPERATOR,
  type Paid,
  request,
  requestAndDrain,
} from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { ACCOUNT } from "../accounts.js";
import { reconcile } from "../../reconciliation/findings.js";
import { alarmsOf, callsOf } from "../ledgers.js";
import { fallBack } from "../mutations.js";

/** The service stands at 3 March 2031. */
const t = sharedTestService();

const TWO_YEARS_AGO = new Date("2029-03-01T03:00:00.000Z");
const kakao = (over: Partial<Paid> = {}): Paid => ({
  amount: 10_000,
  method: "EASY_PAY",
  provider: "KAKAO_PAY",
  paidAt: TWO_YEARS_AGO,
  ...over,
});
const owed = async (paid: Paid) => (await collectedReturn(t, [paid], { refundAccount: ACCOUNT })).refund;

interface Page {
  availableActions: string[];
  blockedReasons: { code: string; message: string }[];
  payment: { walletSource: string | null; walletSourceAtGateway: string | null; sellerConsented: boolean };
}
const SHOWN = `availableActions blockedReasons { code message } payment { walletSource walletSourceAtGateway sellerConsented }`;
const page = (refund: Pick<Refund, "id">): Promise<Page> => readRefund(t, refund, SHOWN);

interface Answer {
  correctionId: string | null;
  confirmed: boolean;
  userErrors: object[];
}

async function twoPeopleRecord({ paymentId }: Refund, facts: object): Promise<void> {
  let confirmsCorrectionId: string | null = null;
  for (const by of [OPERATOR, APPROVER]) {
    const input: object = {
      paymentId,
      facts,
      reason: "PG 관리자 화면",
      idempotencyKey: randomUUID(),
      confirmsCorrectionId,
    };
    const answered = `correctionId confirmed userErrors { code }`;
    const answer: Answer = await mutate<Answer>(t, "orderFactsCorrect", input, answered, by);
    expect(answer).toMatchObject({ userErrors: [], confirmed: by === APPROVER });
    confirmsCorrectionId = answer.correctionId;
  }
}

it("asks what was behind KakaoPay: its money is sent, a card was too late, and a bank transfer stays the way out", async () => {
  const [money, card, neither] = [await owed(kakao()), await owed(kakao()), await owed(kakao())];
  const seen = await page(money);
  expect(seen.blockedReasons).toEqual([
    {
      code: "WALLET_SOURCE_UNKNOWN",
      message: expect.stringMatching(
        /until 28 February 2030, its money until 1 March 2034,.*correction of the payment facts/,
      ),
    },
  ]);
  expect(seen.availableActions).not.toContain("REQUEST");
  expect(seen.availableActions).toContain("FALL_BACK_TO_MANUAL");
  expect(codeOf(await request(t, money))).toBe("WALLET_SOURCE_UNKNOWN");
  await twoPeopleRecord(money, { walletSource: "MONEY" });
  expect(await page(money)).toMatchObject({ blockedReasons: [], payment: { walletSource: "MONEY" } });
  expect(codeOf(await requestAndDrain(t, money))).toBe("ok");
  expect((await now(t, money)).state).toBe("completed");
  await twoPeopleRecord(card, { walletSource: "CARD" });
  expect(codeOf(await request(t, card))).toBe("DEADLINE_PASSED");
  expect(codeOf(await fallBack(t, neither))).toBe("ok");
  // No rule foretells a refusal here, so a second person agrees to pay by transfer what may be a card's money.
  expect((await now(t, neither)).approvalReasons).toContain("NO_REFUSAL_BEHIND");
});

it("is not asked where it was reported with the payment", async () => {
  expect(codeOf(await request(t, await owed(kakao({ walletSource: "MONEY" }))))).toBe("ok");
  expect(codeOf(await request(t, await owed(kakao({ walletSource: "CARD" }))))).toBe("DEADLINE_PASSED");
});

/** A KakaoPay payment with this behind it at the gateway, after whatever was to be asked there was asked. */
async function seenAtGateway(easyPayMethod: "card" | "charge" | "unnamed", over: Partial<Paid> = {}): Promise<Refund> {
  const refund = await owed(
    kakao({ ...over, atGateway: { method: "easyPay", pgProvider: "KAKAOPAY", easyPayMethod } }),
  );
  await t.drain();
  return refund;
}

it("is asked of the gateway before anybody clicks: its money is sent, and a card was too late", async () => {
  const money = await seenAtGateway("charge");
  expect(await page(money)).toMatchObject({
    blockedReasons: [],
    payment: { walletSource: null, walletSourceAtGateway: "MONEY" },
  });
  expect(codeOf(await request(t, money))).toBe("ok");
  await t.drain();
  expect((await now(t, money)).state).toBe("completed");
  const card = await seenAtGateway("card");
  expect(await page(card)).toMatchObject({ payment: { walletSourceAtGateway: "CARD" } });
  expect(codeOf(await request(t, card))).toBe("DEADLINE_PASSED");
});

it("stays a question for people where the gateway does not name it either", async () => {
  const refund = await seenAtGateway("unnamed");
  expect(await page(refund)).toMatchObject({
    blockedReasons: [{ code: "WALLET_SOURCE_UNKNOWN" }],
    payment: { walletSourceAtGateway: null },
  });
});

it("is not asked of the gateway where it was reported, or where no deadline depends on it", async () => {
  for (const paid of [kakao({ walletSource: "MONEY" }), kakao({ provider: "NAVER_PAY" }), kakao({ method: "CARD" })]) {
    const refund = await owed(paid);
    await t.drain();
    const [payment] = await t.rows<{ id: string }>(`select gateway_payment_id as id from payment where id = ?`, [
      refund.paymentId,
    ]);
    expect(await callsOf(t, payment?.id ?? "")).toEqual([]);
  }
});

it("reported otherwise than the gateway says, it counts for nothing: reconciliation says so, and two people decide", async () => {
  const refund = await seenAtGateway("charge", { walletSource: "CARD" });
  expect(codeOf(await request(t, refund))).toBe("DEADLINE_PASSED");
  expect((await reconcile(t)).of(refund.paymentId)).toMatchObject([
    {
      kind: "STATE",
      subject: "walletSource",
      ours: "CARD",
      theirs: "MONEY",
      remedy: "CORRECT_WALLET_SOURCE",
      mended: false,
    },
  ]);
  expect(await page(refund)).toMatchObject({
    blockedReasons: [{ code: "WALLET_SOURCE_UNKNOWN" }],
    payment: { walletSource: "CARD", walletSourceAtGateway: "MONEY" },
  });
  expect(await alarmsOf(t, refund.paymentId)).toContain("RECONCILIATION");
  await twoPeopleRecord(refund, { walletSource: "MONEY" });
  expect(codeOf(await request(t, refund))).toBe("ok");
});

it("asks for the seller's consent to a PayPal refund after 180 days, and sends it once two people recorded it", async () => {
  const refund = await owed(kakao({ provider: "PAYPAL", paidAt: new Date("2030-06-01T03:00:00.000Z") }));
  expect((await page(refund)).blockedReasons).toMatchObject([{ code: "SELLER_CONSENT_MISSING" }]);
  expect((await request(t, refund)).outcome).toMatchObject({
    problem: { code: "SELLER_CONSENT_MISSING", detail: { lastDay: "2030-11-27" } },
  });
  await twoPeopleRecord(refund, { sellerConsented: true });
  expect(await page(refund)).toMatchObject({ blockedReasons: [], payment: { sellerConsented: true } });
  expect(codeOf(await request(t, refund))).toBe("ok");
});
