/** Refunds of virtual accounts: the account they need, what PGs refuse, and the transfer that follows a cancel. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import type { PaymentFacts } from "../../../sandbox/portone-v2/control.js";
import { handClock, openSandbox, until, type OpenSandbox, type RawAnswer } from "./open-portone-v2.js";

/** Found nowhere else, so that a search for them can only find a leak. */
const account = {
  bank: "SHINHAN",
  number: "11098765432101",
  holderName: "남궁카나리아",
  holderPhoneNumber: "01077665544",
};
const clock = handClock();
let open: OpenSandbox;

beforeAll(async () => {
  open = await openSandbox({ now: clock.now, log: () => undefined });
});
afterAll(() => open.end());

async function paid(facts: Partial<PaymentFacts> = {}): Promise<string> {
  const id = randomUUID();
  await open.control.createPayment({
    id,
    amount: { total: 10_000 },
    method: "virtualAccount",
    transferDelayMs: null,
    ...facts,
  });
  return id;
}

const refund = (paymentId: string, more: object = {}): Promise<RawAnswer> =>
  open.cancel(paymentId, { reason: "r", refundAccount: account, ...more });
const methodOf = async (paymentId: string): Promise<unknown> =>
  (await open.call("GET", `/payments/${paymentId}`)).body["method"];
const statusOf = async (paymentId: string) => (await open.control.payment(paymentId))?.refundStatus;

describe("the refund account", () => {
  const { holderPhoneNumber: _phone, ...withoutPhone } = account;

  it.each<[string, object | undefined]>([
    ["none", undefined],
    ["a bank by its number", { ...account, bank: "088" }],
    ["a bank that is only a property of every object", { ...account, bank: "constructor" }],
    ["a number with hyphens", { ...account, number: "110-987-654321" }],
    ["an empty number", { ...account, number: "" }],
    ["a JSON number", { ...account, number: 11098765432101 }],
    ["an empty holder", { ...account, holderName: "" }],
    ["no holder", { bank: account.bank, number: account.number }],
  ])("%s is INVALID_REQUEST, and the answer repeats nothing of it", async (_case, refundAccount) => {
    const paymentId = await paid();
    const answer = await open.cancel(paymentId, { reason: "r", refundAccount });
    expect(answer).toMatchObject({
      status: 400,
      body: { type: "INVALID_REQUEST", message: expect.stringContaining("refundAccount") },
    });
    expect(JSON.stringify(answer)).not.toMatch(/98765|987-654|카나리아|7766/);
    expect(await open.control.cancellationsOf(paymentId)).toEqual([]);
  });

  it("every bank of the vendor's list is accepted", async () => {
    const { body } = await open.call("GET", "/banks");
    const banks = (body["items"] as { bank: string }[]).map((item) => item.bank);
    expect(new Set(banks).size).toBe(79);
    const paymentId = await paid();
    for (const bank of banks) {
      expect(await refund(paymentId, { amount: 10, refundAccount: { ...account, bank } })).toMatchObject({
        status: 200,
      });
    }
  });

  it.each(["SMARTRO", "SMARTRO_V2"])("%s also wants the holder's phone number", async (pgProvider) => {
    const paymentId = await paid({ pgProvider });
    expect(await refund(paymentId, { refundAccount: withoutPhone })).toMatchObject({
      status: 400,
      body: { type: "INVALID_REQUEST", message: expect.stringContaining("holderPhoneNumber") },
    });
    expect(await refund(paymentId)).toMatchObject({ status: 200 });
  });

  it("other PGs do without the phone number; Smartro asks for an account on bank transfers too", async () => {
    expect(await refund(await paid(), { refundAccount: withoutPhone })).toMatchObject({ status: 200 });
    const transfer = await paid({ method: "transfer", pgProvider: "SMARTRO_V2" });
    expect(await open.cancel(transfer, { reason: "r" })).toMatchObject({
      status: 400,
      body: { type: "INVALID_REQUEST" },
    });
    expect(await refund(transfer, { refundAccount: withoutPhone })).toMatchObject({ status: 200 });
    expect(await statusOf(transfer)).toBeNull();
  });

  it.each<[string, Partial<PaymentFacts>]>([
    ["Danal", { pgProvider: "DANAL" }],
    ["Danal T-Pay", { pgProvider: "DANAL_TPAY" }],
    ["a shop without the special contract", { pgProvider: "KCP_V2", refundContract: false }],
  ])("%s: the PG refuses and nothing moves", async (_case, facts) => {
    const paymentId = await paid(facts);
    expect(await refund(paymentId)).toMatchObject({
      status: 502,
      body: { type: "PG_PROVIDER", pgCode: expect.any(String), pgMessage: expect.any(String) },
    });
    expect(await open.control.payment(paymentId)).toMatchObject({ status: "PAID", cancelled: 0, refundStatus: null });
  });

  it("a contract that is made later lets the refund through", async () => {
    const paymentId = await paid({ refundContract: false });
    expect((await refund(paymentId)).status).toBe(502);
    await open.control.createPayment({ id: paymentId, amount: { total: 10_000 }, method: "virtualAccount" });
    expect((await refund(paymentId)).status).toBe(200);
  });

  it("is kept nowhere in the sandbox's database, the request log included", async () => {
    const paymentId = await paid();
    await refund(paymentId, { amount: 1_000 });
    await open.cancel(paymentId, { reason: "r", refundAccount: { ...account, bank: account.number } });
    await open.cancel(paymentId, { reason: "r", refundAccount: account.number });
    await open.cancel(paymentId, { reason: "r", refundAccount: [account] });
    await open.cancel(
      paymentId,
      `{"refundAccount": {"number": "${account.number}", "holderName": "${account.holderName}"`,
    );
    await open.call(
      "POST",
      `/payments/${paymentId}/cancel`,
      { refundAccount: account },
      { authorization: "PortOne no" },
    );
    const logged = await open.control.requests(paymentId);
    expect(logged).toHaveLength(6);
    expect(JSON.parse(logged[0]?.body ?? "")).toEqual({
      reason: "r",
      amount: 1_000,
      refundAccount: { bank: "SHINHAN", number: "***101", holderName: "***", holderPhoneNumber: "***544" },
    });
    const dump = await everyRow(open.databaseUrl);
    expect(dump).toContain(paymentId);
    for (const secret of [account.number, account.holderName, account.holderPhoneNumber]) {
      expect(dump).not.toContain(secret);
    }
  });

  it("a body without an account is logged as it arrived", async () => {
    const paymentId = await paid({ method: "card" });
    const body = '{ "reason" : "r",  "amount": 1000 }';
    await open.cancel(paymentId, body);
    expect((await open.control.requests(paymentId)).map((one) => one.body)).toEqual([body]);
  });
});

describe("the transfer", () => {
  it("a cancel succeeds at once and its transfer is PENDING until it is settled", async () => {
    const paymentId = await paid();
    const before = await methodOf(paymentId);
    expect(before).toMatchObject({
      type: "PaymentMethodVirtualAccount",
      accountNumber: expect.stringMatching(/^\d+$/),
      bank: "SHINHAN",
      accountType: "NORMAL",
    });
    expect(before).not.toHaveProperty("refundStatus");
    expect(await refund(paymentId)).toMatchObject({ status: 200, body: { cancellation: { status: "SUCCEEDED" } } });
    expect(await methodOf(paymentId)).toMatchObject({ refundStatus: "PENDING" });
    expect(await open.control.payment(paymentId)).toMatchObject({ status: "CANCELLED", refundStatus: "PENDING" });
    expect((await open.control.webhooks(paymentId)).map((one) => one.type)).toEqual(["Transaction.Cancelled"]);
  });

  it.each(["COMPLETED", "FAILED", "PARTIAL_REFUND_FAILED"] as const)("ends as %s, once", async (outcome) => {
    const paymentId = await paid();
    await refund(paymentId, { amount: 4_000 });
    expect(await open.control.settleTransfer(paymentId, outcome)).toMatchObject({
      status: "PARTIAL_CANCELLED",
      cancelled: 4_000,
      refundStatus: outcome,
    });
    expect(await methodOf(paymentId)).toMatchObject({ refundStatus: outcome });
    await expect(open.control.settleTransfer(paymentId, "COMPLETED")).rejects.toThrow("No transfer is under way");
    expect((await open.control.webhooks(paymentId)).map((one) => one.type)).toEqual(["Transaction.PartialCancelled"]);
  });

  it("ends by itself when its time has come, and not before", async () => {
    const paymentId = await paid({ transferDelayMs: 60_000 });
    await refund(paymentId);
    clock.advance(59_999);
    // Another is due now: once it has ended, the schedule has looked and left ours alone.
    const sooner = await paid({ transferDelayMs: 0 });
    await refund(sooner);
    await until(async () => (await statusOf(sooner)) === "COMPLETED");
    expect(await statusOf(paymentId)).toBe("PENDING");
    clock.advance(1);
    await until(async () => (await statusOf(paymentId)) === "COMPLETED");
  });

  it("has a small delay by default", async () => {
    const { id } = await open.control.createPayment({
      id: randomUUID(),
      amount: { total: 10_000 },
      method: "virtualAccount",
    });
    await refund(id);
    expect(await statusOf(id)).toBe("PENDING");
    clock.advance(1_000);
    await until(async () => (await statusOf(id)) === "COMPLETED");
  });

  it("a further cancel makes it PENDING again, and an earlier failure stays visible", async () => {
    const paymentId = await paid();
    await refund(paymentId, { amount: 1_000 });
    await open.control.settleTransfer(paymentId, "FAILED");
    await open.control.createPayment({
      id: paymentId,
      amount: { total: 10_000 },
      method: "virtualAccount",
      transferDelayMs: 1_000,
    });
    await refund(paymentId, { amount: 1_000 });
    expect(await statusOf(paymentId)).toBe("PENDING");
    clock.advance(1_000);
    await until(async () => (await statusOf(paymentId)) === "PARTIAL_REFUND_FAILED");
  });

  it("an asynchronous cancel starts it only when it succeeds", async () => {
    const paymentId = await paid();
    await open.control.planFault({ hits: "cancel", paymentId, times: 2, fault: { kind: "PENDING" } });
    const lost = await refund(paymentId, { amount: 1_000 });
    const won = await refund(paymentId, { amount: 2_000 });
    await open.control.settle(lost.body.cancellation?.id ?? "", "FAILED");
    expect(await statusOf(paymentId)).toBeNull();
    await open.control.settle(won.body.cancellation?.id ?? "", "SUCCEEDED");
    expect(await statusOf(paymentId)).toBe("PENDING");
  });

  it("a console cancel has one too, a card none", async () => {
    const paymentId = await paid();
    await open.control.cancelInConsole(paymentId, { amount: 1_000 });
    expect(await statusOf(paymentId)).toBe("PENDING");
    const card = await paid({ method: "card" });
    await open.cancel(card, { reason: "r" });
    expect(await statusOf(card)).toBeNull();
    await expect(open.control.settleTransfer(card, "COMPLETED")).rejects.toThrow("No transfer is under way");
  });

  it("survives a restart: what was due ends then, what waits is still waiting", async () => {
    const due = await paid({ transferDelayMs: 5_000 });
    const waiting = await paid();
    await refund(due);
    await refund(waiting);
    clock.advance(5_000);
    open = await open.restart();
    await until(async () => (await statusOf(due)) === "COMPLETED");
    expect(await statusOf(waiting)).toBe("PENDING");
    await open.control.settleTransfer(waiting, "FAILED");
    expect(await methodOf(waiting)).toMatchObject({ refundStatus: "FAILED" });
  });
});

it("50 concurrent refunds of 3,000 from 100,000 to an account never exceed it", async () => {
  const paymentId = await paid({ amount: { total: 100_000 } });
  const answers = await Promise.all(Array.from({ length: 50 }, () => refund(paymentId, { amount: 3_000 })));
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(33);
  expect(await open.control.payment(paymentId)).toMatchObject({ cancelled: 99_000, paidBack: 99_000 });
});

/** Every row of every table of the sandbox, as text. */
async function everyRow(databaseUrl: string): Promise<string> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      "SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_schema = 'portone_v2'",
    );
    const rows: string[] = [];
    for (const { name } of tables.rows) {
      const found = await client.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
      rows.push(...found.rows.map((row) => row.text));
    }
    return rows.join("\n");
  } finally {
    await client.end();
  }
}
