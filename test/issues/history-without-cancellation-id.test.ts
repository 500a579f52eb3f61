/** i'mport's answer listed a cancel without `cancellation_id`, as answers before 2024 did: the refund stayed unknown until two people ended it. */
import { randomUUID } from "node:crypto";
import type { PaymentFacts } from "../../sandbox/iamport-v1/control.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { openVendor, type OpenVendor } from "../gateways/contract/gateway-under-test.js";
import { iamportV1 } from "../gateways/contract/iamport-v1.js";
import { caseInput, type CaseInput } from "../kit/case.js";
import { handClock, HOUR, MINUTE } from "../kit/clock.js";
import { balanceOf, codeOf, now, requestAndDrain } from "../kit/fixtures.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { collectedRefund } from "../refund/handed-over.js";
import { alarmsOf, assertBooksAgree } from "../refund/ledgers.js";

const SLUG = "v1-history-without-cancellation-id";

let t: TestService;
let vendor: OpenVendor;
beforeAll(async () => {
  const clock = handClock();
  vendor = await openVendor(iamportV1, clock);
  t = await openTestService({ clock, gateways: () => vendor.settings() });
});
afterAll(async () => {
  await t.close();
  await vendor.close();
});

let order = "";
let handOver: CaseInput;
beforeEach(async () => {
  order = randomUUID();
  handOver = await caseInput(t, SLUG, order);
});
const imp = (): string => `pay-${order}`;

interface Control {
  createPayment(facts: PaymentFacts): Promise<unknown>;
  planFault(plan: { hits: string; paymentId: string; fault: object }): Promise<void>;
}
const control = (): Control => vendor.ledger as unknown as Control;

/** From now on, its rows are answered with their ids, or without. */
const answeredWithIds = (cancellationIds: boolean) =>
  control().createPayment({ id: imp(), amount: { total: 20_000 }, pgProvider: "nice", cancellationIds });

/** A return of one of the two lines, requested and sent. */
async function refunded(lineNo: string): Promise<Refund> {
  const one = {
    ...handOver,
    idempotencyKey: randomUUID(),
    return: { ...handOver.return, returnNo: `R-${randomUUID()}`, lines: [{ lineNo, quantity: 1 }] },
  };
  const refund = await collectedRefund(t, one);
  expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
  return now(t, refund);
}

async function lookAtIt({ paymentId }: Refund): Promise<void> {
  for (const _ of [1, 2]) await lookUpPayment(t.context, paymentId, "RECONCILER");
}

const idsOn = async ({ paymentId }: Refund): Promise<string[]> =>
  (
    await t.rows<{ id: string }>(
      `select gateway_cancellation_id as id from booked_cancellation where payment_id = ? order by booked_at, id`,
      [paymentId],
    )
  ).map(({ id }) => id);

async function expectBookedOnce(refund: Refund, times: number): Promise<void> {
  expect(await idsOn(refund)).toHaveLength(times);
  const refundedAtGateway = times * 10_000;
  expect(await balanceOf(t, refund.paymentId)).toMatchObject({ refundedAtGateway, reserved: 0, excess: 0 });
  expect(await alarmsOf(t, refund.paymentId)).toEqual([]);
}

describe("a cancel that is listed without its id", () => {
  it("as it was reported: completes its refund, under a name made of what is listed", async () => {
    await answeredWithIds(false);
    const refund = await refunded("1");
    expect(refund).toMatchObject({ state: "completed", paidToCustomer: 10_000 });
    expect(await idsOn(refund)).toEqual([expect.stringMatching(/^no-id:.*:10000:\d+:0$/)]);
    await lookAtIt(refund);
    await expectBookedOnce(refund, 1);
  });

  it("stays the same one when a later answer names it, and the next cancel is another", async () => {
    await answeredWithIds(false);
    const first = await refunded("1");
    const [id] = await idsOn(first);
    await answeredWithIds(true);
    await lookAtIt(first);
    await expectBookedOnce(first, 1);
    await t.pass(MINUTE);
    const second = await refunded("2");
    expect(second.state).toBe("completed");
    await lookAtIt(second);
    await expectBookedOnce(second, 2);
    expect((await idsOn(second))[0]).toBe(id);
    await assertBooksAgree(t);
  });

  it("is the one that was booked by its id when a later answer leaves that out", async () => {
    await answeredWithIds(true);
    const first = await refunded("1");
    await answeredWithIds(false);
    await lookAtIt(first);
    await expectBookedOnce(first, 1);
    // In the same second, of the same amount: the answer cannot be told apart, the look-up can.
    const second = await refunded("2");
    await t.pass(MINUTE);
    expect((await now(t, second)).state).toBe("completed");
    await lookAtIt(second);
    await answeredWithIds(true);
    await lookAtIt(second);
    await expectBookedOnce(second, 2);
    await assertBooksAgree(t);
  });

  it("is found where the answer to it was lost", async () => {
    await answeredWithIds(false);
    const fault = { kind: "LOSE_ANSWER_AFTER_EFFECT" };
    await control().planFault({ hits: "cancel", paymentId: imp(), fault });
    const refund = await refunded("1");
    expect(refund.state).toBe("refundRequested.unknown");
    for (const pause of [MINUTE, HOUR]) await t.pass(pause);
    expect(await now(t, refund)).toMatchObject({ state: "completed" });
    await answeredWithIds(true);
    await lookAtIt(refund);
    await expectBookedOnce(refund, 1);
  });

  it("in the console is adopted once, whether it has its id by then or not", async () => {
    await answeredWithIds(false);
    const refund = await refunded("1");
    await t.pass(MINUTE);
    await vendor.ledger.cancelInConsole(imp(), { amount: 10_000 });
    await lookAtIt(refund);
    await answeredWithIds(true);
    await lookAtIt(refund);
    expect(await idsOn(refund)).toHaveLength(2);
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ refundedAtGateway: 20_000, excess: 0 });
  });
});
