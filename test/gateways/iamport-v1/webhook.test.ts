/** W1 for webhooks nobody signs: a hint and nothing more; the same notice twice is one, the next one is not swallowed. */
import fc from "fast-check";
import { createWebhookReceiver, SAME_DELIVERY_MS } from "../../../src/gateways/iamport-v1/webhook.js";
import { handClock } from "../../kit/clock.js";
import { seedOf } from "../random.js";

const clock = handClock("2026-11-20T03:00:00Z");
const receiver = createWebhookReceiver(clock);
const JSON_TYPE = { "content-type": "application/json" };

const verify = (body: unknown, headers: Record<string, string> = JSON_TYPE) =>
  receiver.verify(typeof body === "string" ? body : JSON.stringify(body), headers);
const idOf = async (body: unknown): Promise<string> => {
  const read = await verify(body);
  if (!read.ok) throw new Error(read.reason);
  return read.hint.deliveryId;
};

const PAID = { imp_uid: "imp_1234567890", merchant_uid: "order_id_8237352", status: "paid" };
const CANCELLED = { ...PAID, status: "cancelled" };
const WITH_ID = { ...CANCELLED, cancellation_id: "cancellation-1" };

it("says of itself that anybody can have sent it", () => expect(receiver.signed).toBe(false));

describe("reading", () => {
  it("the document's own example", async () => {
    expect(
      await verify(`{ "imp_uid": "imp_1234567890", "merchant_uid": "order_id_8237352", "status": "paid" }`),
    ).toEqual({
      ok: true,
      hint: {
        deliveryId: expect.any(String),
        type: "paid",
        gatewayPaymentId: "imp_1234567890",
        reportedAs: "merchant_uid:order_id_8237352",
      },
    });
  });

  it.each(["ready", "paid", "failed", "cancelled"])("%s is about a payment", async (status) => {
    expect(await verify({ ...PAID, status, tomorrow: [1] })).toMatchObject({
      hint: { type: status, gatewayPaymentId: PAID.imp_uid },
    });
  });

  it.each(["refunded", "constructor", "Cancelled", "취소"])("%s is acknowledged, not looked up", async (status) => {
    expect(await verify({ ...PAID, status })).toMatchObject({
      ok: true,
      hint: { type: status, gatewayPaymentId: null },
    });
  });

  it("a form is the same notice as the JSON, whatever the header says", async () => {
    const form = new URLSearchParams(WITH_ID).toString();
    for (const headers of [{ "content-type": "application/x-www-form-urlencoded" }, JSON_TYPE, {}]) {
      expect(await verify(form, headers)).toEqual(await verify(WITH_ID));
    }
    const korean = { ...CANCELLED, merchant_uid: "주문 1&2=3" };
    expect(await verify(new URLSearchParams(korean).toString())).toEqual(await verify(korean));
  });

  it.each([
    ["nothing", ""],
    ["a number", "7"],
    ["null", "null"],
    ["a list", [PAID]],
    ["no payment", { merchant_uid: "o", status: "paid" }],
    ["no status", { imp_uid: "imp_1" }],
    ["an id that is a number", { ...PAID, imp_uid: 1 }],
    ["an id no database stores", { ...PAID, imp_uid: "a\u0000" }],
    ["an id beyond measure", { ...PAID, imp_uid: "i".repeat(257) }],
    ["half a JSON", `{"imp_uid":"imp_1","status":`],
    ["a form with two payments", "imp_uid=imp_1&status=paid&imp_uid=imp_2"],
    ["HTML", "<html><body>imp_uid</body></html>"],
  ])("%s cannot be read", async (_, body) => {
    expect(await verify(body)).toEqual({ ok: false, reason: "UNREADABLE_BODY" });
  });
});

describe("one delivery or two", () => {
  const later = (ms: number) => clock.advance(ms);
  /** The next moment at which a new span begins. */
  const alignToSpan = () => later(SAME_DELIVERY_MS - (clock.now().getTime() % SAME_DELIVERY_MS));

  it("an exact repeat within the span is the same delivery", async () => {
    alignToSpan();
    const first = await idOf(CANCELLED);
    expect(await idOf(CANCELLED)).toBe(first);
    later(SAME_DELIVERY_MS - 1);
    expect(await idOf(CANCELLED)).toBe(first);
  });

  it("a second console cancel with an identical body, later, is a delivery of its own", async () => {
    const first = await idOf(CANCELLED);
    later(SAME_DELIVERY_MS);
    const second = await idOf(CANCELLED);
    later(60_000);
    const third = await idOf(CANCELLED);
    expect(new Set([first, second, third]).size).toBe(3);
  });

  it("with a cancellation_id it is the same notice at any time, and each cancellation has its own", async () => {
    const first = await idOf(WITH_ID);
    later(24 * 60 * 60_000);
    expect(await idOf(WITH_ID)).toBe(first);
    expect(await idOf({ ...WITH_ID, cancellation_id: "cancellation-2" })).not.toBe(first);
    expect(await idOf(CANCELLED)).not.toBe(first);
  });

  it("what differs in anything it says is another notice", async () => {
    alignToSpan();
    const notices = [
      CANCELLED,
      PAID,
      { ...CANCELLED, imp_uid: "imp_2" },
      { ...CANCELLED, merchant_uid: "order_2" },
      { imp_uid: CANCELLED.imp_uid, status: "cancelled" },
      WITH_ID,
      // A field that slides into its neighbour.
      { ...CANCELLED, imp_uid: "imp_1234567890order", merchant_uid: "_id_8237352" },
    ];
    expect(new Set(await Promise.all(notices.map(idOf))).size).toBe(notices.length);
  });

  it("order and unknown fields do not make a new one", async () => {
    alignToSpan();
    const { imp_uid, merchant_uid, status } = CANCELLED;
    expect(await idOf({ status, merchant_uid, imp_uid, colour: "red" })).toBe(await idOf(CANCELLED));
  });
});

it("whatever is sent, it is read or refused, and what is read can be stored as a key", async () => {
  const field = fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue());
  const notice = fc.record(
    { imp_uid: field, merchant_uid: field, status: field, cancellation_id: field },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    notice.map((value) => JSON.stringify(value)),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.string({ unit: "binary" }),
    fc.webQueryParameters(),
  );
  await fc.assert(
    fc.asyncProperty(body, async (rawBody) => {
      const read = await receiver.verify(rawBody, {});
      const deliveryId = expect.stringMatching(/^[0-9a-f]{64}(@\d+)?$/);
      expect(read).toEqual(
        read.ok ? { ok: true, hint: { ...read.hint, deliveryId } } : { ok: false, reason: "UNREADABLE_BODY" },
      );
      expect(JSON.stringify(read)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
    }),
    { seed: seedOf("i'mport V1 webhooks"), numRuns: 1_500 },
  );
});
