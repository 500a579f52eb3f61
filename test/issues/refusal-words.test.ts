/**
 * A provider said "already cancelled", or "taken on, carried out tomorrow", in the form of a refusal: the refund was refused, a
 * bank transfer was offered, and the customer was paid twice. Now only a certain no opens that way.
 */
import { randomUUID } from "node:crypto";
import assert from "node:assert/strict";
import { exchangeJson, type HttpExchange } from "../../src/gateways/http.js";
import type { GatewayName } from "../../src/gateways/port.js";
import type { Principal } from "../../src/access/principal.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { resolveUnknown } from "../../src/refund/settlement/resolve-unknown.js";
import { minorUnits } from "../../src/money/minor-units.js";
import { readRefund } from "../api/ask.js";
import { ebp } from "../gateways/contract/ebp.js";
import { openVendor, type OpenVendor } from "../gateways/contract/gateway-under-test.js";
import { iamportV1 } from "../gateways/contract/iamport-v1.js";
import { tossPay } from "../gateways/contract/toss-pay.js";
import { caseInput, caseInputs } from "../kit/case.js";
import { handClock, HOUR, MINUTE } from "../kit/clock.js";
import { recordContracts } from "../kit/contracts.js";
import {
  APPROVER,
  balanceOf,
  cancelledAtGateway,
  codeOf,
  collectedReturn,
  now,
  OPERATOR,
  pathOf,
  request,
  requestAndDrain,
} from "../kit/fixtures.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { account, ACCOUNT, withPoints } from "../refund/accounts.js";
import { collectedRefund } from "../refund/handed-over.js";
import { requestedReturn, assertBooksAgree, attemptsOf, returnedInParts, stateOf } from "../refund/ledgers.js";
import { act, AGENT, booked, changeAccount, fallBack, report, retry } from "../refund/mutations.js";

let t: TestService;
let others: Map<GatewayName, OpenVendor>;
/** While true, what PortOne answers to a cancel is lost on its way. */
let losing = false;
beforeAll(async () => {
  const clock = handClock();
  others = new Map();
  for (const gateway of [iamportV1, tossPay, ebp]) others.set(gateway.name, await openVendor(gateway, clock));
  const settings = () => Object.assign({}, ...[...others.values()].map((one) => one.settings())) as object;
  const http: HttpExchange = async (call) => {
    const answer = await exchangeJson(call);
    return losing && call.method === "POST"
      ? { kind: "UNKNOWN", code: "RESET", message: "reset", durationMs: 1 }
      : answer;
  };
  t = await openTestService({ clock, portone: { http }, gateways: () => ({ ...settings(), merchantLedger: true }) });
});
afterAll(async () => {
  await t.close();
  for (const one of others.values()) await one.close();
});

const vendor = (name: GatewayName): OpenVendor => {
  const found = others.get(name);
  assert(found);
  return found;
};

/** Each sandbox has faults of its own; the plan is read by its control API. */
type Planning = { planFault(plan: { hits: string; paymentId: string; times?: number; fault: object }): Promise<void> };
const refuseNext = (name: GatewayName, paymentId: string, fault: object): Promise<void> => {
  const control = name === "PORTONE_V2" ? t.sandbox : vendor(name).ledger;
  return (control as unknown as Planning).planFault({ hits: "cancel", paymentId, fault: { kind: "REFUSE", ...fault } });
};

interface Seen {
  gatewayPhase: string | null;
  refusalCause: string | null;
  availableActions: string[];
  failure: { cause: string; nextStep: string; actions: string[]; gatewayMessage: string | null } | null;
  attempts: { status: string; gatewayCode: string | null; gatewayMessage: string | null }[];
}

/** The refund as the page shows it. */
const shown = (refund: Pick<Refund, "id">, by: Principal = OPERATOR): Promise<Seen> =>
  readRefund(
    t,
    refund,
    `gatewayPhase refusalCause availableActions failure { cause nextStep actions gatewayMessage }
     attempts { status gatewayCode gatewayMessage }`,
    { by },
  );

/** What a case leaves unknown is looked up at each step of the clock: those of the cases before are over. */
afterEach(() =>
  t.rows(
    `update gateway_attempt set status = 'NOT_EXECUTED', due_at = null where status in ('PENDING', 'UNKNOWN') returning 1`,
  ),
);

/** The hand-over of a case, paid at its gateway. */
async function collected(slug: string, over: { paidInto?: object } = {}) {
  const input = await caseInput(t, slug, randomUUID().slice(0, 12));
  const [payment] = input.order.payments;
  assert(payment);
  const { gatewayPaymentId, amount } = payment;
  const name = payment.gateway as GatewayName;
  // Toss Pay rounds its eleventh up, the others' is what we say.
  const vat = name === "TOSS_PAY" ? Math.ceil(amount / 11) : Math.floor(amount / 11);
  if (name === "PORTONE_V2")
    await t.sandbox.createPayment({ id: gatewayPaymentId, amount: { total: amount }, ...over.paidInto });
  else await vendor(name).pay({ id: gatewayPaymentId, amount, vat });
  return { refund: await collectedRefund(t, input), gatewayPaymentId };
}

async function requestAndWait(refund: Refund): Promise<void> {
  expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
  // Look-ups, their horizon, and the time in which something could be sent again.
  for (const pause of [MINUTE, HOUR, 4 * HOUR, HOUR, 24 * HOUR]) await t.pass(pause);
}

/** Unknown, and kept so: sent once, no way on but two people, and the provider's own sentence in view. */
async function expectHeld(refund: Refund, message: string): Promise<void> {
  for (const by of [OPERATOR, AGENT, APPROVER]) {
    const seen = await shown(refund, by);
    expect(seen.gatewayPhase).toBe("UNKNOWN");
    for (const action of ["FALL_BACK_TO_MANUAL", "RETRY", "CANCEL"])
      expect(seen.availableActions).not.toContain(action);
  }
  const { failure, attempts } = await shown(refund);
  expect(failure).toMatchObject({ cause: "PERHAPS_REFUNDED", actions: ["RESOLVE_UNKNOWN"], gatewayMessage: message });
  expect(failure?.nextStep).toMatch(/provider's own page.*two people/);
  expect(attempts).toMatchObject([{ status: "UNKNOWN", gatewayMessage: message }]);
  expect((await attemptsOf(t, refund)).map(({ tries }) => tries)).toEqual([1]);
  if ((await now(t, refund)).accountBankCode === null) await changeAccount(t, refund, ACCOUNT, AGENT);
  expect(codeOf(await fallBack(t, refund))).toBe("REFUND_STATE_CONFLICT");
  expect(codeOf(await retry(t, refund))).toBe("REFUND_STATE_CONFLICT");
}

async function twoPeopleSay(refund: Refund, outcome: "REFUNDED" | "NOT_REFUNDED"): Promise<void> {
  const amount = outcome === "REFUNDED" ? minorUnits(refund.amount.total) : null;
  const say = (by: Principal, confirmsStatementId: string | null) =>
    act(t, refund, resolveUnknown, by, { outcome, amount, evidence: "the PG's own page", confirmsStatementId });
  const { outcome: stated } = await say(OPERATOR, null);
  assert(stated.ok);
  expect(codeOf(await say(APPROVER, stated.value.statementId))).toBe("ok");
}

const PAID_ONCE = { refundedAtGateway: 20_000, reserved: 0, refundedByHand: 0, excess: 0 };

describe("i'mport passes on '[8133] 기취소된 거래 입니다.'", () => {
  const SLUG = "v1-provider-says-already-cancelled";
  const answered = async () => {
    const { gatewayAnswers } = (await caseInputs(SLUG)) as { gatewayAnswers: Record<string, { message: string }> };
    const { message } = gatewayAnswers["POST /payments/cancel"] ?? { message: "" };
    const { refund, gatewayPaymentId } = await collected(SLUG);
    await refuseNext("IAMPORT_V1", gatewayPaymentId, { code: -1, message });
    await requestAndWait(refund);
    return { refund, gatewayPaymentId, message };
  };

  it("is unknown for as long as i'mport shows nothing, and no money goes another way", async () => {
    const { refund, message } = await answered();
    await expectHeld(refund, message);
  });

  it("ends by two people, and the sentence stays with the attempt and the refund", async () => {
    const { refund, message } = await answered();
    await twoPeopleSay(refund, "NOT_REFUNDED");
    expect(await shown(refund)).toMatchObject({
      refusalCause: "CONFIRMED_NOT_REFUNDED",
      failure: { gatewayMessage: message },
      attempts: [{ gatewayCode: "CODE_-1", gatewayMessage: message }],
    });
  });

  it("completes by itself when the cancel shows after all", async () => {
    const { refund, gatewayPaymentId, message } = await answered();
    await vendor("IAMPORT_V1").ledger.cancelInConsole(gatewayPaymentId, {});
    await t.pass(HOUR);
    expect(await stateOf(t, refund)).toBe("completed");
    expect(await balanceOf(t, refund.paymentId)).toMatchObject(PAID_ONCE);
    expect((await shown(refund)).attempts).toMatchObject([{ status: "SUCCEEDED", gatewayMessage: message }]);
  });
});

describe("PortOne passes on that its provider will do it later", () => {
  const SLUG = "v2-provider-will-do-it-later";
  const SENTENCES = [
    "취소 요청이 접수되어 처리 예정입니다.",
    "취소접수 완료(익영업일 처리)",
    "환불 접수가 완료되었습니다",
    "취소 대기중인 거래입니다",
  ];
  const answered = async (pgMessage: string) => {
    const { refund, gatewayPaymentId } = await collected(SLUG, { paidInto: { pgProvider: "NICE" } });
    await refuseNext("PORTONE_V2", gatewayPaymentId, { type: "PG_PROVIDER", pgCode: "2211", pgMessage });
    await requestAndWait(refund);
    return { refund, gatewayPaymentId };
  };

  it("the sentences are those of the case", async () => {
    const { gatewayAnswers } = await caseInputs(SLUG);
    for (const sentence of SENTENCES) expect(JSON.stringify(gatewayAnswers)).toContain(sentence);
  });

  it.each(SENTENCES)("%s: unknown, although PortOne lists the cancel as failed", async (sentence) => {
    const { refund, gatewayPaymentId } = await answered(sentence);
    expect(await t.sandbox.cancellationsOf(gatewayPaymentId)).toMatchObject([{ status: "FAILED" }]);
    await expectHeld(refund, sentence);
  });

  it("when the provider carries it out the refund is completed, once", async () => {
    const { refund, gatewayPaymentId } = await answered(SENTENCES[0] ?? "");
    await t.sandbox.cancelInConsole(gatewayPaymentId, {});
    await t.pass(HOUR);
    expect(await stateOf(t, refund)).toBe("completed");
    expect(await balanceOf(t, refund.paymentId)).toMatchObject(PAID_ONCE);
    await t.pass(24 * HOUR);
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(20_000);
    await assertBooksAgree(t);
  });

  it("two people can end it, though PortOne lists a failed cancel", async () => {
    const { refund } = await answered(SENTENCES[1] ?? "");
    await twoPeopleSay(refund, "REFUNDED");
    expect(await stateOf(t, refund)).toBe("completed");
    expect(await balanceOf(t, refund.paymentId)).toMatchObject(PAID_ONCE);
  });
});

describe("Toss Pay says REFUND_ALREADY_REFUNDED, and its status says otherwise", () => {
  const SLUG = "toss-already-refunded-status-says-not";
  it("is unknown, and the wallet is not paid by hand as well", async () => {
    const { gatewayAnswers } = (await caseInputs(SLUG)) as { gatewayAnswers: Record<string, Record<string, string>> };
    const { errorCode = "", msg = "" } = gatewayAnswers["POST /api/v2/refunds"] ?? {};
    const { refund, gatewayPaymentId } = await collected(SLUG);
    await refuseNext("TOSS_PAY", gatewayPaymentId, { code: errorCode, message: msg });
    await requestAndWait(refund);
    await expectHeld(refund, msg);
  });
});

describe("a provider's code that is known", () => {
  const answered = async (pgCode: string, pgMessage = "취소 실패") => {
    const { refund, gatewayPaymentId } = await collected("v2-provider-codes-with-a-known-meaning", {
      paidInto: { pgProvider: "NICE" },
    });
    await refuseNext("PORTONE_V2", gatewayPaymentId, { type: "PG_PROVIDER", pgCode, pgMessage });
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    await t.pass(MINUTE);
    return refund;
  };

  it.each([
    ["2016", "DEADLINE_PASSED"],
    ...["2028", "2029", "2030", "2033", "2052"].map((code) => [code, "PARTIAL_NOT_POSSIBLE"]),
  ])("NICE %s is refused as %s, and trying again is not offered", async (pgCode, cause) => {
    const refund = await answered(pgCode);
    const seen = await shown(refund);
    expect(seen).toMatchObject({ gatewayPhase: "REFUSED", failure: { cause, actions: ["CHANGE_ACCOUNT"] } });
    expect(seen.attempts).toMatchObject([{ gatewayCode: `PG_PROVIDER:${pgCode}`, gatewayMessage: "취소 실패" }]);
  });

  it("NICE 2023, the limit of the day, waits for its next try", async () => {
    expect(await pathOf(t, await answered("2023"))).toEqual(["returnCollected", "submitting", "deferred"]);
  });

  it.each(["2013", "2015", "2211", "2159", "2003", "7777"])("NICE %s is no certain no", async (pgCode) => {
    await expectHeld(await answered(pgCode), "취소 실패");
  });

  it("is known also where nobody reported the provider: the gateway names it", async () => {
    const paid = { amount: 20_000, provider: null, atGateway: { pgProvider: "NICE_V2" } };
    const { refund, gatewayPaymentId } = await collectedReturn(t, [paid]);
    await refuseNext("PORTONE_V2", gatewayPaymentId, { type: "PG_PROVIDER", pgCode: "2016", pgMessage: "취소 실패" });
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    expect(await shown(refund)).toMatchObject({ gatewayPhase: "REFUSED", failure: { cause: "DEADLINE_PASSED" } });
  });

  it("2016 with a sentence that the cancel was taken on is no no", async () => {
    const sentence = "취소 접수되었습니다";
    await expectHeld(await answered("2016", sentence), sentence);
  });
});

describe("a part that cannot be cancelled alone", () => {
  it("as it was reported: all of it, or this part by bank transfer, and trying again is not among the ways on", async () => {
    const slug = "v2-instalment-partial-refused";
    const { gatewayAnswers } = (await caseInputs(slug)) as { gatewayAnswers: { fault: { pgMessage: string } }[] };
    const [{ fault } = { fault: { pgMessage: "" } }] = gatewayAnswers;
    const { refund, gatewayPaymentId } = await collected(slug);
    await refuseNext("PORTONE_V2", gatewayPaymentId, fault);
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    expect(await shown(refund)).toMatchObject({
      gatewayPhase: "REFUSED",
      failure: {
        cause: "PARTIAL_NOT_POSSIBLE",
        nextStep: expect.stringMatching(/^Cancel all of it, or pay this part by bank transfer\./),
        // A bank transfer needs an account first.
        actions: ["CHANGE_ACCOUNT"],
        gatewayMessage: fault.pgMessage,
      },
    });
  });
});

describe("a reason that is known, whatever the gateway", () => {
  it.each<[GatewayName, object, string]>([
    ["IAMPORT_V1", { code: -1, message: "[2016] 취소 실패" }, "DEADLINE_PASSED"],
    ["IAMPORT_V1", { code: -1, message: "[2029]취소 실패" }, "PARTIAL_NOT_POSSIBLE"],
    ["IAMPORT_V1", { code: -1, message: "무이자 할부 거래는 부분취소할 수 없습니다." }, "PARTIAL_NOT_POSSIBLE"],
    ["TOSS_PAY", { code: "COMMON_REFUND_ERROR", message: "부분 환불이 불가한 결제입니다." }, "PARTIAL_NOT_POSSIBLE"],
    ["TOSS_PAY", { code: "COMMON_REFUND_ERROR", message: "환불 가능한 기간이 지났습니다." }, "DEADLINE_PASSED"],
    ["EBP", { code: "EBP-D-0001", message: "부분취소 불가" }, "PARTIAL_NOT_POSSIBLE"],
    ["EBP", { code: "EBP-C-0004", message: "취소 기한 초과" }, "DEADLINE_PASSED"],
  ])("%s %j: told as %s once a look-up agrees", async (gateway, fault, cause) => {
    const refund = await answeredBy(gateway, fault);
    expect(await shown(refund)).toMatchObject({ gatewayPhase: "REFUSED", failure: { cause } });
    expect((await shown(refund)).failure?.actions).toEqual(["CHANGE_ACCOUNT"]);
  });

  it.each<[GatewayName, object]>([
    ["IAMPORT_V1", { code: -1, message: "[2023] 취소 실패" }],
    ["TOSS_PAY", { code: "COMMON_REFUND_ERROR", message: "가맹점 환불 한도를 초과했습니다." }],
    ["EBP", { code: "EBP-D-0001", message: "취소 한도 초과" }],
  ])("%s %j waits for its next try", async (gateway, fault) => {
    const refund = await answeredBy(gateway, fault);
    expect((await pathOf(t, refund)).slice(0, 3)).toEqual(["returnCollected", "submitting", "deferred"]);
  });
});

async function answeredBy(gateway: GatewayName, fault: object): Promise<Refund> {
  // Toss Pay processes its payments itself.
  const provider = gateway === "TOSS_PAY" ? null : ("NICE" as const);
  const paid = { amount: 10_000, vat: 909, gateway, provider };
  const { refunds, gatewayPaymentId } = await returnedInParts(t, paid, [4_000]);
  const [refund] = refunds;
  assert(refund);
  await vendor(gateway).pay({ id: gatewayPaymentId, amount: 10_000, vat: 909, lines: [4_000, 6_000] });
  await refuseNext(gateway, gatewayPaymentId, fault);
  expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
  await t.pass(MINUTE);
  return refund;
}

describe("Toss Payments refuses the refund account", () => {
  it("asks for another account, which is then tried", async () => {
    const slug = "v2-refund-account-refused-by-provider";
    const { gatewayAnswers } = (await caseInputs(slug)) as { gatewayAnswers: { fault: { pgMessage: string } }[] };
    const [{ fault } = { fault: { pgMessage: "" } }] = gatewayAnswers;
    await recordContracts(t.orm, ["TOSS_PAYMENTS"]);
    const paidInto = { method: "virtualAccount", pgProvider: "TOSSPAYMENTS" };
    const { refund, gatewayPaymentId } = await collected(slug, { paidInto });
    await refuseNext("PORTONE_V2", gatewayPaymentId, fault);
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    expect(await shown(refund, AGENT)).toMatchObject({
      gatewayPhase: "REFUSED",
      failure: {
        cause: "ACCOUNT_REJECTED",
        nextStep: expect.stringMatching(/^Ask the customer/),
        actions: ["CHANGE_ACCOUNT", "RETRY", "FALL_BACK_TO_MANUAL"],
        gatewayMessage: fault.pgMessage,
      },
      availableActions: expect.arrayContaining(["CHANGE_ACCOUNT"]),
    });
    expect(codeOf(await changeAccount(t, refund, account({ bankCode: "088" }), AGENT))).toBe("ok");
    expect(codeOf(await retry(t, refund))).toBe("ok");
    await t.drain();
    expect(await stateOf(t, refund)).toBe("pending");
  });
});

describe("the same kind elsewhere", () => {
  it.each<[GatewayName, object, string]>([
    ["IAMPORT_V1", { code: -1, message: "취소 접수되었습니다. 익영업일 처리" }, "취소 접수되었습니다. 익영업일 처리"],
    ["IAMPORT_V1", { code: 1, message: "이미 전액취소된 주문입니다." }, "이미 전액취소된 주문입니다."],
    ["IAMPORT_V1", { code: -1, message: "[Q99] 거래 상태 오류" }, "[Q99] 거래 상태 오류"],
    ["TOSS_PAY", { code: "COMMON_REFUND_ERROR", message: "환불 대기중입니다." }, "환불 대기중입니다."],
    ["EBP", { code: "EBP-D-0001", message: "기취소 거래" }, "기취소 거래"],
    ["EBP", { code: "EBP-C-0004", message: "already cancelled" }, "already cancelled"],
    ["PORTONE_V2", { type: "PAYMENT_ALREADY_CANCELLED", message: "이미 취소됨" }, "이미 취소됨"],
    ["PORTONE_V2", { type: "PG_PROVIDER", pgCode: "T1", pgMessage: "응답시간 초과" }, "응답시간 초과"],
  ])("%s %j is unknown and stays so", async (gateway, fault, message) => {
    const { refunds, gatewayPaymentId } = await returnedInParts(t, { amount: 10_000, vat: 909, gateway }, [4_000]);
    const [refund] = refunds;
    assert(refund);
    if (gateway !== "PORTONE_V2")
      await vendor(gateway).pay({ id: gatewayPaymentId, amount: 10_000, vat: 909, lines: [4_000, 6_000] });
    await refuseNext(gateway, gatewayPaymentId, fault);
    await requestAndWait(refund);
    await expectHeld(refund, message);
  });

  it.each([
    ["A1", "취소 접수되었습니다.", "UNKNOWN", "PERHAPS_REFUNDED"],
    ["A2", "취소 기한 초과", "REFUSED", "DEADLINE_PASSED"],
  ])(
    "an answer that was lost, and listed as failed: its reason is heard first (%s %s)",
    async (pgCode, pgMessage, phase, cause) => {
      const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
      await refuseNext("PORTONE_V2", gatewayPaymentId, { type: "PG_PROVIDER", pgCode, pgMessage });
      expect(codeOf(await request(t, refund))).toBe("ok");
      losing = true;
      await t.drain();
      losing = false;
      expect(await shown(refund)).toMatchObject({ gatewayPhase: "UNKNOWN", failure: { cause: "UNKNOWN" } });
      expect(await t.sandbox.cancellationsOf(gatewayPaymentId)).toMatchObject([{ status: "FAILED" }]);
      for (const pause of [MINUTE, HOUR, 4 * HOUR]) await t.pass(pause);
      expect(await shown(refund)).toMatchObject({
        gatewayPhase: phase,
        failure: { cause, gatewayMessage: pgMessage },
        attempts: [{ gatewayMessage: pgMessage }],
      });
    },
  );

  it("i'mport's provider with a reason that is known: refused for it, once a look-up agrees", async () => {
    const { refund, gatewayPaymentId } = await collected("v1-provider-says-already-cancelled");
    await refuseNext("IAMPORT_V1", gatewayPaymentId, { code: -1, message: "[8001] 취소 가능 기간이 지났습니다." });
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    expect(await stateOf(t, refund)).toBe("unknown");
    await t.pass(MINUTE);
    expect(await shown(refund)).toMatchObject({ gatewayPhase: "REFUSED", failure: { cause: "DEADLINE_PASSED" } });
  });

  it.each([
    { type: "PAYMENT_ALREADY_CANCELLED" },
    { type: "PG_PROVIDER", pgCode: "A1", pgMessage: "기취소된 거래입니다." },
    { type: "PG_PROVIDER", pgCode: "A1", pgMessage: "알 수 없는 사유" },
  ])("%j, and all of it was cancelled in the console: it is this refund's money, once", async (fault) => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 20_000);
    await refuseNext("PORTONE_V2", gatewayPaymentId, fault);
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    await t.sandbox.cancelInConsole(gatewayPaymentId, {});
    for (const pause of [MINUTE, HOUR]) await t.pass(pause);
    expect(await stateOf(t, refund)).toBe("completed");
    expect(await balanceOf(t, refund.paymentId)).toMatchObject(PAID_ONCE);
  });

  it("'already cancelled' where others left no room is what it spoke of: overtaken, and nothing paid twice", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 10_000, [4_000]);
    const [refund] = refunds;
    assert(refund);
    await refuseNext("PORTONE_V2", gatewayPaymentId, { type: "PAYMENT_ALREADY_CANCELLED" });
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    await t.sandbox.cancelInConsole(gatewayPaymentId, {});
    for (const pause of [MINUTE, HOUR]) await t.pass(pause);
    expect(await now(t, refund)).toMatchObject({ state: "refundRequested.refused", refusalCause: "OVERTAKEN" });
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 10_000, reserved: 0, excess: 0 });
  });

  it("a console's cancel of our amount that left room may be another's: held for people, whose word it then is", async () => {
    const { refunds, paymentId, gatewayPaymentId } = await returnedInParts(t, 20_000, [4_000]);
    const [refund] = refunds;
    assert(refund);
    const message = "취소 접수되었습니다.";
    await refuseNext("PORTONE_V2", gatewayPaymentId, { type: "PG_PROVIDER", pgCode: "A1", pgMessage: message });
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 4_000 });
    for (const pause of [MINUTE, 4 * HOUR, HOUR]) await t.pass(pause);
    await expectHeld(refund, message);
    await twoPeopleSay(refund, "REFUNDED");
    await t.pass(HOUR);
    expect(await balanceOf(t, paymentId)).toMatchObject({ refundedAtGateway: 4_000, reserved: 0, excess: 0 });
  });

  it("where the console left room for ours it explains nothing: held for people", async () => {
    const { refunds, gatewayPaymentId } = await returnedInParts(t, 10_000, [4_000]);
    const [refund] = refunds;
    assert(refund);
    const message = "이미 취소된 거래입니다.";
    await refuseNext("PORTONE_V2", gatewayPaymentId, { type: "PG_PROVIDER", pgCode: "A1", pgMessage: message });
    expect(codeOf(await requestAndDrain(t, refund))).toBe("ok");
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 1_000 });
    for (const pause of [MINUTE, 4 * HOUR, HOUR]) await t.pass(pause);
    await expectHeld(refund, message);
  });

  it("the shop's own ledger: refused because the points are back already is unknown, until booked or two people looked", async () => {
    const reason = "이미 복원된 적립금입니다.";
    const waiting = async () => {
      const { refund } = await requestedReturn(t, [withPoints(5_000)]);
      expect(codeOf(await report(t, refund, { outcome: "REFUSED", reason }))).toBe("ok");
      expect(codeOf(await report(t, refund, { outcome: "REFUSED", reason: "다른 사유" }))).toBe("ok");
      expect(await shown(refund)).toMatchObject({ gatewayPhase: "UNKNOWN", failure: { gatewayMessage: reason } });
      return refund;
    };
    const first = await waiting();
    expect(codeOf(await report(t, first, booked(`entry-${randomUUID()}`)))).toBe("ok");
    expect(await stateOf(t, first)).toBe("completed");
    const second = await waiting();
    await twoPeopleSay(second, "NOT_REFUNDED");
    expect(await stateOf(t, second)).toBe("refused");
  });
});
