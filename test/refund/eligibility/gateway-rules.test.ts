/** The gateways' dated rules: preview, page, request, retry and approval say the same, and a corrected rule opens what it opens, on its day. */
import type { Principal } from "../../../src/access/principal.js";
import { previewReturn } from "../../../src/refund/commands/preview.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { readRefund, mutate } from "../../api/ask.js";
import { handClock, HOUR, MINUTE } from "../../kit/clock.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { openTestService, type TestService } from "../../kit/test-service.js";
import {
  APPROVER,
  codeOf,
  collectedReturn,
  key,
  now,
  OPERATOR,
  type Paid,
  request,
  requestAndDrain,
} from "../../kit/fixtures.js";
import { ACCOUNT, intoVirtualAccount } from "../accounts.js";
import { handedOver } from "../handed-over.js";
import { attemptsOf, postsOf, untilQuiet } from "../ledgers.js";
import { approve, changeAccount, fallBack, retry } from "../mutations.js";
import { ABOVE_LIMIT } from "../states.js";

const DAY = 24 * HOUR;

interface Received {
  availableActions: string[];
  blockedReasons: { code: string; weight: string; fallBack: boolean; message: string }[];
}

const page = (t: TestService, refund: Pick<Refund, "id">, by: Principal = OPERATOR): Promise<Received> =>
  readRefund(t, refund, `availableActions blockedReasons { code weight fallBack message }`, { by });
const codesOf = ({ blockedReasons }: Received): string[] => blockedReasons.map(({ code }) => code);
const stateOf = async (t: TestService, refund: Pick<Refund, "id">): Promise<string> =>
  (await now(t, refund)).state.replace("refundRequested.", "");

/** Opens a service at a moment for one story. */
async function at(
  moment: string,
  scenario: (t: TestService) => Promise<void>,
  options: Parameters<typeof openTestService>[0] = {},
): Promise<void> {
  const t = await openTestService({ clock: handClock(moment), ...options });
  try {
    await scenario(t);
  } finally {
    await t.close();
  }
}

describe("a card payment of more than two years ago", () => {
  const t = sharedTestService();

  /** On 3 March 2031, the day of the service, the last possible day of such a payment is today. */
  const LAST_DAY: Paid = { amount: 10_000, paidAt: new Date("2029-03-03T03:00:00.000Z") };
  const TOO_LATE: Paid = { amount: 10_000, paidAt: new Date("2029-03-01T03:00:00.000Z") };

  it("is blocked everywhere alike, and leaves the bank transfer", async () => {
    const { refund, order, gatewayPaymentId } = await collectedReturn(t, [TOO_LATE], {
      sold: [{ amount: 10_000, quantity: 2 }],
      refundAccount: ACCOUNT,
    });
    const preview = await previewReturn(t.context, {
      orderNo: order.orderNo,
      lines: [{ lineNo: "1", quantity: 1, amount: null }],
      deductions: [],
    });
    expect(preview).toMatchObject({
      value: [
        { lastDay: "2030-02-28", lastDayApproximate: true, objections: [{ code: "DEADLINE_PASSED", manual: true }] },
      ],
    });
    const received = await page(t, refund);
    expect(received).toMatchObject({
      blockedReasons: [{ code: "DEADLINE_PASSED", weight: "BLOCKS", fallBack: true }],
    });
    expect(received.availableActions).not.toContain("REQUEST");
    expect(received.availableActions).toContain("FALL_BACK_TO_MANUAL");
    expect((await request(t, refund)).outcome).toMatchObject({
      problem: { code: "DEADLINE_PASSED", detail: { lastDay: "2031-03-01" } },
    });
    expect(await attemptsOf(t, refund)).toEqual([]);
    expect(codeOf(await fallBack(t, refund))).toBe("ok");
    // What is paid by hand no longer depends on the gateway's rules.
    expect((await page(t, refund)).blockedReasons).toEqual([]);
    expect(await postsOf(t, gatewayPaymentId)).toEqual([]);
  });

  it("between the usual deadline and the last possible day is warned of, and sent", async () => {
    const { refund } = await collectedReturn(t, [{ amount: 10_000, paidAt: new Date("2029-09-01T03:00:00.000Z") }]);
    const received = await page(t, refund);
    expect(received.blockedReasons).toMatchObject([{ code: "DEADLINE_UNCERTAIN", weight: "WARNS", fallBack: false }]);
    expect(received.availableActions).toContain("REQUEST");
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("completed");
  });

  it("that passes between the request and the next step blocks that step: a retry, an approval", async () => {
    const refused = await collectedReturn(t, [LAST_DAY]);
    await t.sandbox.planFault({ hits: "cancel", fault: { kind: "REFUSE" }, paymentId: refused.gatewayPaymentId });
    expect(codeOf(await request(t, refused.refund))).toBe("ok");
    const large = await collectedReturn(t, [{ ...LAST_DAY, amount: ABOVE_LIMIT }]);
    expect(codeOf(await requestAndDrain(t, large.refund))).toBe("ok");
    expect(await stateOf(t, refused.refund)).toBe("refused");
    expect(await stateOf(t, large.refund)).toBe("awaitingApproval");
    expect((await page(t, large.refund, APPROVER)).availableActions).toContain("APPROVE");
    t.clock.advance(DAY);
    expect(codeOf(await retry(t, refused.refund))).toBe("DEADLINE_PASSED");
    expect((await page(t, refused.refund)).availableActions).not.toContain("RETRY");
    expect(codeOf(await approve(t, large.refund))).toBe("DEADLINE_PASSED");
    expect((await page(t, large.refund, APPROVER)).availableActions).not.toContain("APPROVE");
    expect(await stateOf(t, large.refund)).toBe("awaitingApproval");
  });
});

describe("a corrected rule", () => {
  const CARD_DEADLINE = "00000000-0000-7000-8000-000000000001";

  it("opens what was closed, for every refund, from its day on and not before", () =>
    at("2031-03-03T01:00:00.000Z", async (t) => {
      const { refund } = await collectedReturn(t, [{ amount: 10_000, paidAt: new Date("2028-06-01T03:00:00.000Z") }]);
      expect(codeOf(await request(t, refund))).toBe("DEADLINE_PASSED");
      const input = {
        ruleId: CARD_DEADLINE,
        value: { deadline: { within: { unit: "YEARS", count: 5 } } },
        validFrom: "2031-03-04",
        source: "a letter of the card companies of 2 March 2031",
        idempotencyKey: key(),
      };
      expect(
        await mutate(t, "gatewayRuleCorrect", input, `rule { id standing } userErrors { code }`, APPROVER),
      ).toMatchObject({ rule: { standing: "NOT_YET" }, userErrors: [] });
      // 23:59 in Korea on the day before.
      t.clock.advance(13 * HOUR + 59 * MINUTE);
      expect(codeOf(await request(t, refund))).toBe("DEADLINE_PASSED");
      expect(codesOf(await page(t, refund))).toEqual(["DEADLINE_PASSED"]);
      t.clock.advance(MINUTE);
      expect(await page(t, refund)).toMatchObject({ blockedReasons: [] });
      expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
      expect(await stateOf(t, refund)).toBe("completed");
    }));
});

describe("a mobile payment", () => {
  const PAID_AT = new Date("2031-01-31T09:59:59.000Z");
  const mobile = (over: Partial<Paid> = {}): Paid => ({
    amount: 10_000,
    method: "MOBILE",
    paidAt: PAID_AT,
    atGateway: { method: "mobile" },
    ...over,
  });

  it("of 31 January can be cancelled until midnight in Korea, and on 1 February no more", () =>
    at("2031-01-31T14:59:59.999Z", async (t) => {
      const early = await collectedReturn(t, [mobile()]);
      const late = await collectedReturn(t, [mobile()]);
      expect(codesOf(await page(t, late.refund))).toEqual([]);
      expect(codeOf(await requestAndDrain(t, early.refund))).toBe("ok");
      expect(await stateOf(t, early.refund)).toBe("completed");
      t.clock.advance(1);
      expect((await request(t, late.refund)).outcome).toMatchObject({
        problem: { code: "DEADLINE_PASSED", detail: { lastDay: "2031-01-31" } },
      });
    }));

  it("goes to a bank account from the next month on, where the provider does that and the shop has its contract", () =>
    at("2031-01-31T10:00:00.000Z", async (t) => {
      const paid = mobile({ provider: "KCP", atGateway: { method: "mobile", pgProvider: "KCP_V2" } });
      const within = await collectedReturn(t, [paid], { refundAccount: ACCOUNT });
      await requestAndDrain(t, within.refund);
      expect((await postsOf(t, within.gatewayPaymentId))[0]?.body).not.toContain("refundAccount");
      const next = await collectedReturn(t, [paid]);
      t.clock.advance(DAY);
      expect(codeOf(await request(t, next.refund))).toBe("REFUND_ACCOUNT_MISSING");
      await changeAccount(t, next.refund, ACCOUNT);
      expect(codeOf(await requestAndDrain(t, next.refund))).toBe("ok");
      await untilQuiet(t, [next.refund]);
      expect((await postsOf(t, next.gatewayPaymentId))[0]?.body).toContain("refundAccount");
      expect(await stateOf(t, next.refund)).toBe("completed");
    }));

  it("cannot be cancelled in part, but all of it can", () =>
    at("2031-01-31T10:00:00.000Z", async (t) => {
      const { refund } = await collectedReturn(t, [mobile()], { sold: [{ amount: 10_000, quantity: 2 }] });
      expect(codeOf(await request(t, refund))).toBe("PARTIAL_NOT_POSSIBLE");
      expect(await page(t, refund)).toMatchObject({
        blockedReasons: [{ code: "PARTIAL_NOT_POSSIBLE", fallBack: true }],
      });
    }));
});

it("outside a provider's hours a request is taken, waits for the opening, and is sent then", () =>
  // Half past eleven at night in Korea; KSNET refunds virtual accounts from 06:00 to 23:00.
  at(
    "2031-03-03T14:30:00.000Z",
    async (t) => {
      const paid = intoVirtualAccount(10_000, { provider: "KSNET", atGateway: { pgProvider: "KSNET" } });
      const { refund, gatewayPaymentId } = await collectedReturn(t, [paid], { refundAccount: ACCOUNT });
      const received = await page(t, refund);
      expect(received.blockedReasons).toEqual([
        {
          code: "OUTSIDE_HOURS",
          weight: "DELAYS",
          fallBack: false,
          message: "The provider takes refunds from 06:00 to 23:00 (Korean time); a request is sent then.",
        },
      ]);
      expect(received.availableActions).toContain("REQUEST");
      expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
      const opening = new Date("2031-03-03T21:00:00.000Z");
      expect(await now(t, refund)).toMatchObject({ state: "refundRequested.deferred", deferredUntil: opening });
      await t.pass(6 * HOUR);
      expect(await stateOf(t, refund)).toBe("deferred");
      expect(await postsOf(t, gatewayPaymentId)).toEqual([]);
      await t.pass(opening.getTime() - t.clock.now().getTime() + MINUTE);
      expect(await stateOf(t, refund)).toBe("pending");
      expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
    },
    { contracts: ["KSNET"] },
  ));

describe("a provider's own rules, as they were reported", () => {
  const t = sharedTestService({ contracts: ["NICE", "KCP"] });

  it("a virtual account of NICE ends after 180 days: said before the button, and the bank transfer is the way on", async () => {
    const atGateway = { method: "virtualAccount", pgProvider: "NICE_V2" } as const;
    const { refund } = await handedOver(t, "virtual-account-nice-180-days", atGateway);
    const seen = await page(t, refund);
    expect(seen.blockedReasons).toMatchObject([{ code: "DEADLINE_PASSED", weight: "BLOCKS", fallBack: true }]);
    expect(seen.availableActions).toContain("FALL_BACK_TO_MANUAL");
    expect(codeOf(await request(t, refund))).toBe("DEADLINE_PASSED");
    const elsewhere = await handedOver(t, "virtual-account-nice-180-days", atGateway, {
      change: ({ order }) => order.payments.forEach((payment) => Object.assign(payment, { provider: "KCP" })),
    });
    expect((await page(t, elsewhere.refund)).blockedReasons).toMatchObject([
      { code: "DEADLINE_UNCERTAIN", weight: "WARNS" },
    ]);
    expect(codeOf(await request(t, elsewhere.refund))).toBe("ok");
  });

  it("KSNET takes nine parts of a transfer, and the tenth says so before it is sent", async () => {
    const of = key();
    const refunds: Refund[] = [];
    for (let part = 1; part <= 11; part++) {
      const atGateway = { method: "transfer", pgProvider: "KSNET" } as const;
      const { refund } = await handedOver(t, "ksnet-rules-other-methods", atGateway, { of });
      refunds.push(refund);
      expect([part, codeOf(await request(t, refund))]).toEqual([part, part <= 9 ? "ok" : "CANCEL_COUNT_EXHAUSTED"]);
      await t.drain();
    }
    expect(codesOf(await page(t, refunds[9]!))).toEqual(["CANCEL_COUNT_EXHAUSTED"]);
    expect((await now(t, refunds[8]!)).state).toBe("completed");
  });
});
