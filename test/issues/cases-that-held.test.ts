/** Reported of other systems and played here from the reports' own inputs: what held from the beginning stays so. */
import assert from "node:assert/strict";
import { koreanDay } from "../../src/clock.js";
import { won } from "../../src/money/minor-units.js";
import { requestRefunds } from "../../src/refund/commands/request-refunds.js";
import { retryRefund } from "../../src/refund/commands/retry-refund.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { readRefund, dataOf } from "../api/ask.js";
import { movedAt, openContractService } from "../gateways/contract/contract-service.js";
import { caseInputs } from "../kit/case.js";
import { MINUTE } from "../kit/clock.js";
import {
  cancelledAtGateway,
  codeOf,
  collectedReturn,
  key,
  now,
  OPERATOR,
  pathOf,
  requestAndDrain,
} from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { shared } from "../kit/shared-resource.js";
import { assertBooksAgree, cancellationsOn, postsOf, returnedInParts, stateOf } from "../refund/ledgers.js";
import { retry } from "../refund/mutations.js";

const t = sharedTestService();

it("async-cancel-fails-later: pending, found by polling, refused", async () => {
  const { fault, payment } = (await caseInputs("async-cancel-fails-later")) as {
    fault: { kind: "PENDING"; delayMs: number; outcome: "FAILED" };
    payment: { amount: { total: number }; method: "easyPay"; pgProvider: string };
  };
  const { method, pgProvider } = payment;
  const paid = { amount: payment.amount.total, method: "EASY_PAY" as const, atGateway: { method, pgProvider } };
  const { refund, gatewayPaymentId } = await collectedReturn(t, [paid]);
  await t.sandbox.planFault({ hits: "cancel", paymentId: gatewayPaymentId, fault });
  expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
  for (let look = 0; look < 3; look += 1) await t.pass(MINUTE);
  expect(await pathOf(t, refund)).toEqual(["returnCollected", "submitting", "pending", "refused"]);
  expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(0);
  await assertBooksAgree(t);
});

it("cursor-pages-with-ties: each refund once, in every order", async () => {
  const { pageSize } = (await caseInputs("cursor-pages-with-ties")) as { pageSize: number };
  const { refunds } = await returnedInParts(
    t,
    30_000,
    Array.from({ length: 23 }, () => 1_000),
  );
  const [{ refund_no: prefix } = { refund_no: "" }] = await t.rows<{ refund_no: string }>(
    `select refund_no from refund where id = ?`,
    [refunds[0]!.id],
  );
  expect(prefix).toMatch(/^RF-/);
  for (const orderBy of [
    "",
    "orderBy: { field: CREATED_AT, direction: ASC }",
    "orderBy: { field: DUE_ON, direction: ASC }",
  ]) {
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const READ = `query ($after: String) { refunds(first: ${pageSize}, after: $after${orderBy && `, ${orderBy}`}) {
        pageInfo { hasNextPage endCursor } edges { node { id } } } }`;
      const page: {
        refunds: { pageInfo: { hasNextPage: boolean; endCursor: string }; edges: { node: { id: string } }[] };
      } = await dataOf(t, READ, { after });
      seen.push(...page.refunds.edges.map(({ node }) => node.id));
      if (!page.refunds.pageInfo.hasNextPage) break;
      after = page.refunds.pageInfo.endCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(refunds.map(({ id }) => id)));
  }
});

it("idempotency-key-after-failure: the same problem again, another input refused, a new key works, and no replay calls twice", async () => {
  const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
  const K = key();
  const ask = async (expectedVersion: number, idempotencyKey: string) => {
    const wanted = { id: refund.id, expectedVersion, expectedRefundableAmount: won(10_000) };
    const bulk = await requestRefunds(t.context, OPERATOR, { refunds: [wanted], idempotencyKey });
    return bulk.ok ? codeOf(bulk.value[0]!.answered) : bulk.problem.code;
  };
  await t.sandbox.planFault({ hits: "cancel", paymentId: gatewayPaymentId, fault: { kind: "REFUSE" } });
  expect(await ask(9, K)).toBe("VERSION_CONFLICT");
  expect(await ask(9, K)).toBe("VERSION_CONFLICT");
  expect(await ask(refund.version, K)).toBe("IDEMPOTENCY_KEY_REUSED");
  const fresh = key();
  expect(await ask(refund.version, fresh)).toBe("ok");
  await t.drain();
  expect(await stateOf(t, refund)).toBe("refused");
  expect(await ask(refund.version, fresh)).toBe("ok");
  await t.drain();
  expect(await postsOf(t, gatewayPaymentId)).toHaveLength(1);
  const { version: expectedVersion } = await now(t, refund);
  const again = { id: refund.id, expectedVersion, idempotencyKey: key() };
  for (let turn = 0; turn < 2; turn += 1) expect(codeOf(await retryRefund(t.context, OPERATOR, again))).toBe("ok");
  await t.drain();
  expect(await stateOf(t, refund)).toBe("completed");
  expect(await postsOf(t, gatewayPaymentId)).toHaveLength(2);
});

it("webhook-redelivered-after-second-refund: three effects, 15,000", async () => {
  const { steps } = (await caseInputs("webhook-redelivered-after-second-refund")) as { steps: string[] };
  expect(steps).toHaveLength(5);
  const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 30_000, [10_000, 4_000]);
  const hint = () => lookUpPayment(t.context, paymentId, "WEBHOOK");
  for (const refund of refunds) {
    await requestAndDrain(t, refund);
  }
  for (let time = 0; time < 3; time += 1) await hint();
  await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 1_000 });
  for (let time = 0; time < 6; time += 1) await hint();
  const booked = await cancellationsOn(t, paymentId);
  expect(booked.map(({ amount_total }) => Number(amount_total)).sort((a, b) => a - b)).toEqual([1_000, 4_000, 10_000]);
  expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(15_000);
  await assertBooksAgree(t);
});

describe("at several gateways", () => {
  const on = shared(openContractService);

  it("kakaopay-second-partial-vat: every part is accepted, its VAT 303, 303, 303, and the sums are exact", async () => {
    const { lines } = (await caseInputs("kakaopay-second-partial-vat")) as { lines: number[] };
    for (const name of ["PORTONE_V2", "IAMPORT_V1"] as const) {
      const { refunds, gatewayPaymentId } = await on.returned(name, lines);
      for (const refund of refunds) {
        expect(codeOf(await requestAndDrain(on.t, refund))).toBe("ok");
        // Cancels of one second are told apart by a look-up.
        await on.t.pass(MINUTE);
        expect(await stateOf(on.t, refund)).toBe("completed");
      }
      const vat = await Promise.all(refunds.map(async (refund) => (await now(on.t, refund)).amount.vat));
      expect(vat).toEqual([303, 303, 303]);
      expect(await movedAt(on.ledgerOf(name), gatewayPaymentId)).toEqual({ amount: 10_000, times: 3 });
    }
  });

  async function atToss(fault: object, times = 1): Promise<{ refund: Refund; gatewayPaymentId: string }> {
    const scenario = await on.returned("TOSS_PAY", [4_000]);
    const { gatewayPaymentId: paymentId } = scenario;
    await on.ledgerOf("TOSS_PAY").planFault({ hits: "cancel", paymentId, times, fault } as never);
    expect(codeOf(await requestAndDrain(on.t, scenario.refund))).toBe("ok");
    return scenario;
  }

  it("toss-daily-limit: put off to the next Korean day; a customer who left takes an account and a bank transfer", async () => {
    const { errorCodes } = (await caseInputs("toss-daily-limit")) as { errorCodes: string[] };
    const [daily, left] = errorCodes;
    const { refund: limited } = await atToss({ kind: "REFUSE", code: daily });
    const { state, deferredUntil } = await now(on.t, limited);
    expect(state).toBe("refundRequested.deferred");
    assert(deferredUntil);
    const tomorrow = new Date(on.t.clock.now().getTime() + 24 * 60 * MINUTE);
    expect(koreanDay(deferredUntil)).toBe(koreanDay(tomorrow));
    const { refund: leaver } = await atToss({ kind: "REFUSE", code: left });
    await on.t.pass(MINUTE);
    expect(await now(on.t, leaver)).toMatchObject({ refusalCause: "CUSTOMER_UNREACHABLE" });
    expect(await readRefund(on.t, leaver, `failure { cause actions }`)).toEqual({
      failure: { cause: "CUSTOMER_UNREACHABLE", actions: ["CHANGE_ACCOUNT"] },
    });
    expect(codeOf(await retry(on.t, leaver))).toBe("ok");
  });

  it("toss-money-cash-receipt-fails: one refund, completed", async () => {
    const { fault } = (await caseInputs("toss-money-cash-receipt-fails")) as { fault: object };
    const { refund, gatewayPaymentId } = await atToss(fault);
    await on.t.pass(MINUTE);
    expect(await stateOf(on.t, refund)).toBe("completed");
    expect(await movedAt(on.ledgerOf("TOSS_PAY"), gatewayPaymentId)).toEqual({ amount: 4_000, times: 1 });
  });
});
