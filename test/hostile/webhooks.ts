/** Webhooks meant to hurt, for every route: what a gateway never sends, signed by whoever has stolen the secret, and not. */
import { createHmac, randomUUID } from "node:crypto";
import { Webhook as Signer } from "standardwebhooks";
import type { Headers } from "./answer.js";
import { chance, longText, NASTY_TEXTS } from "./chance.js";
import { EBP_SECRET, PORTONE_SECRET } from "./open-hostile.js";

export interface HostileWebhook {
  name: string;
  path: string;
  body: string | Buffer;
  headers: Headers;
}

type Sign = (body: string, at?: Date, id?: string) => Headers;
const portone: Sign = (body, at = new Date(), id = `msg_${randomUUID()}`) => ({
  "content-type": "application/json",
  "webhook-id": id,
  "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
  "webhook-signature": new Signer(PORTONE_SECRET).sign(id, at, body),
});
const ebp: Sign = (body, at = new Date()) => {
  const time = String(Math.floor(at.getTime() / 1_000));
  const mac = createHmac("sha256", EBP_SECRET).update(`${time}.${body}`).digest("hex");
  return { "content-type": "application/json", "x-webhook-signature": mac, "x-webhook-signature-timestamp": time };
};
const unsigned: Sign = () => ({ "content-type": "application/json" });

/** A good body of each, with two of its texts as given. */
const ROUTES: { path: string; sign: Sign; body: (type: unknown, id: unknown) => string }[] = [
  { path: "/webhooks/portone-v2", sign: portone, body: (type, id) => JSON.stringify({ type, timestamp: "2031-01-01T00:00:00Z", data: { storeId: "s", paymentId: id, transactionId: "t" } }) },
  { path: "/webhooks/portone-v2", sign: portone, body: (status, id) => JSON.stringify({ tx_id: "t", payment_id: id, status }) },
  { path: "/webhooks/ebp", sign: ebp, body: (eventType, orderNo) => JSON.stringify({ eventType, eventTime: "2031-01-01T00:00:00Z", data: { orderNo, paymentStatus: "X" } }) },
  { path: "/webhooks/iamport-v1", sign: unsigned, body: (status, imp_uid) => JSON.stringify({ imp_uid, merchant_uid: "m", status }) },
]; // prettier-ignore

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  [],
  [[]],
  {},
  { a: 1 },
  ["x"],
  longText(200),
  longText(3_000),
  longText(40_000),
  ...NASTY_TEXTS,
];
const BODIES: readonly string[] = [
  "", " ", "null", "[]", "{}", "7", '"x"', "{", "a=1&b=2", "a=1&a=2", "imp_uid=a&status=paid&imp_uid=b", '{"__proto__":{"type":"x"}}', '{"type":"\\ud800"}', '{"type":"a\\u0000b"}', '{"type":"x"}\u0000', '{"type":1e400}', '{"a":1,"a":2}',
  "[".repeat(3_000), "[".repeat(3_000) + "]".repeat(3_000), '{"data":'.repeat(800) + "1" + "}".repeat(800), `{"type":"${longText(7_000)}"}`, `{"type":"${longText(63_000)}"}`, longText(65_537), longText(10_000_000),
]; // prettier-ignore
const AGES_S = [0, 299, 310, -310, 86_400, -86_400, 1e9, -1e9];
const GENERATED = 60;

function generated(): HostileWebhook[] {
  const { whole, oneOf } = chance("webhooks");
  return Array.from({ length: GENERATED }, (_, n) => {
    const { path, sign, body } = oneOf(ROUTES);
    const good = body(oneOf(VALUES), oneOf(VALUES));
    const at = whole(good.length);
    const broken = good.slice(0, at) + oneOf([...NASTY_TEXTS, "{", "}", '"', "\\"]) + good.slice(at + whole(4));
    return { name: `generated ${n} ${path}`, path, body: broken, headers: sign(broken) };
  });
}

function ofRoute({ path, sign, body }: (typeof ROUTES)[number], index: number): HostileWebhook[] {
  const good = body("Transaction.Cancelled", "pay-nobody-knows");
  const named = (name: string, text: string | Buffer, headers: Headers): HostileWebhook => ({
    name: `${index} ${path}: ${name}`,
    path,
    body: text,
    headers,
  });
  return [
    ...VALUES.map((value, n) => named(`type ${n}`, body(value, "p"), sign(body(value, "p")))),
    ...VALUES.map((value, n) => named(`id ${n}`, body("PAYMENT_REFUNDED", value), sign(body("PAYMENT_REFUNDED", value)))),
    ...VALUES.map((value, n) => named(`known type, id ${n}`, body("cancelled", value), sign(body("cancelled", value)))),
    ...BODIES.map((text, n) => named(`body ${n}`, text, sign(text))),
    ...BODIES.map((text, n) => named(`unsigned body ${n}`, text, {})),
    ...AGES_S.map((age) => named(`signed ${age} s ago`, good, sign(good, new Date(Date.now() - age * 1_000)))),
    ...["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json; charset=utf-16", "", "\u00e9"].map((type) => named(`content type ${type}`, good, { ...sign(good), "content-type": type })),
    ...["gzip", "br", "nonsense"].map((encoding) => named(`content encoding ${encoding}`, good, { ...sign(good), "content-encoding": encoding })),
    named("bytes that are no UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x80, 0x7d]), sign("{}")),
    named("every header twice", good, Object.fromEntries(Object.entries(sign(good)).map(([name, value]) => [name, name.startsWith("content") ? value : [String(value), String(value)]]))),
    named("a signature of 8 kB", good, { ...sign(good), "webhook-signature": longText(8_000), "x-webhook-signature": longText(8_000) }),
    named("a time of nonsense", good, { ...sign(good), "webhook-timestamp": "1e9", "x-webhook-signature-timestamp": "NaN" }),
  ]; // prettier-ignore
}

/** Ids PortOne would never make. */
const ids = (): HostileWebhook[] => {
  const [route] = ROUTES;
  const body = route?.body("Transaction.Cancelled", "p") ?? "";
  return ["x".repeat(5_000), "a,b", "..", "__proto__", "%00", "\u00e9"].map((id) => ({ name: `webhook-id ${id.slice(0, 20)}`, path: "/webhooks/portone-v2", body, headers: portone(body, undefined, id) }));
}; // prettier-ignore

export const hostileWebhooks = (): HostileWebhook[] => [...ROUTES.flatMap(ofRoute), ...ids(), ...generated()];
