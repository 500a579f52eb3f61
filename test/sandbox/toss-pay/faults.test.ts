/** Each fault does what it says: to the caller, and to the money. */
import { randomUUID } from "node:crypto";
import type { FaultInput } from "../../../sandbox/toss-pay/control.js";
import { ERROR_CODES } from "../../../sandbox/toss-pay/error-code.js";
import { handClock, until } from "../portone-v2/open-portone-v2.js";
import { API_KEY, failed, openTossPay, type OpenTossPay } from "./open-toss-pay.js";
import { lookAt, NOTHING, transportFaults, type FaultCase, type Seen } from "../transport-faults.js";

const clock = handClock();
let open: OpenTossPay;

beforeAll(async () => {
  open = await openTossPay({ now: clock.now });
});
afterAll(() => open.end());

const look = (path: string, parameters: Record<string, unknown>, expected?: RegExp): Promise<Seen> => {
  const body = JSON.stringify({ apiKey: API_KEY, ...parameters });
  return lookAt(`${open.sandbox.url}${path}`, { method: "POST", body }, expected);
};

const thousand = (payToken: string, refundNo: string = randomUUID(), expected?: RegExp) =>
  look("/api/v2/refunds", { payToken, refundNo, amount: 1_000 }, expected);

const MADE = /"code":0,.*"refundedAmount":-1000/;

const CASES: FaultCase<FaultInput, "SUCCEEDED" | "REQUESTED">[] = [
  ...transportFaults(MADE),
  [{ kind: "UNAUTHORIZED" }, 401, /COMMON_INVALID_API_KEY/, null],
  [{ kind: "REFUSE" }, 200, /"code":-1.*COMMON_REFUND_ERROR/, null],
  [{ kind: "REFUSE", code: "COMMON_THROTTLED", message: "천천히" }, 200, /천천히.*COMMON_THROTTLED/, null],
  [{ kind: "REFUSE", code: "COMMON_INVALID_API_KEY", status: 200 }, 200, /COMMON_INVALID_API_KEY/, null],
  [{ kind: "REFUSE", code: "NOT_IN_ANY_LIST" }, 200, /NOT_IN_ANY_LIST/, null],
  [{ kind: "ERROR_AFTER_EFFECT" }, 200, /"code":-1.*CASH_RECEIPT_CANCEL_ISSUE_FAIL/, "SUCCEEDED"],
  [{ kind: "ERROR_AFTER_EFFECT", code: "COMMON_TIMEOUT" }, 200, /"code":-1.*COMMON_TIMEOUT/, "SUCCEEDED"],
  [{ kind: "PENDING" }, 200, /"code":-1.*TRANSACTION_PENDING_ERROR/, "REQUESTED"],
];

it.each(CASES)("%j", async (fault, status, text, effect) => {
  const [payToken, bystander] = [await open.paid(), await open.paid()];
  await open.control.planFault({ hits: "cancel", paymentId: payToken, fault });
  expect((await thousand(bystander)).text).toMatch(MADE);

  const seen = await thousand(payToken, randomUUID(), text);
  expect(seen.status).toBe(status);
  expect(seen.text ?? "nothing").toMatch(text);
  const effects = await open.control.cancellationsOf(payToken);
  expect(effects.map((one) => one.status)).toEqual(effect ? [effect] : []);
  expect(await open.control.payment(payToken)).toMatchObject({
    cancelled: effect === "SUCCEEDED" ? 1_000 : 0,
    pending: effect === "REQUESTED" ? 1_000 : 0,
  });

  // It was planned for one call only.
  expect((await look("/api/v2/status", { payToken })).status).toBe(200);
  const next = await thousand(payToken);
  expect(next.text).toMatch(effect === "REQUESTED" ? /TRANSACTION_PENDING_ERROR/ : MADE);
  const faults = (await open.control.requests(payToken)).map((one) => one.fault);
  expect(faults.filter((one) => one !== null)).toEqual([fault.kind]);
});

it.each(Object.entries(ERROR_CODES))("%s is answered on demand, to refunds and look-ups", async (code, { status }) => {
  const payToken = await open.paid();
  await open.control.planFault({ hits: "cancel", paymentId: payToken, fault: { kind: "REFUSE", code } });
  await open.control.planFault({ hits: "get", paymentId: payToken, fault: { kind: "REFUSE", code } });
  expect(await open.refund(payToken)).toEqual(failed(code, status));
  expect(await open.status({ payToken })).toEqual(failed(code, status));
  expect((await open.status({ payToken })).body).toMatchObject({ code: 0, refundableAmount: 10_000 });
});

it.each<[FaultInput, number | null, RegExp]>([
  [{ kind: "LOSE_ANSWER_BEFORE_EFFECT" }, null, NOTHING],
  [{ kind: "LOSE_ANSWER_AFTER_EFFECT" }, null, NOTHING],
  [{ kind: "SLOW", ms: 1, effect: "AFTER_WAIT" }, 200, /PAY_COMPLETE/],
  [{ kind: "STATUS_5XX", status: 500 }, 500, /message/],
  [{ kind: "HTML" }, 502, /^<html>/],
  [{ kind: "TRUNCATED_JSON" }, 200, /^\{"code":0.*[^}]$/s],
  [{ kind: "HALF_OPEN" }, 200, NOTHING],
  [{ kind: "UNAUTHORIZED" }, 401, /COMMON_INVALID_API_KEY/],
])("a look-up meets %j", async (fault, status, text) => {
  const payToken = await open.paid();
  await open.control.planFault({ hits: "get", paymentId: payToken, fault });
  const seen = await look("/api/v2/status", { payToken }, text);
  expect(seen.status).toBe(status);
  expect(seen.text ?? "nothing").toMatch(text);
  expect((await look("/api/v2/status", { payToken })).status).toBe(200);
});

it("a lost answer can be fetched with the same refundNo, and the faults of the line hit repeats too", async () => {
  const [payToken, refundNo] = [await open.paid(), randomUUID()];
  await open.control.planFault({
    hits: "cancel",
    paymentId: payToken,
    times: 2,
    fault: { kind: "LOSE_ANSWER_AFTER_EFFECT" },
  });
  // What decides a refund is not used up by a repeat.
  await open.control.planFault({ hits: "cancel", paymentId: payToken, fault: { kind: "REFUSE" } });
  const tries = [];
  for (let i = 0; i < 3; i++) tries.push(await thousand(payToken, refundNo));
  expect(tries.map((seen) => seen.status)).toEqual([null, null, 200]);
  expect(tries[2]?.text).toMatch(MADE);
  expect((await open.control.requests(payToken)).map((one) => [one.responseStatus, one.replayed])).toEqual([
    [null, false],
    [null, true],
    [200, true],
  ]);
  expect(await open.control.cancellationsOf(payToken)).toHaveLength(1);
  expect((await thousand(payToken)).text).toMatch(/COMMON_REFUND_ERROR/);
});

it("a refund that was answered as a failure after its effect is a success to whoever repeats it", async () => {
  const [payToken, refundNo] = [await open.paid({ method: "TOSS_MONEY" }), randomUUID()];
  const fault = { kind: "ERROR_AFTER_EFFECT", code: "CASH_RECEIPT_REVOKE_REGIST_ISSUE_FAIL" } as const;
  await open.control.planFault({ hits: "cancel", paymentId: payToken, fault });
  expect(await open.refund(payToken, { refundNo })).toEqual(failed("CASH_RECEIPT_REVOKE_REGIST_ISSUE_FAIL"));
  expect((await open.refund(payToken, { refundNo })).body).toMatchObject({ code: 0, refundedAmount: -10_000 });
});

it.each([
  ["BEFORE_WAIT", 1],
  ["AFTER_WAIT", 0],
] as const)("SLOW with its effect %s: a caller who gives up meanwhile leaves %i effects", async (effect, effects) => {
  const payToken = await open.paid({ behaviour: { kind: "SLOW", ms: 500_000, effect } });
  const caller = new AbortController();
  const call = fetch(`${open.sandbox.url}/api/v2/refunds`, {
    method: "POST",
    body: JSON.stringify({ apiKey: API_KEY, payToken, refundNo: randomUUID() }),
    signal: caller.signal,
  });
  await until(async () => (await open.control.requests(payToken))[0]?.fault === "SLOW");
  await until(async () => (await open.control.cancellationsOf(payToken)).length === effects);
  caller.abort();
  await expect(call).rejects.toThrow("aborted");
  expect(await open.control.cancellationsOf(payToken)).toHaveLength(effects);
});

it("a fault for everybody hits whoever comes first; a payment's own comes before it", async () => {
  const [one, other] = [await open.paid(), await open.paid()];
  await open.control.planFault({ hits: "cancel", times: 2, fault: { kind: "HTML", effect: false } });
  await open.control.planFault({ hits: "cancel", paymentId: one, fault: { kind: "UNAUTHORIZED" } });
  const statuses = [];
  for (const payToken of [one, one, other, other]) statuses.push((await thousand(payToken)).status);
  expect(statuses).toEqual([401, 502, 502, 200]);
  await open.control.planFault({ hits: "cancel", times: 9, fault: { kind: "UNAUTHORIZED" } });
  await open.control.clearFaults();
  expect((await thousand(one)).status).toBe(200);
});

it("a behaviour lasts, over a restart too, until the payment is opened without it", async () => {
  const payToken = await open.paid({ behaviour: { kind: "REFUSE", code: "CARD_SYSTEM_ERROR" } });
  expect(await open.refund(payToken)).toEqual(failed("CARD_SYSTEM_ERROR"));
  open = await open.restart();
  expect(await open.refund(payToken)).toEqual(failed("CARD_SYSTEM_ERROR"));
  await open.control.createPayment({ id: payToken, amount: { total: 10_000 } });
  expect((await open.refund(payToken)).body.code).toBe(0);
});

it("a plan that makes no sense is refused", async () => {
  for (const kind of ["PENDING", "ERROR_AFTER_EFFECT"] as const) {
    await expect(open.control.planFault({ hits: "get", fault: { kind } })).rejects.toThrow("cannot happen");
  }
  const plan = { hits: "cancel", fault: { kind: "REFUSE", code: "not a code" } } as const;
  await expect(open.control.planFault(plan)).rejects.toThrow("must look like an error code");
});

describe("a refund in progress", () => {
  it.each([
    ["SUCCEEDED", "REFUND_SUCCESS", 6_000, ["PAY", "REFUND"]],
    ["FAILED", "PAY_COMPLETE", 10_000, ["PAY"]],
  ] as const)("blocks others until its time has come, then has %s", async (outcome, payStatus, refundable, steps) => {
    const payToken = await open.paid({ behaviour: { kind: "PENDING", delayMs: 60_000, outcome } });
    const request = { refundNo: randomUUID(), amount: 4_000 };
    expect(await open.refund(payToken, request)).toEqual(failed("TRANSACTION_PENDING_ERROR"));
    expect(await open.refund(payToken, { amount: 1 })).toEqual(failed("TRANSACTION_PENDING_ERROR"));
    await expect(open.control.cancelInConsole(payToken)).rejects.toThrow("TRANSACTION_PENDING_ERROR");
    expect((await open.status({ payToken })).body).toMatchObject({
      payStatus: "REFUND_PROGRESS",
      refundableAmount: 10_000,
      transactions: [{ stepType: "PAY" }],
    });
    // The same request again: the answer of then.
    expect(await open.refund(payToken, request)).toEqual(failed("TRANSACTION_PENDING_ERROR"));
    expect(await open.control.cancellationsOf(payToken)).toHaveLength(1);

    clock.advance(60_000);
    await until(async () => (await open.control.payment(payToken))?.pending === 0);
    const { body } = await open.status({ payToken });
    expect(body).toMatchObject({ payStatus, refundableAmount: refundable });
    expect((body["transactions"] as { stepType: string }[]).map((one) => one.stepType)).toEqual(steps);
  });

  it("settles once by hand; then a repeat gets its success", async () => {
    const payToken = await open.paid({ amount: { total: 10_000, discount: 1_000 } });
    const request = { refundNo: randomUUID() };
    await open.control.planFault({
      hits: "cancel",
      paymentId: payToken,
      fault: { kind: "PENDING", code: "COMMON_TIMEOUT" },
    });
    expect(await open.refund(payToken, request)).toEqual(failed("COMMON_TIMEOUT"));
    const [pending] = await open.control.cancellationsOf(payToken);
    const id = pending?.id ?? "";
    expect(await open.control.settle(id, "SUCCEEDED")).toMatchObject({ status: "SUCCEEDED", paidBack: 9_000 });
    await expect(open.control.settle(id, "FAILED")).rejects.toThrow("COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS");
    await expect(open.control.settle("unknown", "FAILED")).rejects.toThrow("TRANSACTION_NOT_FOUND");
    expect((await open.refund(payToken, request)).body).toMatchObject({ code: 0, transactionId: id, paidAmount: 0 });
  });

  it("that failed leaves its number, and its amount, free", async () => {
    const [payToken, refundNo] = [await open.paid(), randomUUID()];
    await open.control.planFault({ hits: "cancel", paymentId: payToken, fault: { kind: "PENDING" } });
    await open.refund(payToken, { refundNo });
    const [pending] = await open.control.cancellationsOf(payToken);
    await open.control.settle(pending?.id ?? "", "FAILED");
    expect((await open.refund(payToken, { refundNo })).body).toMatchObject({ code: 0, refundedAmount: -10_000 });
    expect((await open.control.cancellationsOf(payToken)).map((one) => one.status)).toEqual(["FAILED", "SUCCEEDED"]);
  });
});
