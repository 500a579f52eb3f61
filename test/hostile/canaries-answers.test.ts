/** S13 for what is kept of a success: ids, instruments and links with personal data in them; and for every answer of the API, whoever asks. */
import { getNamedType, isObjectType, type GraphQLField, type GraphQLObjectType } from "graphql";
import { Permission, ROLES, SCOPES } from "../../src/access/permission.js";
import { may, type Principal } from "../../src/access/principal.js";
import { exchangeJson, type HttpExchange } from "../../src/gateways/http.js";
import type { GatewayName } from "../../src/gateways/port.js";
import { reconcileDay } from "../../src/reconciliation/reconcile-gateway.js";
import { lookUpPayment } from "../../src/refund/settlement/look-up-attempt.js";
import { fallBackToManual } from "../../src/refund/commands/fall-back.js";
import { recordReversal } from "../../src/refund/commands/record-reversal.js";
import { createLogger } from "../../src/telemetry/logger.js";
import { apiSchema, ask } from "../api/ask.js";
import type { OpenGateway } from "../gateways/contract/gateway-under-test.js";
import { GATEWAYS_UNDER_TEST } from "../gateways/contract/gateways.js";
import { handClock, MINUTE } from "../kit/clock.js";
import { openTestService, RECONCILIATION, type TestService } from "../kit/test-service.js";
import { key, now, OPERATOR, person, request, requestAndDrain, type Paid } from "../kit/fixtures.js";
import { account, intoVirtualAccount, withPoints } from "../refund/accounts.js";
import { approve, changeAccount, fallBack, report } from "../refund/mutations.js";
import { asIs, CANARIES, canaryCustomer, canaryPaymentId, everyTable, expectClean, SENTENCE } from "./canary.js";
import type { Spoiler } from "./canary.js";

type Fields = Record<string, unknown>;
const marked = (id: unknown): string => `${String(id)}-${CANARIES.id}`;
const LINK = `https://receipts.example/${CANARIES.id}?name=${encodeURIComponent(CANARIES.name)}`;
const MASKED = `*${CANARIES.account}`;

/** By the field that names a cancellation: what each vendor says of one, with canaries in all of it that is kept. */
const SPOILT: [named: string, more: (fields: Fields) => Fields][] = [
  ["reason", ({ id }) => (id === undefined ? {} : { id: marked(id), pgCancellationId: SENTENCE, receiptUrl: LINK })],
  [
    "cancellation_id",
    (row) => ({ cancellation_id: marked(row["cancellation_id"]), pg_tid: marked("tid"), receipt_url: LINK }),
  ],
  ["card_number", () => ({ card_number: MASKED })],
  [
    "transactionId",
    (row) => ({
      transactionId: marked(row["transactionId"]),
      cashReceiptMgtKey: CANARIES.phone,
      salesCheckLinkUrl: LINK,
      cardNumber: MASKED,
      accountNumber: MASKED,
    }),
  ],
  ["cardCompanyName", () => ({ cardCompanyName: CANARIES.name })],
  ["returnRequestId", (row) => ({ returnRequestId: marked(row["returnRequestId"]) })],
  ["pgCancelTransactionId", (row) => ({ pgCancelTransactionId: marked(row["pgCancelTransactionId"]) })],
];

function spoiltValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spoiltValue);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, spoiltValue(inner)]));
  const more = SPOILT.filter(([named]) => typeof fields[named] === "string").map(([, change]) => change(fields));
  return Object.assign({}, fields, { note: SENTENCE }, ...more) as Fields;
}

const spoiltFields: Spoiler = (result) => {
  if (result.kind !== "ANSWERED") return result;
  const spoilt = spoiltValue(result.json);
  return { ...result, json: spoilt, text: JSON.stringify(spoilt) };
};

let spoiler = asIs;
const http: HttpExchange = async (call) => spoiler(await exchangeJson(call));
const lines: string[] = [];
const opened = new Map<GatewayName, OpenGateway>();
const refunds: { id: string; refundNo: string; orderNo: string; paymentId: string }[] = [];
let t: TestService;
beforeAll(async () => {
  const clock = handClock();
  const others = GATEWAYS_UNDER_TEST.filter(({ name }) => name !== "PORTONE_V2");
  for (const gateway of others) opened.set(gateway.name, await gateway.open(clock));
  const settings = others.map((one) => one.settings({ clock, baseUrl: opened.get(one.name)?.url ?? "", http }));
  t = await openTestService({
    clock,
    portone: { http },
    gateways: () => Object.assign({ merchantLedger: true }, ...settings) as object,
  });
  t.context.log = createLogger({ level: "trace", destination: { write: (line) => void lines.push(line) } });
});
afterAll(async () => {
  spoiler = asIs;
  await t.close();
  for (const one of opened.values()) await one.close();
});

async function customer(paid: Paid & { gateway: GatewayName }) {
  const gatewayPaymentId = canaryPaymentId();
  const made = await canaryCustomer(t, { ...paid, gatewayPaymentId }, async () =>
    opened.get(paid.gateway)?.pay({ id: gatewayPaymentId, amount: paid.amount, vat: paid.vat ?? 0 }),
  );
  const { id, refundNo, paymentId } = made.refund;
  refunds.push({ id, refundNo, paymentId, orderNo: made.orderNo });
  return made;
}

async function expectCleanDatabase(): Promise<void> {
  for (const [table, text] of await everyTable(t)) expectClean(table, text);
  expectClean("log", lines.join(""));
}

const effectsOf = (paymentId: string) =>
  t.rows<Fields>(
    `select gateway_cancellation_id as id, amount_total::int as amount, receipt_url, sales_slip_url from booked_cancellation where payment_id = ?`,
    [paymentId],
  );

describe.each(GATEWAYS_UNDER_TEST.map(({ name }) => name))("%s", (name) => {
  it("ids, instruments and links of a success rest nowhere, and its money is booked once", async () => {
    const { refund } = await customer({ amount: 10_000, gateway: name, vat: 909 });
    spoiler = spoiltFields;
    await requestAndDrain(t, refund);
    for (let turn = 0; turn < 3; turn += 1) await t.pass(MINUTE);
    for (let look = 0; look < 2; look += 1) await lookUpPayment(t.context, refund.paymentId, "RECONCILER");
    await reconcileDay(t.context, RECONCILIATION, { gateway: name, day: "2031-03-02" });
    spoiler = asIs;
    expect((await now(t, refund)).state).toBe("completed");
    const effects = await effectsOf(refund.paymentId);
    expect(effects).toEqual([
      { id: expect.stringMatching(/^hidden:/) as unknown, amount: 10_000, receipt_url: null, sales_slip_url: null },
    ]);
    await expectCleanDatabase();
  });

  it("a cancel in the vendor's console is adopted once, under an alias", async () => {
    const { refund, gatewayPaymentId } = await customer({ amount: 10_000, gateway: name, vat: 909 });
    const console = name === "PORTONE_V2" ? t.sandbox : opened.get(name)?.ledger;
    await console?.cancelInConsole(gatewayPaymentId, {});
    spoiler = spoiltFields;
    for (let look = 0; look < 3; look += 1) await lookUpPayment(t.context, refund.paymentId, "RECONCILER");
    spoiler = asIs;
    const effects = await effectsOf(refund.paymentId);
    expect(effects).toMatchObject([{ id: expect.stringMatching(/^hidden:/) as unknown, amount: 10_000 }]);
    await expectCleanDatabase();
  });
});

it("an account that was sent with a cancel and comes back in the answer rests nowhere", async () => {
  const { refund } = await customer({ ...intoVirtualAccount(10_000), gateway: "PORTONE_V2" });
  const heard: string[] = [];
  spoiler = (result) => {
    const spoilt = spoiltFields(result);
    heard.push(JSON.stringify(spoilt));
    return spoilt;
  };
  await request(t, refund);
  // The account's holder is not the customer.
  expect((await approve(t, refund)).outcome.ok).toBe(true);
  await t.drain();
  spoiler = asIs;
  expect((await now(t, refund)).state).toBe("refundRequested.pending");
  expect(heard.join("")).toContain(CANARIES.holder.normalize("NFD"));
  await expectCleanDatabase();
});

it("an account that was replaced on a refund accepted by hand rests nowhere, whatever is said afterwards", async () => {
  const { refund } = await customer({ amount: 10_000, gateway: "PORTONE_V2" });
  expect((await fallBack(t, refund)).outcome.ok).toBe(true);
  const other = account({ number: "987654321098", holder: CANARIES.holder, phone: CANARIES.phone });
  expect((await changeAccount(t, refund, other)).outcome.ok).toBe(true);
  spoiler = spoiltFields;
  await lookUpPayment(t.context, refund.paymentId, "RECONCILER");
  spoiler = asIs;
  await expectCleanDatabase();
});

it("what people write of a refund (memos) is kept sealed, and the sentence of the order service is struck through", async () => {
  const written = { memo: `${SENTENCE} 메모` };
  const [byHand, returned, points] = [
    await customer({ amount: 10_000, gateway: "PORTONE_V2" }),
    await customer({ amount: 10_000, gateway: "PORTONE_V2", method: "BANK_TRANSFER" }),
    await customer({ ...withPoints(10_000), gateway: "MERCHANT_LEDGER" }),
  ];
  const seen = async (refund: { id: string }) => {
    const { id, version } = await now(t, refund);
    return { id, expectedVersion: version, idempotencyKey: key(), ...written };
  };
  const memos = () => t.rows(`select 1 from refund_memo`);
  const before = (await memos()).length;
  expect((await fallBackToManual(t.context, OPERATOR, await seen(byHand.refund))).outcome.ok).toBe(true);
  await request(t, returned.refund);
  await requestAndDrain(t, points.refund);
  expect((await recordReversal(t.context, OPERATOR, await seen(returned.refund))).outcome.ok).toBe(true);
  expect(
    (await report(t, points.refund, { outcome: "REFUSED", reason: `${CANARIES.name}(${CANARIES.id})` })).outcome.ok,
  ).toBe(true);
  expect((await memos()).length - before).toBe(2);
  expect((await now(t, points.refund)).gatewayMessage).toContain("***");
  await expectCleanDatabase();
});

/** How deep a selection goes: from a refund to its order, its payments, their effects and refunds. */
const DEPTH = 6;

/** Every field that can be asked for without arguments, and lists by their first page. A type is not asked for below itself. */
function selectionOf(type: GraphQLObjectType, above: readonly string[]): string {
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const asked = askedFor(field);
    const below = getNamedType(field.type);
    if (asked === null) return [];
    if (!isObjectType(below)) return [asked];
    if (above.includes(below.name) || above.length >= DEPTH) return [];
    const selection = selectionOf(below, [...above, below.name]);
    return selection === "" ? [] : [`${asked} { ${selection} }`];
  });
  return fields.join(" ");
}

function askedFor(field: GraphQLField<unknown, unknown>): string | null {
  if (field.args.some(({ name }) => name === "first")) return `${field.name}(first: 50)`;
  return field.args.some(({ type }) => String(type).endsWith("!")) ? null : field.name;
}

/** Lists show every refund, payment and return; one by one all are asked for by whoever may read everything, by others the last, with memos. */
async function questions(oneByOne: boolean): Promise<string[]> {
  const roots = (await apiSchema()).getQueryType()?.getFields() ?? {};
  const all = (name: string): string => {
    const type = getNamedType(roots[name]?.type);
    return isObjectType(type) ? `{ ${selectionOf(type, [type.name])} }` : "";
  };
  return [
    ...[
      "approvalsWaiting",
      "bookedCancellations",
      "payments",
      "refunds",
      "returns",
      "returnsAwaitingRefund",
      "savedViews",
      "workItems",
    ].map((name) => `{ ${name}(first: 50) ${all(name)} }`),
    ...(oneByOne ? refunds : refunds.slice(-3)).flatMap(({ id, refundNo, orderNo, paymentId }) => [
      `{ refund(id: "${id}") ${all("refund")} }`,
      `{ refundByNo(refundNo: "${refundNo}") ${all("refundByNo")} }`,
      `{ order(orderNo: "${orderNo}") ${all("order")} }`,
      `{ payment(id: "${paymentId}") ${all("payment")} }`,
    ]),
    ...[refunds[0]?.orderNo, "hidden:", "pcanary", CANARIES.name, CANARIES.account, CANARIES.id].map(
      (text) => `{ search(text: "${text}") { hits { matched value node { id } } } }`,
    ),
  ];
}

const EVERYTHING = "asks.all";
const ASKING: Principal[] = [
  ...ROLES.map((role) => person(`asks.${role}`, role)),
  { ...person("asks.program", "service"), kind: "SERVICE", scopes: SCOPES },
  person(EVERYTHING, ...ROLES.filter((role) => role !== "service")),
];

describe.each(ASKING.map((by) => [by.subject, by] as const))("%s", (subject, by) => {
  it("reads nothing of it, in data or in errors", async () => {
    let read = "";
    let written = 0;
    /** What a person wrote is for those who may read notes, whatever it says; it stands nowhere else. */
    const besideNotes = (_: string, value: unknown): unknown => {
      if (typeof value !== "object" || value === null || !("unreadable" in value)) return value;
      expect([subject, may(by, Permission.NoteRead)]).toEqual([subject, true]);
      written += 1;
      return null;
    };
    for (const question of await questions(subject === EVERYTHING))
      read += JSON.stringify(await ask(t, question, {}, { by }), besideNotes);
    expectClean(subject, read);
    expect([subject, written > 0]).toEqual([subject, may(by, Permission.NoteRead)]);
    const shown = ["pcanary", "hidden:", "***", '"hash"', '"exchange"', '"cancellations"'];
    expect(subject === EVERYTHING ? shown.filter((word) => !read.includes(word)) : []).toEqual([]);
  });

  it("is refused without it being repeated", async () => {
    const { id } = refunds[0] ?? { id: "" };
    const named = {
      number: `${CANARIES.account}x`,
      holder: `${CANARIES.holder}\u0000`,
      phone: CANARIES.phone,
      bankCode: "999",
    };
    const CHANGE = `mutation ($input: RefundAccountChangeInput!) { refundAccountChange(input: $input) { userErrors { code message field } } }`;
    const input = { id, expectedVersion: 1, idempotencyKey: key(), account: named };
    const sound = {
      ...input,
      idempotencyKey: key(),
      account: { ...named, bankCode: "004", number: CANARIES.account, holder: CANARIES.holder },
    };
    for (const variables of [{ input }, { input: sound }]) {
      const answer = await ask(t, CHANGE, variables, { by });
      expectClean(subject, JSON.stringify(answer));
      expect(JSON.stringify(answer)).toMatch(/"(code|extensions)"/);
    }
    await expectCleanDatabase();
  });
});
