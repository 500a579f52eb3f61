/** S13 for webhooks: what a gateway, or a forger, writes of a known customer into a webhook rests in no table, log line, metric or answer. */
import { createHmac, randomUUID } from "node:crypto";
import { Webhook as Signer } from "standardwebhooks";
import { createLogger } from "../../src/telemetry/logger.js";
import type { GatewayName } from "../../src/gateways/port.js";
import { EBP_SECRET, storedAbout, openHooks, PORTONE_SECRETS, type Hooks } from "../webhooks/open-hooks.js";
import { CANARIES, canaryCustomer, canaryPaymentId, everyTable, expectClean, SENTENCE } from "./canary.js";
import { shared } from "../kit/shared-resource.js";

const lines: string[] = [];
const h = shared(() =>
  openHooks(createLogger({ level: "trace", destination: { write: (line) => void lines.push(line) } })),
);

interface Received {
  body: string;
  headers: Record<string, string>;
}
const json = { "content-type": "application/json" };
const form = { "content-type": "application/x-www-form-urlencoded" };
/** Fields of a customer, under names a vendor has and names it might have tomorrow. */
const about = { customer: { id: CANARIES.id, name: CANARIES.name }, refundAccount: CANARIES.account, note: SENTENCE };

function portone(body: string, headers: Record<string, string>, id = `msg_${randomUUID()}`): Received {
  const at = new Date();
  const signature = new Signer(PORTONE_SECRETS[0] ?? "").sign(id, at, body);
  const time = String(Math.floor(at.getTime() / 1_000));
  const signed = { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": signature };
  return { body, headers: { ...headers, ...signed } };
}

function ebp(body: string): Received {
  const time = String(Math.floor(Date.now() / 1_000));
  const mac = createHmac("sha256", EBP_SECRET).update(`${time}.${body}`).digest("hex");
  return { body, headers: { ...json, "x-webhook-signature": mac, "x-webhook-signature-timestamp": time } };
}

const v2 = (paymentId: string, type = "Transaction.Cancelled"): string =>
  JSON.stringify({
    type,
    timestamp: new Date().toISOString(),
    data: { storeId: "store-test", paymentId, transactionId: CANARIES.id, cancellationId: CANARIES.account, ...about },
    ...about,
  });
const legacy = (paymentId: string) => ({ payment_id: paymentId, tx_id: CANARIES.id, status: "Cancelled" });
const hint = (impUid: string) => ({ imp_uid: impUid, merchant_uid: CANARIES.id, status: "cancelled" });
const ebpEvent = (orderNo: string, eventType = "PAYMENT_REFUNDED"): string =>
  JSON.stringify({ eventType, eventTime: "2026-01-01T00:00:00Z", data: { orderNo, ...about }, ...about });

type Row = [
  name: string,
  gateway: GatewayName,
  url: keyof Hooks["url"],
  received: (paymentId: string) => Received,
  status: number,
];
const ROWS: Row[] = [
  ["a body of today's version", "PORTONE_V2", "portone", (id) => portone(v2(id), json), 200],
  ["a type that names somebody", "PORTONE_V2", "portone", (id) => portone(v2(id, `T.${CANARIES.id}`), json), 200],
  [
    "a delivery's id that is an account",
    "PORTONE_V2",
    "portone",
    (id) => portone(v2(id), json, `msg_${CANARIES.account}_${id}`),
    200,
  ],
  [
    "a body of version 2024-01-01",
    "PORTONE_V2",
    "portone",
    (id) => portone(JSON.stringify({ ...legacy(id), ...about }), json),
    200,
  ],
  [
    "a form of version 2024-01-01",
    "PORTONE_V2",
    "portone",
    (id) => portone(String(new URLSearchParams({ ...legacy(id), note: SENTENCE })), form),
    200,
  ],
  ["a body nobody signed", "PORTONE_V2", "portone", (id) => ({ body: v2(id), headers: json }), 401],
  ["a signed body that is no webhook", "PORTONE_V2", "portone", () => portone(JSON.stringify(about), json), 400],
  ["an event", "EBP", "ebp", (id) => ebp(ebpEvent(id)), 200],
  ["an event whose type names somebody", "EBP", "ebp", (id) => ebp(ebpEvent(id, CANARIES.id)), 200],
  ["an event nobody signed", "EBP", "ebp", (id) => ({ body: ebpEvent(id), headers: json }), 401],
  [
    "a hint",
    "IAMPORT_V1",
    "iamport",
    (id) => ({ body: JSON.stringify({ ...hint(id), ...about }), headers: json }),
    200,
  ],
  [
    "a hint as a form",
    "IAMPORT_V1",
    "iamport",
    (id) => ({ body: String(new URLSearchParams({ ...hint(id), note: SENTENCE })), headers: form }),
    200,
  ],
  [
    "a hint whose status names somebody",
    "IAMPORT_V1",
    "iamport",
    (id) => ({ body: JSON.stringify({ ...hint(id), status: CANARIES.id }), headers: json }),
    200,
  ],
  ["a hint that cannot be read", "IAMPORT_V1", "iamport", () => ({ body: SENTENCE, headers: json }), 400],
];

describe.each(ROWS)("%s", (_, gateway, url, received, status) => {
  it(`of ${gateway} rests nowhere`, async () => {
    const gatewayPaymentId = canaryPaymentId();
    await canaryCustomer(h.t, { amount: 10_000, gateway, gatewayPaymentId, provider: "INICIS" }, async () => {
      const payment = { id: gatewayPaymentId, amount: { total: 10_000 } };
      if (gateway === "IAMPORT_V1") await h.iamport.control.createPayment(payment);
      if (gateway === "EBP") await h.ebp.control.createPayment(payment);
    });
    const { body, headers } = received(gatewayPaymentId);
    const answer = await fetch(h.url[url], { method: "POST", body, headers });
    expectClean("answer", await answer.text());
    expect(answer.status).toBe(status);
    // Before it is handled, and after.
    for (const [table, text] of await everyTable(h.t)) expectClean(table, text);
    await h.pass(0);
    for (const [table, text] of await everyTable(h.t)) expectClean(table, text);
  });
});

it("nor in the log or the metrics as they are read over HTTP; and the search finds what does", async () => {
  expectClean("log", lines.join(""));
  const metrics = await fetch(`${h.app.url}/metrics`);
  const text = await metrics.text();
  expect([metrics.status, text]).toEqual([200, expect.stringContaining("webhook")]);
  expectClean("metrics", text);
  expect(lines.join("")).toContain("webhook refused");
  const kept = await h.t.rows<{ gateway_payment_id: string; body_digest: string }>(
    `select gateway_payment_id, body_digest from webhook_delivery where gateway_payment_id like 'pcanary%'`,
  );
  expect(kept.length).toBe(7);
  expect(await storedAbout(h, kept[0]?.gateway_payment_id ?? "")).toHaveLength(1);
  for (const { body_digest } of kept) expect(body_digest).toMatch(/^[\w:.=+/-]{20,}$/);
});
