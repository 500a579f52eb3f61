/** W1: only authentic EBP webhooks give a hint; unknown types and fields are acknowledged. Signed as the document says, by hand. */
import { createHmac, randomBytes } from "node:crypto";
import fc from "fast-check";
import { createWebhookReceiver } from "../../../src/gateways/ebp/webhook.js";
import { Secret } from "../../../src/secret.js";
import { handClock } from "../../kit/clock.js";
import { flipped, forAllAsync, seedOf } from "../random.js";

const newSecret = (): string => randomBytes(24).toString("base64");
const OURS = newSecret();
const clock = handClock();
const NOW = clock.now().getTime() / 1000;
const receiverFor = (...secrets: string[]) =>
  createWebhookReceiver(
    secrets.map((s) => new Secret(s)),
    clock,
  );
const receiver = receiverFor(OURS);

const EVENT = {
  eventType: "PAYMENT_REFUNDED",
  eventTime: "2025-12-30T10:00:00Z",
  data: { orderNo: "ORD_한1", paymentStatus: "REFUNDED", refundedAmount: 50_000, currencyCode: "KRW", exponent: 0 },
};
const BODY = JSON.stringify(EVENT);

interface Delivery {
  body: string;
  headers: Record<string, string | string[] | undefined>;
}

function signed(body = BODY, { secret = OURS, at = NOW }: { secret?: string; at?: number } = {}): Delivery {
  const mac = createHmac("sha256", Buffer.from(secret))
    .update(Buffer.from(`${at}.${body}`))
    .digest("hex");
  return {
    body,
    headers: {
      "content-type": "application/json",
      "x-webhook-signature": mac,
      "x-webhook-signature-timestamp": String(at),
    },
  };
}
const verify = ({ body, headers }: Delivery, by = receiver) => by.verify(body, headers);
const hintOf = async (payload: unknown) => {
  const read = await verify(signed(JSON.stringify(payload)));
  return read.ok ? read.hint : read.reason;
};

describe("authentic", () => {
  it("gives the hint: which delivery, which type, which payment", async () => {
    expect(receiver.signed).toBe(true);
    expect(await verify(signed())).toEqual({
      ok: true,
      hint: {
        deliveryId: expect.stringMatching(/^[0-9a-f]{64}$/),
        type: "PAYMENT_REFUNDED",
        gatewayPaymentId: "ORD_한1",
      },
    });
  });

  it("header names in any case, and capital hex digits", async () => {
    const { body, headers } = signed();
    const mixed = {
      "X-Webhook-Signature": String(headers["x-webhook-signature"]).toUpperCase(),
      "X-WEBHOOK-SIGNATURE-TIMESTAMP": headers["x-webhook-signature-timestamp"],
    };
    expect(await receiver.verify(body, mixed)).toMatchObject({ ok: true });
  });

  it.each([-300, 300])("%i s off is still in time", async (seconds) => {
    expect(await verify(signed(BODY, { at: NOW + seconds }))).toMatchObject({ ok: true });
  });
});

describe("the id of a delivery", () => {
  it("is the same for a re-send, whose signature is new", async () => {
    const [first, again] = [await verify(signed()), await verify(signed(BODY, { at: NOW + 60 }))];
    expect(first).toEqual(again);
  });

  it("is another for anything else", async () => {
    const others = [
      { ...EVENT, eventType: "PAYMENT_VOIDED" },
      { ...EVENT, eventTime: "2025-12-30T10:00:01Z" },
      { ...EVENT, data: { ...EVENT.data, orderNo: "ORD_2" } },
      { ...EVENT, data: { ...EVENT.data, refundedAmount: 49_999 } },
      { ...EVENT, eventType: "PAYMENT_OF_TOMORROW" },
    ];
    const hints = await Promise.all([EVENT, ...others].map(hintOf));
    const ids = hints.map((hint) => (typeof hint === "string" ? hint : hint.deliveryId));
    expect(new Set(ids).size).toBe(6);
  });
});

describe("not authentic", () => {
  it.each([
    [-301, "TIMESTAMP_TOO_OLD"],
    [301, "TIMESTAMP_TOO_NEW"],
  ])("%i s off", async (seconds, reason) => {
    expect(await verify(signed(BODY, { at: NOW + seconds }))).toEqual({ ok: false, reason });
  });

  it("an old delivery with a fresh time on it", async () => {
    const { body, headers } = signed(BODY, { at: NOW - 9_000 });
    const fresh = { ...headers, "x-webhook-signature-timestamp": String(NOW) };
    expect(await receiver.verify(body, fresh)).toEqual({ ok: false, reason: "NO_MATCHING_SIGNATURE" });
  });

  it("any one bit of body, time or signature", async () => {
    const { body, headers } = signed();
    const SIGNATURE = "x-webhook-signature";
    const TIME = "x-webhook-signature-timestamp";
    const mac = Buffer.from(String(headers[SIGNATURE]), "hex");
    await forAllAsync(
      [fc.constantFrom("body", SIGNATURE, TIME), fc.nat()],
      { seed: seedOf("EBP bit flips"), numRuns: 1_500 },
      async (which, bit) => {
        const changed: Delivery = { body, headers: { ...headers } };
        if (which === "body") changed.body = flipped(Buffer.from(body), bit).toString("utf8");
        else if (which === SIGNATURE) changed.headers[which] = flipped(mac, bit).toString("hex");
        else changed.headers[which] = flipped(Buffer.from(String(NOW)), bit).toString("utf8");
        expect(await verify(changed)).toMatchObject({ ok: false });
      },
    );
    expect(await verify({ body, headers })).toMatchObject({ ok: true });
  });

  it("the same JSON written differently", async () => {
    const { headers } = signed();
    expect(await receiver.verify(JSON.stringify(EVENT, null, 1), headers)).toMatchObject({ ok: false });
  });

  it.each(["x-webhook-signature", "x-webhook-signature-timestamp"])("without %s, or with two of it", async (name) => {
    const { body, headers } = signed();
    const missing = { ok: false, reason: "MISSING_REQUIRED_HEADERS" };
    expect(await receiver.verify(body, { ...headers, [name]: undefined })).toEqual(missing);
    expect(await receiver.verify(body, { ...headers, [name]: [String(headers[name]), "x"] })).toEqual(missing);
    expect(await receiver.verify(body, { ...headers, [name.toUpperCase()]: headers[name] })).toEqual(missing);
  });

  it.each(["now", "", "-1", "1e9", "9".repeat(13), "1.5"])("a time that is no time: %s", async (time) => {
    const { body, headers } = signed();
    const wrong = { ...headers, "x-webhook-signature-timestamp": time };
    expect(await receiver.verify(body, wrong)).toEqual({ ok: false, reason: "INVALID_TIMESTAMP" });
  });

  it.each(["", "00", "g".repeat(64), "0".repeat(65), "0".repeat(64)])("a signature that is none: %s", async (value) => {
    const { body, headers } = signed();
    const wrong = { ...headers, "x-webhook-signature": value };
    expect(await receiver.verify(body, wrong)).toEqual({ ok: false, reason: "NO_MATCHING_SIGNATURE" });
  });

  it("no secret, or an empty one: nothing is believed", async () => {
    expect(await verify(signed(), receiverFor())).toEqual({ ok: false, reason: "NO_SECRET_CONFIGURED" });
    expect(await verify(signed(BODY, { secret: "" }), receiverFor(""))).toMatchObject({ ok: false });
  });
});

it("while a secret is rotated both are believed, a third is not", async () => {
  const next = newSecret();
  const rotating = receiverFor(next, OURS);
  expect(await verify(signed(), rotating)).toMatchObject({ ok: true });
  expect(await verify(signed(BODY, { secret: next }), rotating)).toMatchObject({ ok: true });
  expect(await verify(signed(BODY, { secret: newSecret() }), rotating)).toEqual({
    ok: false,
    reason: "NO_MATCHING_SIGNATURE",
  });
});

describe("types and fields", () => {
  it.each([
    ["PAYMENT_AUTHORIZED", { authorizedAmount: 1 }],
    ["PAYMENT_CAPTURED", { capturedAmount: "50000" }],
    ["PAYMENT_VOIDED", { exponent: 0 }],
    ["PAYMENT_REFUND_REQUESTED", { refundRequestedAmount: 50_000.0 }],
    ["PAYMENT_REFUNDED", { refundedAmount: null, tomorrow: [{}] }],
  ])("%s is about a payment", async (eventType, more) => {
    const payload = { ...EVENT, eventType, more: 1, data: { orderNo: "ORD1", ...more } };
    expect(await hintOf(payload)).toMatchObject({ type: eventType, gatewayPaymentId: "ORD1" });
  });

  it.each(["PAYMENT_METHOD_CREATED", "PAYMENT_OF_TOMORROW", "constructor", "결제"])(
    "%s is acknowledged, not looked up",
    async (eventType) => {
      expect(await hintOf({ ...EVENT, eventType })).toMatchObject({ type: eventType, gatewayPaymentId: null });
      expect(await hintOf({ eventType })).toMatchObject({ type: eventType, gatewayPaymentId: null });
    },
  );

  it("a known type without an order is acknowledged", async () => {
    for (const data of [undefined, null, {}, { orderNo: 7 }, { orderNo: "" }, "x"])
      expect(await hintOf({ ...EVENT, data })).toMatchObject({ gatewayPaymentId: null });
  });

  it.each([[{}], [[]], [null], [7], ["text"], [{ eventType: "" }], [{ eventType: "a\u0000" }]])(
    "signed, and nothing we can read: %j",
    async (payload) => expect(await hintOf(payload)).toBe("UNREADABLE_BODY"),
  );

  it("signed, and not JSON", async () => {
    expect(await verify(signed("a=1&b=2"))).toEqual({ ok: false, reason: "UNREADABLE_BODY" });
  });
});
