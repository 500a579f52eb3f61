/** The sandbox gives tokens, cancels and looks up as i'mport's documents say, and refuses for the documented reasons. */
import type { PaymentFacts } from "../../../sandbox/iamport-v1/control.js";
import { handClock } from "../portone-v2/open-portone-v2.js";
import { IMP_KEY, IMP_SECRET, openIamport, type OpenIamport } from "./open-iamport-v1.js";

const clock = handClock();
let open: OpenIamport;

beforeAll(async () => {
  open = await openIamport({ now: clock.now });
});
afterAll(() => open.end());

let count = 0;
/** A fresh paid payment of 10,000. */
async function paid(facts: Partial<PaymentFacts> = {}): Promise<string> {
  const { id } = await open.control.createPayment({ id: `imp_${++count}`, amount: { total: 10_000 }, ...facts });
  return id;
}

const balance = async (id: string) => (await open.control.payment(id))?.cancelled;

describe("tokens", () => {
  const credential = { imp_key: IMP_KEY, imp_secret: IMP_SECRET };
  const ask = (body: unknown = credential, headers = {}) => open.call("POST", "/users/getToken", body, headers);
  const minutes = (n: number) => n * 60_000;

  it("is the same before it ends, lives longer when nearly over, and is another afterwards", async () => {
    await open.control.expireTokens();
    const start = Math.floor(clock.now().getTime() / 1000);
    const { body: first } = await ask();
    expect(first).toMatchObject({ code: 0, message: null, response: { now: start, expired_at: start + 1_800 } });
    const accessToken = (first.response as unknown as { access_token: string }).access_token;
    clock.advance(minutes(29));
    expect((await ask()).body.response).toEqual({
      access_token: accessToken,
      now: start + 1_740,
      expired_at: start + 1_800,
    });
    clock.advance(1_000);
    const sameButLonger = { access_token: accessToken, expired_at: start + 2_100 };
    expect((await ask()).body.response).toMatchObject(sameButLonger);
    const query = () => open.call("GET", "/banks", undefined, { authorization: accessToken });
    clock.advance(minutes(6) - 2_000);
    expect((await query()).status).toBe(200);
    clock.advance(1_000);
    expect(await query()).toEqual({ status: 401, body: { code: -1, message: "Unauthorized", response: null } });
    expect((await ask()).body.response).not.toMatchObject({ access_token: accessToken });
  });

  it("ten who ask at once get one token", async () => {
    await open.control.expireTokens();
    const tokens = await Promise.all(Array.from({ length: 10 }, () => open.token()));
    expect(new Set(tokens).size).toBe(1);
  });

  it("comes for a form as well as for JSON, and is taken raw or as Bearer", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const { body } = await ask(new URLSearchParams(credential).toString(), form);
    const token = (body.response as unknown as { access_token: string }).access_token;
    expect(token).toBe(await open.token());
    for (const authorization of [token, `Bearer ${token}`]) {
      expect((await open.call("GET", "/banks", undefined, { authorization })).status).toBe(200);
    }
  });

  it.each([
    [{ imp_key: IMP_KEY, imp_secret: "wrong" }, 401, "인증에 실패하였습니다. API키와 secret을 확인하세요."],
    [{ imp_key: IMP_KEY }, 400, "imp_key, imp_secret 파라메터가 누락되었습니다."],
    [{}, 400, "imp_key, imp_secret 파라메터가 누락되었습니다."],
  ])("%j is answered %i", async (body, status, message) => {
    expect(await ask(body)).toEqual({ status, body: { code: -1, message, response: null } });
  });

  it("without one, or with a wrong one, nothing is done", async () => {
    const id = await paid();
    const headersOf: Record<string, string>[] = [{}, { authorization: "Bearer wrong" }, { authorization: "" }];
    for (const headers of headersOf) {
      expect(await open.call("POST", "/payments/cancel", { imp_uid: id }, headers)).toMatchObject({
        status: 401,
        body: { code: -1, response: null },
      });
    }
    expect(await balance(id)).toBe(0);
  });

  it("neither keys nor tokens are kept in the request log", async () => {
    const token = await open.token();
    await ask({ imp_key: IMP_KEY, imp_secret: IMP_SECRET, extra: "{" });
    await open.call("POST", "/users/getTokens", { imp_key: IMP_KEY, imp_secret: IMP_SECRET });
    const log = JSON.stringify(await open.control.requests());
    for (const secret of [IMP_SECRET, IMP_KEY, token]) expect(log).not.toContain(secret);
  });
});

describe("cancelling", () => {
  it("a part, then the rest, with the whole payment as the answer", async () => {
    const id = await paid();
    const part = await open.cancel({ imp_uid: id, amount: 3_000, checksum: 10_000, reason: "변심" });
    const at = Math.floor(clock.now().getTime() / 1000);
    expect(part).toMatchObject({
      status: 200,
      body: {
        code: 0,
        message: null,
        response: { imp_uid: id, status: "paid", amount: 10_000, cancel_amount: 3_000, cancelled_at: at },
      },
    });
    expect(part.body.response?.cancel_history).toMatchObject([{ amount: 3_000, reason: "변심", cancelled_at: at }]);
    const rest = await open.cancel({ merchant_uid: `order_${id}`, checksum: 7_000 });
    expect(rest.body.response).toMatchObject({ status: "cancelled", cancel_amount: 10_000 });
    const seen = await open.get(`/payments/${id}`);
    expect(seen.body.response).toEqual(rest.body.response);
    expect(seen.body.response?.cancel_history.map((item) => item.amount)).toEqual([3_000, 7_000]);
    const parts = await open.control.cancellationsOf(id);
    expect(parts.map((one) => [one.vat, one.requester])).toEqual([
      [273, "admin"],
      [636, "admin"],
    ]);
  });

  it.each([{}, { amount: 0 }, { amount: "0" }, { amount: "" }, { amount: null }])(
    "%j means everything that remains",
    async (fields) => {
      const id = await paid();
      await open.cancel({ imp_uid: id, amount: 1 });
      expect((await open.cancel({ imp_uid: id, ...fields })).body.response).toMatchObject({ cancel_amount: 10_000 });
    },
  );

  it("takes a form, brackets included", async () => {
    const id = await paid({ pgProvider: "naverpay" });
    const body = `imp_uid=${id}&amount=2500&checksum=10000&reason=${encodeURIComponent("사유")}&extra[requester]=customer`;
    const answer = await open.call("POST", "/payments/cancel", body, {
      "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
      authorization: await open.token(),
    });
    expect(answer.body.response).toMatchObject({ cancel_amount: 2_500 });
    expect(await open.control.cancellationsOf(id)).toMatchObject([{ reason: "사유", requester: "customer" }]);
  });

  it.each(["paid", "cancelled"] as const)("after a part the status can be %s", async (statusAfterPartialCancel) => {
    const id = await paid({ statusAfterPartialCancel });
    const { body } = await open.cancel({ imp_uid: id, amount: 1 });
    expect(body.response).toMatchObject({ status: statusAfterPartialCancel, cancel_amount: 1 });
    expect((await open.cancel({ imp_uid: id, amount: 1 })).body).toMatchObject({ code: 0 });
  });

  it("an imp_uid wins over a merchant_uid, also when it is wrong", async () => {
    const [one, other] = [await paid(), await paid()];
    await open.cancel({ imp_uid: one, merchant_uid: `order_${other}`, amount: 1 });
    expect([await balance(one), await balance(other)]).toEqual([1, 0]);
    expect((await open.cancel({ imp_uid: "imp_none", merchant_uid: `order_${other}` })).body.code).toBe(1);
    expect(await balance(other)).toBe(0);
  });
});

describe("refusals: HTTP 200, a code other than 0, and nothing executed", () => {
  const naver = { pgProvider: "naverpay" };
  const mixed = { amount: { total: 10_000, taxFree: 4_000 } };
  it.each<[number, RegExp, Partial<PaymentFacts>, Record<string, unknown>]>([
    [1, /checksum/, {}, { amount: 1, checksum: 9_999 }],
    [1, /checksum/, {}, { amount: 1, checksum: 0 }],
    [1, /취소 가능 금액/, {}, { amount: 10_001 }],
    [1, /^취소할 결제건이 존재하지 않습니다.$/, { status: "ready" }, {}],
    [1, /^취소할 결제건이 존재하지 않습니다.$/, { status: "failed" }, {}],
    [1, /reason/, naver, { extra: { requester: "admin" } }],
    [1, /extra.requester/, naver, { reason: "r" }],
    [1, /vat_amount/, {}, { amount: 100, vat_amount: 101 }],
    [-1, /면세금액을 초과/, mixed, { amount: 5_000, tax_free: 4_001 }],
    [-1, /과세금액을 초과/, mixed, { amount: 6_001 }],
    [-1, /tax_free/, { ...mixed, pgProvider: "kcp" }, { amount: 1_000 }],
    [-1, /tax_free/, { ...mixed, pgProvider: "nice" }, { amount: 1_000 }],
    [-1, /vat_amount/, { amount: { total: 10_000, vat: 900 }, pgProvider: "html5_inicis" }, { amount: 1_000 }],
    [-1, /부분취소/, { partialCancel: false }, { amount: 1 }],
    [-1, /기간/, { cancellableUntil: "2026-03-01T00:00:00Z" }, {}],
    [-1, /결제한 달/, { method: "phone", paidAt: "2026-02-28T14:59:59Z" }, {}],
    [-1, /부분취소/, { method: "phone", paidAt: "2026-03-01T00:00:00Z" }, { amount: 1 }],
  ])("%i %s for %j and %j", async (code, message, facts, fields) => {
    const id = await paid(facts);
    const answer = await open.cancel({ imp_uid: id, ...fields });
    expect(answer).toEqual({
      status: 200,
      body: { code, message: expect.stringMatching(message) as string, response: null },
    });
    expect(await open.control.cancellationsOf(id)).toEqual([]);
  });

  it("accepts what the same rules allow", async () => {
    const accepted: [Partial<PaymentFacts>, Record<string, unknown>][] = [
      [naver, { reason: "r", extra: { requester: "customer" } }],
      [mixed, {}],
      [{ ...mixed, pgProvider: "kcp" }, {}],
      [
        { ...mixed, pgProvider: "kcp" },
        { amount: 1_000, tax_free: 0 },
      ],
      [
        { amount: { total: 10_000, vat: 900 }, pgProvider: "nice_v2" },
        { amount: 1_000, vat_amount: 90 },
      ],
      // 1 March 00:00 in Korea is still February in UTC.
      [{ method: "phone", paidAt: "2026-02-28T15:00:00Z" }, {}],
    ];
    for (const [facts, fields] of accepted) {
      expect((await open.cancel({ imp_uid: await paid(facts), ...fields })).body).toMatchObject({ code: 0 });
    }
  });

  it("a repeated full cancel looks like an error although the money is back", async () => {
    const id = await paid();
    expect((await open.cancel({ imp_uid: id, amount: 10_000, checksum: 10_000 })).body.code).toBe(0);
    expect(await open.cancel({ imp_uid: id, amount: 10_000, checksum: 10_000 })).toEqual({
      status: 200,
      body: { code: 1, message: "이미 전액취소된 주문입니다.", response: null },
    });
    expect(await open.control.cancellationsOf(id)).toHaveLength(1);
  });

  it("names nobody's payment, and broken calls", async () => {
    const nothing = { code: 1, message: "취소할 결제건이 존재하지 않습니다.", response: null };
    for (const fields of [{}, { imp_uid: "imp_none" }, { merchant_uid: "none" }]) {
      expect(await open.cancel(fields)).toEqual({ status: 200, body: nothing });
    }
    const id = await paid();
    const authorization = await open.token();
    for (const body of [
      "{",
      "[]",
      { imp_uid: id, amount: -1 },
      { imp_uid: id, amount: 1.5 },
      { imp_uid: id, amount: "all" },
      { imp_uid: id, extra: { requester: "robot" } },
      { imp_uid: id, reason: "a\0b" },
      { imp_uid: id, reason: "x".repeat(1_100_000) },
    ]) {
      const answer = await open.call("POST", "/payments/cancel", body, { authorization });
      expect(answer).toMatchObject({ status: 400, body: { code: -1, response: null } });
    }
    expect(await balance(id)).toBe(0);
    expect((await open.get("/payments/%E0%A4%A")).status).toBe(404);
    expect((await open.get("/nothing")).status).toBe(404);
  });
});

describe("looking up", () => {
  it("by imp_uid, by merchant_uid, with a status, and not at all", async () => {
    const id = await paid({ merchantUid: "주문 1/a" });
    const find = `/payments/find/${encodeURIComponent("주문 1/a")}`;
    for (const path of [`/payments/${id}`, find, `${find}/paid`]) {
      const { body } = await open.get(path);
      expect(body).toMatchObject({ code: 0, response: { imp_uid: id, merchant_uid: "주문 1/a", cancelled_at: 0 } });
    }
    for (const path of ["/payments/imp_none", "/payments/find/none", `${find}/cancelled`]) {
      expect(await open.get(path)).toEqual({
        status: 404,
        body: { code: -1, message: "존재하지 않는 결제정보입니다.", response: null },
      });
    }
  });

  it("finds a payment of a test channel only when asked to", async () => {
    const id = await paid({ sandbox: true });
    expect((await open.get(`/payments/${id}`)).status).toBe(404);
    expect((await open.get(`/payments/${id}?include_sandbox=false`)).status).toBe(404);
    expect((await open.get(`/payments/${id}?include_sandbox=true`)).body.response).toMatchObject({ sandbox: true });
    expect((await open.get(`/payments/find/order_${id}?include_sandbox=true`)).status).toBe(200);
    expect((await open.cancel({ imp_uid: id, amount: 1 })).body.code).toBe(0);
  });

  it("a number used again finds the payment that was paid", async () => {
    const merchantUid = "used-twice";
    await paid({ merchantUid, status: "failed" });
    const id = await paid({ merchantUid });
    await paid({ merchantUid, status: "failed" });
    expect((await open.get(`/payments/find/${merchantUid}`)).body.response).toMatchObject({ imp_uid: id });
    expect((await open.cancel({ merchant_uid: merchantUid })).body.response).toMatchObject({ imp_uid: id });
  });

  it("lists all payments of a number, the latest first, page by page, with those of a test channel when asked to", async () => {
    const merchantUid = "used-three-times";
    const ids: string[] = [];
    for (const facts of [{ status: "failed" }, {}, { sandbox: true }] as const) {
      ids.push(await paid({ merchantUid, ...facts }));
      clock.advance(1_000);
    }
    const [failedOne, paidOne, testOne] = ids;
    const list = async (query: string) => (await open.get(`/payments/findAll/${merchantUid}${query}`)).body;
    const uids = (...found: unknown[]) => found.map((imp_uid) => ({ imp_uid }));
    expect(await list("")).toMatchObject({
      code: 0,
      response: { total: 2, previous: 0, next: 0, list: uids(paidOne, failedOne) },
    });
    expect(await list("?include_sandbox=true&limit=2")).toMatchObject({
      response: { total: 3, next: 2, list: uids(testOne, paidOne) },
    });
    expect(await list("?include_sandbox=true&limit=2&page=2")).toMatchObject({
      response: { previous: 1, next: 0, list: uids(failedOne) },
    });
    expect(await list("/paid")).toMatchObject({ response: { list: uids(paidOne) } });
    expect((await open.get("/payments/findAll/none")).status).toBe(404);
    expect((await open.get(`/payments/findAll/${merchantUid}?limit=1001`)).status).toBe(400);
  });

  it("lists banks", async () => {
    expect((await open.get("/banks")).body.response).toContainEqual({ code: "088", name: "신한은행" });
    expect((await open.get("/banks/004")).body.response).toEqual({ code: "004", name: "국민은행" });
    expect((await open.get("/banks/999")).status).toBe(404);
  });
});

describe("promotions: amount and checksum are in the order's units", () => {
  const order = {
    amount: { total: 6_000, paid: 5_400 },
    promotion: { kind: "PERCENT", percent: 10, minimum: 5_000 },
  } as const;

  it.each([
    [true, 1_800],
    [false, 1_400],
    [undefined, 1_400],
  ])("6,000 paid as 5,400, 2,000 cancelled with retain_promotion %s gives %i back", async (retain, paidBack) => {
    const id = await paid(order);
    const fields = { imp_uid: id, retain_promotion: retain };
    const { body } = await open.cancel({ ...fields, amount: 2_000, checksum: 6_000 });
    expect(body.response).toMatchObject({ amount: 6_000, cancel_amount: 2_000, promotion: { discount: 600 } });
    expect(await open.control.payment(id)).toMatchObject({ cancelled: 2_000, paidBack });
    expect((await open.cancel({ ...fields, checksum: 4_000 })).body.code).toBe(0);
    expect(await open.control.payment(id)).toMatchObject({ cancelled: 6_000, paidBack: 5_400 });
  });

  it("refuses a changed retain_promotion, and a cancel after which the rest costs more than was paid", async () => {
    const id = await paid(order);
    await open.cancel({ imp_uid: id, amount: 500, retain_promotion: "true" });
    expect((await open.cancel({ imp_uid: id, amount: 500 })).body).toMatchObject({ code: 1, response: null });
    const dear = await paid({
      amount: { total: 10_000, paid: 9_000 },
      promotion: { kind: "PERCENT", percent: 10, minimum: 10_000 },
    });
    expect((await open.cancel({ imp_uid: dear, amount: 500 })).body).toMatchObject({ code: 1, response: null });
    expect(await balance(dear)).toBe(0);
  });
});

describe("the ledger", () => {
  it("50 concurrent cancels of 3,000 from 100,000 never exceed it", async () => {
    const id = await paid({ amount: { total: 100_000 } });
    const answers = await Promise.all(Array.from({ length: 50 }, () => open.cancel({ imp_uid: id, amount: 3_000 })));
    expect(answers.filter(({ body }) => body.code === 0)).toHaveLength(33);
    expect(answers.filter(({ body }) => body.code === 1)).toHaveLength(17);
    const totals = (await open.control.totals()).find((one) => one.paymentId === id);
    expect(totals).toEqual({
      paymentId: id,
      total: 100_000,
      cancelled: 99_000,
      pending: 0,
      succeededCancellations: 33,
    });
  });

  it("of 20 with one checksum exactly one is executed", async () => {
    const id = await paid();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => open.cancel({ imp_uid: id, amount: 100, checksum: 10_000 })),
    );
    expect(answers.filter(({ body }) => body.code === 0)).toHaveLength(1);
    expect(await balance(id)).toBe(100);
  });

  it("the last cancel takes the VAT that is left, to the won", async () => {
    const id = await paid({ amount: { total: 1_000, taxFree: 300, vat: 60 } });
    for (const fields of [{ amount: 333 }, { amount: 333, tax_free: 300 }, {}]) {
      expect((await open.cancel({ imp_uid: id, ...fields })).body.code).toBe(0);
    }
    const parts = await open.control.cancellationsOf(id);
    const sum = (part: "total" | "taxFree" | "vat") => parts.reduce((total, one) => total + one[part], 0);
    expect([sum("total"), sum("taxFree"), sum("vat")]).toEqual([1_000, 300, 60]);
  });

  it("console cancels are on record with their trigger", async () => {
    const id = await paid();
    await open.control.cancelInConsole(id, { amount: 1_000 });
    await open.control.cancelInConsole(id, { reason: "문의" });
    expect(await open.control.cancellationsOf(id)).toMatchObject([
      { trigger: "CONSOLE", total: 1_000, requester: null },
      { trigger: "CONSOLE", total: 9_000, reason: "문의" },
    ]);
    await expect(open.control.cancelInConsole(id)).rejects.toThrow("이미 전액취소된");
  });

  it("opening a payment again changes no money, and other amounts are refused", async () => {
    const id = await paid();
    await open.cancel({ imp_uid: id, amount: 4_000 });
    const again = await open.control.createPayment({ id, amount: { total: 10_000 } });
    expect(again).toMatchObject({ status: "paid", cancelled: 4_000 });
    await expect(open.control.createPayment({ id, amount: { total: 9_999 } })).rejects.toThrow("other amounts");
    await expect(open.control.createPayment({ id: "find", amount: { total: 1 } })).rejects.toThrow("vendor's paths");
    const waiting = await paid({ status: "ready", method: "vbank" });
    expect(await open.control.createPayment({ id: waiting, amount: { total: 10_000 } })).toMatchObject({
      status: "paid",
    });
  });

  it("its page shows the ledger and escapes what it shows", async () => {
    await paid({ id: "<script>alert(1)</script>" });
    const page = await (await fetch(open.sandbox.url)).text();
    expect(page).toContain("&lt;script&gt;alert(1)");
    expect(page).not.toContain("<script>");
  });
});
