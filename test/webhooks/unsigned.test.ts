/** W1 where nobody signs (i'mport V1): a hint is worth one question now and then; forged ones change nothing, true ones are not lost. */
import { randomUUID } from "node:crypto";
import { MINUTE, SECOND } from "../kit/clock.js";
import { balanceOf, collectedReturn } from "../kit/fixtures.js";
import { shared } from "../kit/shared-resource.js";
import { businessRows, storedAbout, storedRows, openHooks, waitingJobs } from "./open-hooks.js";

const h = shared(openHooks);
afterEach(() => h.iamport.control.setWebhook(null));

const PAUSE = 10 * SECOND;
const notice = (impUid: string, over: Record<string, unknown> = {}) =>
  JSON.stringify({ imp_uid: impUid, merchant_uid: `order_${impUid}`, status: "cancelled", ...over });
const send = (body: string | Uint8Array, headers?: Record<string, string>) => h.post(h.url.iamport, body, headers);
/** Calls to the gateway about a payment: every one of them is a look-up, for nothing here cancels. */
const looksAt = async (impUid: string): Promise<number> => (await h.iamport.control.requests(impUid)).length;
const adopted = async (paymentId: string): Promise<number> => (await balanceOf(h.t, paymentId)).refundedAtGateway;
/** The sandbox's own webhook about its latest cancel, sent now. */
async function sendLatest(impUid: string): Promise<(number | null)[]> {
  const webhook = (await h.iamport.control.webhooks(impUid)).at(-1);
  if (!webhook) throw new Error("the sandbox wrote no webhook");
  return h.iamport.control.deliverWebhook(webhook.id);
}
/** A cancel in the console whose webhook is not sent by itself. */
async function cancelQuietly(impUid: string, amount: number): Promise<void> {
  await h.iamport.control.planFault({ hits: "webhook", paymentId: impUid, fault: { kind: "DROP" } });
  await h.iamport.control.cancelInConsole(impUid, { amount });
  const dropped = async () => (await h.iamport.control.webhooks(impUid)).every(({ status }) => status !== "WAITING");
  while (!(await dropped()));
}

describe("a true hint", () => {
  it.each(["JSON", "FORM"] as const)("as %s leads to what the gateway says", async (format) => {
    const { impUid, paymentId } = await h.iamportReturn(10_000);
    await h.iamport.control.setWebhook({ url: h.url.iamport, format });
    await cancelQuietly(impUid, 4_000);
    expect(await sendLatest(impUid)).toEqual([200]);
    await h.pass(0);
    expect(await adopted(paymentId)).toBe(4_000);
    expect(await storedAbout(h, impUid)).toMatchObject([{ type: "cancelled", handled: true }]);
  });

  it("about a payment that was reported by the shop's own number leads there as well", async () => {
    const merchantUid = `order-${randomUUID()}`;
    const impUid = `imp_${randomUUID()}`;
    await h.iamport.control.createPayment({ id: impUid, merchantUid, amount: { total: 10_000 } });
    const gatewayPaymentId = `merchant_uid:${merchantUid}`;
    const paid = { amount: 10_000, gateway: "IAMPORT_V1", gatewayPaymentId, provider: "INICIS" } as const;
    const { refund } = await collectedReturn(h.t, [paid]);
    await h.iamport.control.setWebhook({ url: h.url.iamport });
    await cancelQuietly(impUid, 4_000);
    expect(await sendLatest(impUid)).toEqual([200]);
    await h.pass(0);
    expect(await adopted(refund.paymentId)).toBe(4_000);
    expect(await storedAbout(h, gatewayPaymentId)).toMatchObject([{ handled: true }]);
    // Of the shop's numbers nobody reported, nothing is stored.
    expect(await send(notice("imp_nobody_knows", { merchant_uid: "order-nobody-knows" }))).toBe(200);
    expect(await send(notice("imp_nobody_knows", { merchant_uid: "order\u0000" }))).toBe(200);
    expect(await storedAbout(h, "merchant_uid:order-nobody-knows")).toEqual([]);
  });

  it("is not lost because an equal one came just before: two cancels can send the same bytes", async () => {
    const { impUid, paymentId } = await h.iamportReturn(10_000);
    await h.iamport.control.setWebhook({ url: h.url.iamport, withCancellationId: false });
    await cancelQuietly(impUid, 1_000);
    await sendLatest(impUid);
    await h.pass(0);
    await cancelQuietly(impUid, 2_000);
    const [first, second] = await h.iamport.control.webhooks(impUid);
    expect(second?.body).toBe(first?.body);
    expect(await sendLatest(impUid)).toEqual([200]);
    await h.pass(PAUSE);
    expect(await adopted(paymentId)).toBe(3_000);
  });

  it("that comes while the gateway is being asked leads to another look", async () => {
    const { impUid, paymentId } = await h.iamportReturn(10_000);
    await h.iamport.control.setWebhook({ url: h.url.iamport });
    await send(notice(impUid));
    // The gateway has made up its answer, and takes its time to send it.
    await h.iamport.control.planFault({
      hits: "get",
      paymentId: impUid,
      fault: { kind: "SLOW", ms: 1_500, effect: "BEFORE_WAIT" },
    });
    const asking = h.pass(0);
    while ((await looksAt(impUid)) === 0);
    await cancelQuietly(impUid, 4_000);
    expect(await sendLatest(impUid)).toEqual([200]);
    await asking;
    await h.pass(PAUSE);
    expect(await adopted(paymentId)).toBe(4_000);
    expect(await storedAbout(h, impUid)).toMatchObject([{ handled: true }]);
  });

  it("is handled in the end although the gateway could not be asked at first", async () => {
    const { impUid, paymentId } = await h.iamportReturn(10_000);
    await h.iamport.control.setWebhook({ url: h.url.iamport });
    await cancelQuietly(impUid, 4_000);
    await sendLatest(impUid);
    await h.iamport.control.planFault({ hits: "get", paymentId: impUid, fault: { kind: "STATUS_5XX" } });
    const data = { gateway: "IAMPORT_V1", deliveryId: impUid };
    await expect(h.app.handlers["webhook.handle"](data)).rejects.toThrow("could not be asked");
    expect(await storedAbout(h, impUid)).toMatchObject([{ handled: false }]);
    await h.pass(0);
    expect(await storedAbout(h, impUid)).toMatchObject([{ handled: true }]);
    expect(await adopted(paymentId)).toBe(4_000);
  });
});

describe("a forged hint", () => {
  it("changes nothing, whatever it says", async () => {
    const { impUid } = await h.iamportReturn(10_000);
    const before = await businessRows(h);
    for (const status of ["cancelled", "paid", "failed", "ready", "refunded"]) {
      expect(await send(notice(impUid, { status, amount: 10_000, cancellation_id: `c-${status}` }))).toBe(200);
      await h.pass(PAUSE);
    }
    expect(await businessRows(h)).toEqual(before);
    expect((await storedAbout(h, impUid)).map(({ handled }) => handled)).toEqual([true]);
  });

  it("about a payment that is not ours, or of a status we do not know, is acknowledged and forgotten", async () => {
    const { impUid } = await h.iamportReturn(10_000);
    const before = await storedRows(h);
    expect(await send(notice("imp_nobody_knows"))).toBe(200);
    expect(await send(notice(impUid, { status: "constructor" }))).toBe(200);
    expect(await storedRows(h)).toEqual(before);
    expect(await waitingJobs(h, impUid)).toBe(0);
    expect(await looksAt(impUid)).toBe(0);
  });

  it("1,000 of them about one payment are one row, one job and one look each ten seconds", async () => {
    const { impUid, paymentId } = await h.iamportReturn(10_000);
    const flood = async (from: number) => {
      for (let sent = from; sent < from + 250; sent += 50) {
        const batch = Array.from({ length: 50 }, (_, i) =>
          send(notice(impUid, { cancellation_id: `forged-${sent + i}` })),
        );
        expect(new Set(await Promise.all(batch))).toEqual(new Set([200]));
      }
    };
    const looks: number[] = [];
    for (let wave = 0; wave < 4; wave += 1) {
      await flood(wave * 250);
      expect(await waitingJobs(h, impUid)).toBe(1);
      await h.pass(wave === 0 ? 0 : PAUSE / 2);
      looks.push(await looksAt(impUid));
    }
    // At 0, 5, 10 and 15 s: asked at 0 and at 10.
    expect(looks).toEqual([1, 1, 2, 2]);
    // Three asked for a look; the other 997 found one awaited, and wrote nothing.
    expect(await storedAbout(h, impUid)).toMatchObject([{ requestedCount: 3 }]);
    await h.pass(PAUSE);
    await h.pass(PAUSE);
    expect(await looksAt(impUid)).toBe(3);
    // Among the forged ones a true one is heard.
    await h.iamport.control.setWebhook({ url: h.url.iamport });
    await cancelQuietly(impUid, 4_000);
    expect(await sendLatest(impUid)).toEqual([200]);
    await flood(1_000);
    await h.pass(PAUSE);
    expect(await adopted(paymentId)).toBe(4_000);
  });

  it("about many payments at once: the gateway is asked at most 50 times in ten seconds, and everyone's turn comes", async () => {
    await h.pass(MINUTE);
    const returned = await Promise.all(Array.from({ length: 120 }, () => h.iamportReturn(1_000)));
    const payments = returned.map(({ impUid }) => impUid);
    for (const impUid of payments) expect(await send(notice(impUid))).toBe(200);
    const asked = async () =>
      (await h.iamport.control.requests()).filter((request) => payments.some((id) => request.path.includes(id))).length;
    const looks: number[] = [];
    await h.pass(0);
    looks.push(await asked());
    for (let wait = 0; wait < 3; wait += 1) {
      await h.pass(PAUSE);
      looks.push(await asked());
    }
    expect(looks[0]).toBe(50);
    looks.reduce((before, after) => (expect(after - before).toBeLessThanOrEqual(50), after));
    await h.pass(MINUTE);
    await h.pass(MINUTE);
    expect(await asked()).toBe(120);
    for (const impUid of payments) expect(await waitingJobs(h, impUid)).toBe(0);
  });
});

describe("bodies", () => {
  it("that cannot be read are refused, and nothing is kept", async () => {
    const { impUid } = await h.iamportReturn(10_000);
    const FORM = { "content-type": "application/x-www-form-urlencoded" };
    const before = await storedRows(h);
    expect(await send("")).toBe(400);
    expect(await send(`{"imp_uid":"${impUid}"`)).toBe(400);
    expect(await send(`imp_uid=${impUid}&status=paid&imp_uid=imp_2`, FORM)).toBe(400);
    expect(await send(Buffer.from(notice(impUid), "utf16le"))).toBe(400);
    expect(await send(notice(`${impUid}\u0000`))).toBe(400);
    expect(await send(notice(impUid), { "content-encoding": "gzip" })).toBe(415);
    expect(await send(notice(impUid, { more: "x".repeat(8 * 1024) }))).toBe(413);
    expect(await storedRows(h)).toEqual(before);
  });

  it("that are odd and readable are kept: bytes that are no text, NUL, another charset's name, the largest one", async () => {
    const odd: [(impUid: string) => string | Uint8Array, Record<string, string>][] = [
      [(id) => `imp_uid=${id}&status=cancelled&x=\u0000`, { "content-type": "text/plain" }],
      [(id) => Buffer.concat([Buffer.from(`imp_uid=${id}&status=cancelled&x=`), Buffer.from([0xff, 0xfe])]), {}],
      [(id) => notice(id), { "content-type": "application/json; charset=euc-kr" }],
      [(id) => notice(id, { merchant_uid: "주문 1" }), { "content-type": "multipart/form-data" }],
      [(id) => notice(id, { x: "\ud800" }), { "content-type": "application/json" }],
      [(id) => notice(id).padEnd(8 * 1024, " "), { "content-type": "application/json" }],
    ];
    for (const [body, headers] of odd) {
      const { impUid } = await h.iamportReturn(1_000);
      expect(await send(body(impUid), headers)).toBe(200);
      expect(await storedAbout(h, impUid)).toMatchObject([{ handled: false }]);
    }
    await h.pass(MINUTE);
  });
});
