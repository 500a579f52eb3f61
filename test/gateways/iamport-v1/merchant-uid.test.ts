/** A payment that is known by the shop's own number alone: the only one of it that was ever paid is meant, and else none. */
import type { HttpExchange, HttpResult } from "../../../src/gateways/http.js";
import { createIamportV1 } from "../../../src/gateways/iamport-v1/gateway.js";
import { paymentMeant } from "../../../src/gateways/iamport-v1/merchant-uid.js";
import { isImpUid, merchantUidIn, merchantUidPath } from "../../../src/gateways/iamport-v1/translate.js";
import { Secret } from "../../../src/secret.js";
import { handClock } from "../../kit/clock.js";
import { answered, unanswered } from "../answers.js";
import { failure, IMP_UID, NOON, payment, success } from "./answers.js";

const listed = (imp_uid: string, more: object = {}) => ({ ...payment(), imp_uid, ...more });
const list = (...rows: object[]) => ({ total: rows.length, previous: 0, next: 0, list: rows });
const failed = (imp_uid: string) => listed(imp_uid, { status: "failed", paid_at: 0 });
const closed = { status: "cancelled", paid_at: 0, cancel_amount: 0 };
const refunded = { status: "cancelled", cancel_amount: 10_000, paid_at: NOON };
const meant = (response: unknown) => paymentMeant(response, "order-1");

describe("the payment meant by a number", () => {
  it.each<[string, object, string]>([
    ["the only one", list(listed("imp_1")), "imp_1"],
    ["the only one that was paid", list(failed("imp_2"), listed("imp_1"), failed("imp_0")), "imp_1"],
    ["one that was refunded since", list(listed("imp_1", refunded)), "imp_1"],
    ["beside a virtual account that was closed", list(listed("imp_2", closed), listed("imp_1")), "imp_1"],
    ["one whose status nobody knows", list(listed("imp_1", { status: "pending" })), "imp_1"],
  ])("%s", (_, response, impUid) => {
    expect(meant(response)).toEqual({ kind: "FOUND", impUid });
  });

  it("is none where none was ever paid", () => {
    for (const response of [list(), list(failed("imp_1")), list(failed("imp_1"), listed("imp_2", closed))])
      expect(meant(response)).toEqual({ kind: "NONE" });
  });

  it.each<[string, object]>([
    ["two that were paid", list(listed("imp_1"), listed("imp_2"))],
    ["one that was paid and one that was refunded", list(listed("imp_1", refunded), listed("imp_2"))],
    [
      "one that was paid and one nobody can judge",
      list(listed("imp_1"), listed("imp_2", { ...closed, paid_at: null })),
    ],
  ])("is unclear of %s", (_, response) => {
    expect(meant(response)).toMatchObject({ kind: "UNCLEAR", because: { code: "MERCHANT_UID_AMBIGUOUS" } });
  });

  it.each<[string, unknown]>([
    ["a page of several", { ...list(listed("imp_1")), total: 2 }],
    ["another number's payment", list(listed("imp_1", { merchant_uid: "order-2" }))],
    ["no list", { total: 1 }],
    ["a payment without an id", list(listed(""))],
    ["nothing", null],
  ])("is unclear in %s", (_, response) => {
    expect(meant(response)).toMatchObject({ kind: "UNCLEAR" });
  });
});

describe("the id of such a payment", () => {
  it("is no imp_uid, so that no cancel can be made of it", () => {
    expect(merchantUidIn("merchant_uid:order-1")).toBe("order-1");
    expect(merchantUidIn(IMP_UID)).toBeNull();
    expect([isImpUid("merchant_uid:order-1"), isImpUid(IMP_UID)]).toEqual([false, true]);
    expect(merchantUidPath("주문 1/a")).toBe(
      "/payments/findAll/%EC%A3%BC%EB%AC%B8%201%2Fa?limit=100&include_sandbox=true",
    );
  });
});

describe("a look-up by number", () => {
  /** Answers the token, the list, and the payment. */
  const lookUp = async (ofList: HttpResult, ofPayment: HttpResult) => {
    const paths: string[] = [];
    const http: HttpExchange = ({ url }) => {
      const { pathname } = new URL(url);
      paths.push(pathname);
      if (pathname === "/users/getToken")
        return Promise.resolve(answered(200, success({ access_token: "t", now: NOON, expired_at: NOON + 1_800 })));
      return Promise.resolve(pathname.startsWith("/payments/findAll/") ? ofList : ofPayment);
    };
    const gateway = createIamportV1({
      baseUrl: "https://iamport.invalid",
      impKey: new Secret("k"),
      impSecret: new Secret("s"),
      clock: handClock(),
      http,
    });
    return { ...(await gateway.lookUp("merchant_uid:order-1")), paths: paths.slice(1) };
  };
  const one = answered(200, success(list(listed(IMP_UID))));
  const itself = answered(200, success(payment()));

  it("asks for the list, then for the payment by its own id, and names that", async () => {
    const read = await lookUp(one, itself);
    expect(read.paths).toEqual(["/payments/findAll/order-1", `/payments/${IMP_UID}`]);
    expect(read.lookUp).toMatchObject({ kind: "FOUND", snapshot: { gatewayPaymentId: IMP_UID, amount: 10_000 } });
  });

  it.each<[string, HttpResult, HttpResult, object]>([
    ["an unknown number", answered(404, failure(-1, "없음")), itself, { kind: "NOT_FOUND" }],
    ["no answer", unanswered("UNKNOWN"), itself, { kind: "UNREACHABLE", why: "NO_ANSWER" }],
    ["a proxy's page", answered(404, undefined), itself, { kind: "UNREACHABLE", why: "NO_ANSWER" }],
    ["a refused token", answered(401, failure(-1, "no")), itself, { kind: "UNREACHABLE", why: "NOT_ALLOWED" }],
    [
      "two that were paid",
      answered(200, success(list(listed("imp_1"), listed("imp_2")))),
      itself,
      { kind: "UNREACHABLE", why: "UNREADABLE", finding: "ANOTHER_PAYMENT", code: "MERCHANT_UID_AMBIGUOUS" },
    ],
    ["another payment", one, answered(200, success(payment([], { imp_uid: "imp_9" }))), { kind: "UNREACHABLE" }],
    ["listed, and not there", one, answered(404, failure(-1, "없음")), { kind: "UNREACHABLE", why: "UNREADABLE" }],
    ["listed, and no answer", one, unanswered("UNKNOWN"), { kind: "UNREACHABLE", why: "NO_ANSWER" }],
  ])("%s", async (_, ofList, ofPayment, expected) => {
    expect((await lookUp(ofList, ofPayment)).lookUp).toMatchObject(expected);
  });

  it("keeps no personal data of the list", async () => {
    const spoken = listed("imp_1", { buyer_addr: "서울시 중구", buyer_name: "홍길동", customer_uid: "c-1" });
    const { exchange } = await lookUp(answered(200, success(list(spoken, listed("imp_2")))), itself);
    expect(JSON.stringify(exchange)).toContain("imp_2");
    expect(JSON.stringify(exchange)).not.toMatch(/서울시|홍길동|c-1/);
  });
});
