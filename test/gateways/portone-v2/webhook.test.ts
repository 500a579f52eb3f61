/** W1: only authentic webhooks give a hint; unknown types and fields are acknowledged. Signed by an independent signer. */
import { jest } from "@jest/globals";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { Webhook as Signer } from "standardwebhooks";
import { createWebhookReceiver } from "../../../src/gateways/portone-v2/webhook.js";
import { Secret } from "../../../src/secret.js";
import { flipped, forAllAsync, seedOf } from "../random.js";

const newSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;
const OURS = newSecret();
const receiver = createWebhookReceiver([new Secret(OURS)]);

const NOW = new Date("2026-11-20T03:00:00Z");
// The SDK reads the machine's clock: hold it still, and nothing else.
beforeEach(() => {
  jest.useFakeTimers({
    now: NOW,
    doNotFake: ["nextTick", "queueMicrotask", "setImmediate", "setTimeout", "performance"],
  });
});
afterEach(() => {
  jest.useRealTimers();
});

const BODY = JSON.stringify({
  type: "Transaction.PartialCancelled",
  timestamp: "2026-11-20T02:59:59.123Z",
  data: { storeId: "store-1", paymentId: "결제-1", transactionId: "t-1", cancellationId: "c-1" },
});

interface Delivery {
  body: string;
  headers: Record<string, string>;
}

function signed(body = BODY, { secret = OURS, at = NOW, id = "msg_1" } = {}): Delivery {
  return {
    body,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Signer(secret).sign(id, at, body),
    },
  };
}
const verify = ({ body, headers }: Delivery, by = receiver) => by.verify(body, headers);
const shifted = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

it("says that its deliveries are signed", () => {
  expect(receiver.signed).toBe(true);
  expect(createWebhookReceiver([]).signed).toBe(true);
});

describe("authentic", () => {
  it("gives the hint: which delivery, which type, which payment", async () => {
    expect(await verify(signed())).toEqual({
      ok: true,
      hint: { deliveryId: "msg_1", type: "Transaction.PartialCancelled", gatewayPaymentId: "결제-1" },
    });
  });

  it("header names in any case, and signatures of versions we do not know beside a good one", async () => {
    const { body, headers } = signed();
    const mixed = {
      "Webhook-Id": headers["webhook-id"],
      "WEBHOOK-TIMESTAMP": headers["webhook-timestamp"],
      "webhook-Signature": `v1,AAAA v2,zzz v1a,abc ${headers["webhook-signature"]}`,
    };
    expect(await receiver.verify(body, mixed)).toMatchObject({ ok: true, hint: { deliveryId: "msg_1" } });
  });

  it.each([-300, 300])("%i s off is still in time", async (seconds) => {
    expect(await verify(signed(BODY, { at: shifted(seconds) }))).toMatchObject({ ok: true });
  });

  it("a replay has the same delivery id", async () => {
    const [first, again] = [await verify(signed()), await verify(signed(BODY, { at: shifted(60) }))];
    expect(first).toEqual(again);
  });
});

describe("not authentic", () => {
  it.each([
    [-301, "TIMESTAMP_TOO_OLD"],
    [301, "TIMESTAMP_TOO_NEW"],
  ])("%i s off", async (seconds, reason) => {
    expect(await verify(signed(BODY, { at: shifted(seconds) }))).toEqual({ ok: false, reason });
  });

  it("an old delivery with a fresh time on it", async () => {
    const { body, headers } = signed(BODY, { at: shifted(-9_000) });
    const fresh = { ...headers, "webhook-timestamp": String(Math.floor(NOW.getTime() / 1000)) };
    expect(await receiver.verify(body, fresh)).toEqual({ ok: false, reason: "NO_MATCHING_SIGNATURE" });
  });

  it("any one bit of body, id, time or signature", async () => {
    const { body, headers } = signed();
    const text = (value: string, bit: number) => flipped(Buffer.from(value), bit).toString("utf8");
    const mac = Buffer.from((headers["webhook-signature"] ?? "").slice(3), "base64");
    const part = fc.constantFrom("body", "webhook-id", "webhook-timestamp", "webhook-signature");
    await forAllAsync([part, fc.nat()], { seed: seedOf("bit flips"), numRuns: 1_500 }, async (which, bit) => {
      const changed = { body, headers: { ...headers } };
      if (which === "body") changed.body = text(body, bit);
      // The bits of the MAC itself: base64's padding bits carry nothing.
      else if (which === "webhook-signature") changed.headers[which] = `v1,${flipped(mac, bit).toString("base64")}`;
      else changed.headers[which] = text(headers[which] ?? "", bit);
      expect(await verify(changed)).toMatchObject({ ok: false });
    });
    expect(await verify({ body, headers })).toMatchObject({ ok: true });
  });

  it("the same JSON written differently", async () => {
    const { headers } = signed();
    expect(await receiver.verify(JSON.stringify(JSON.parse(BODY), null, 1), headers)).toMatchObject({ ok: false });
  });

  it.each(["webhook-id", "webhook-timestamp", "webhook-signature"])("without %s, or with two of it", async (name) => {
    const { body, headers } = signed();
    const missing = { ok: false, reason: "MISSING_REQUIRED_HEADERS" };
    expect(await receiver.verify(body, { ...headers, [name]: undefined })).toEqual(missing);
    expect(await receiver.verify(body, { ...headers, [name]: [headers[name] ?? "", "x"] })).toEqual(missing);
  });

  it("a time that is no number", async () => {
    const { body, headers } = signed();
    expect(await receiver.verify(body, { ...headers, "webhook-timestamp": "now" })).toMatchObject({ ok: false });
  });

  it("somebody else's secret", async () => {
    expect(await verify(signed(BODY, { secret: newSecret() }))).toEqual({ ok: false, reason: "NO_MATCHING_SIGNATURE" });
  });

  it("no secret configured: nothing is believed", async () => {
    expect(await verify(signed(), createWebhookReceiver([]))).toEqual({ ok: false, reason: "NO_SECRET_CONFIGURED" });
  });
});

describe("rotation", () => {
  const next = newSecret();
  const rotating = createWebhookReceiver([new Secret(next), new Secret(OURS)]);

  it("both live secrets are believed, a third is not", async () => {
    expect(await verify(signed(), rotating)).toMatchObject({ ok: true });
    expect(await verify(signed(BODY, { secret: next }), rotating)).toMatchObject({ ok: true });
    expect(await verify(signed(BODY, { secret: newSecret() }), rotating)).toMatchObject({ ok: false });
  });

  it("the sender signs with both at once", async () => {
    const [old, fresh] = [signed(), signed(BODY, { secret: next })];
    const both = {
      ...old.headers,
      "webhook-signature": `${fresh.headers["webhook-signature"]} ${old.headers["webhook-signature"]}`,
    };
    expect(await receiver.verify(BODY, both)).toMatchObject({ ok: true });
  });

  it("an unusable secret does not take the good one out of service", async () => {
    const mixed = createWebhookReceiver([new Secret("whsec_%%%"), new Secret(OURS)]);
    expect(await verify(signed(), mixed)).toMatchObject({ ok: true });
  });
});

describe("types and fields", () => {
  const hint = async (payload: unknown) => {
    const read = await verify(signed(JSON.stringify(payload)));
    return read.ok ? read.hint : read.reason;
  };
  const data = { storeId: "s", paymentId: "pay-1", transactionId: "t", tomorrow: { a: [1] } };

  it.each([
    ...["Ready", "Paid", "VirtualAccountIssued", "PartialCancelled", "Cancelled", "CancelPending"],
    ...["Failed", "PayPending", "DisputeCreated", "DisputeResolved"],
  ])("Transaction.%s is about a payment", async (name) => {
    expect(await hint({ type: `Transaction.${name}`, data, more: 1 })).toMatchObject({ gatewayPaymentId: "pay-1" });
  });

  it.each(["Transaction.Confirm", "Transaction.OfTomorrow", "BillingKey.Issued", "constructor", "결제"])(
    "%s is acknowledged, not looked up",
    async (type) => {
      expect(await hint({ type, data })).toEqual({ deliveryId: "msg_1", type, gatewayPaymentId: null });
      expect(await hint({ type })).toEqual({ deliveryId: "msg_1", type, gatewayPaymentId: null });
    },
  );

  it("a known type without a payment is acknowledged", async () => {
    expect(await hint({ type: "Transaction.Paid" })).toMatchObject({ gatewayPaymentId: null });
    expect(await hint({ type: "Transaction.Paid", data: { paymentId: 7 } })).toMatchObject({ gatewayPaymentId: null });
  });

  it("the older format is told by its shape", async () => {
    expect(await hint({ payment_id: "pay-1", tx_id: "t", status: "Cancelled" })).toEqual({
      deliveryId: "msg_1",
      type: "2024-01-01.Cancelled",
      gatewayPaymentId: "pay-1",
    });
  });

  it.each([[{}], [[]], [null], [7], ["text"]])("signed, and nothing we can read: %j", async (payload) => {
    expect(await hint(payload)).toBe("UNREADABLE_BODY");
  });

  it("the older version as a form, signed like any other", async () => {
    const form = "payment_id=order%201%2Fa&tx_id=tx-1&status=PartialCancelled";
    expect(await verify(signed(form))).toMatchObject({
      ok: true,
      hint: { type: "2024-01-01.PartialCancelled", gatewayPaymentId: "order 1/a" },
    });
    expect((await verify({ ...signed(form), body: `${form}0` })).ok).toBe(false);
  });

  it("signed, and neither JSON nor such a form", async () => {
    expect(await verify(signed("a=1&b=2"))).toEqual({ ok: false, reason: "UNREADABLE_BODY" });
  });

  it("a delivery id too long to be a key", async () => {
    expect(await verify(signed(BODY, { id: "m".repeat(201) }))).toEqual({ ok: false, reason: "WEBHOOK_ID_TOO_LONG" });
  });
});
