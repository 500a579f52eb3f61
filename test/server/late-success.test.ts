/**
 * Two server processes, and a gateway that carries a cancel out long after everybody gave it up: at the moment it does, one
 * server hears of it and people decide something else on the other. The money goes once, whoever is first.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  graphql,
  openContractSetup,
  until,
  WEBHOOK_SECRET,
  type ContractSetup,
  type ServerProcess,
} from "../kit/server.js";
import { collect, newReturn, paidOrder, requestRefunds, type ShopOrder } from "../kit/shop.js";
import { assertBooksAgree } from "../refund/ledgers.js";
import { deliver, signedWebhook } from "../webhooks/signed.js";

const AMOUNT = 30_000;
/** Longer than a read time-out, a lease and two people need, on a busy machine too. */
const LATE_MS = 25_000;
const ACCOUNT = { bankCode: "088", number: "110-123-456789", holder: "홍길동" };

let setup: ContractSetup;
let servers: [ServerProcess, ServerProcess];
beforeAll(async () => {
  setup = await openContractSetup();
  servers = [await setup.start(), await setup.start()];
});
afterAll(() => setup.close());

type Payload = {
  userErrors: { code: string }[];
  statement?: { id: string } | null;
  refund?: { version: number } | null;
};

/** One mutation of a refund as it is now, by a person of this role, at one of the servers. */
async function mutate(at: 0 | 1, name: string, role: string, id: string, more: object = {}): Promise<Payload> {
  const token = await setup.token(role as Parameters<ContractSetup["token"]>[0]);
  const [row] = await setup.rows<{ version: number }>(`select version from refund where id = ?`, [id]);
  const type = `R${name.slice(1).replace("ToManual", "")}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { code } } }`;
  const input = { id, expectedVersion: row?.version, idempotencyKey: randomUUID(), ...more };
  const { data, errors } = await graphql<Record<string, Payload>>(servers[at], token, query, { input });
  assert(data?.[name], JSON.stringify(errors));
  return data[name];
}

const stateOf = async (id: string): Promise<string | undefined> =>
  (await setup.rows<{ state: string }>(`select state from refund where id = ?`, [id]))[0]?.state;

/** Sent, given up, and stated by two people not to have moved, while the gateway still works on it. */
async function givenUp(): Promise<{ id: string; order: ShopOrder; effectAt: number }> {
  const order = await paidOrder(setup, AMOUNT);
  await setup.sandbox.planFault({
    hits: "cancel",
    paymentId: order.gatewayPaymentId,
    times: 1,
    fault: { kind: "SLOW", ms: LATE_MS, effect: "AFTER_WAIT" },
  });
  const { return: collected } = await collect(servers[0], await setup.token("service"), order, newReturn());
  const [refund] = collected?.refunds ?? [];
  assert(refund);
  const { id } = refund;
  await mutate(0, "refundAccountChange", "cs-agent", id, { account: ACCOUNT });
  const [row] = await setup.rows<{ version: number }>(`select version from refund where id = ?`, [id]);
  await requestRefunds(
    servers[0],
    await setup.token("refund-operator"),
    [{ ...refund, version: row?.version ?? 0 }],
    randomUUID(),
  );
  await until(async () =>
    (await setup.sandbox.requests(order.gatewayPaymentId)).some(({ method }) => method === "POST"),
  );
  const effectAt = Date.now() + LATE_MS;
  await until(async () => (await stateOf(id)) === "refundRequested.unknown");
  const said = { outcome: "NOT_REFUNDED", evidence: "결제사 화면에 취소 내역이 없음" };
  await mutate(0, "refundResolveUnknown", "refund-operator", id, said);
  const [statement] = await setup.rows<{ id: string }>(
    `select id from refund_statement where refund_id = ? and closed_at is null`,
    [id],
  );
  const confirm = () =>
    mutate(1, "refundResolveUnknown", "approver", id, { ...said, confirmsStatementId: statement?.id });
  // A look-up may be under way: the confirmation waits for it.
  await until(async () => (await confirm()).userErrors.length === 0);
  expect(await stateOf(id)).toBe("refundRequested.refused");
  return { id, order, effectAt };
}

/** What people decide, from before the gateway's late effect to after it, while the other server is told of it again and again. */
async function atTheMoment(effectAt: number, order: ShopOrder, decide: () => Promise<unknown>): Promise<void> {
  await sleep(Math.max(0, effectAt - 300 - Date.now()));
  const decisions = decide();
  for (let times = 0; times < 8; times += 1) {
    await deliver(servers[1].url, signedWebhook(WEBHOOK_SECRET, { paymentId: order.gatewayPaymentId }));
    await sleep(100);
  }
  await decisions;
}

describe("a cancel that is carried out late, at the moment of", () => {
  const DECISIONS: [string, (id: string) => Promise<unknown>][] = [
    ["another try", (id) => mutate(0, "refundRetry", "refund-operator", id)],
    ["a bank transfer", (id) => mutate(0, "refundFallBackToManual", "refund-operator", id)],
    [
      "both",
      (id) =>
        Promise.all([
          mutate(0, "refundRetry", "refund-operator", id),
          mutate(1, "refundFallBackToManual", "refund-operator", id),
        ]),
    ],
  ];

  it("another try, a bank transfer, or both: the refund is completed by it, and nothing else is paid", async () => {
    const ended = await Promise.all(
      DECISIONS.map(async ([title, decide]) => {
        const { id, order, effectAt } = await givenUp();
        await atTheMoment(effectAt, order, () => decide(id));
        await until(async () => {
          // Who was told before it happened asks once more.
          await deliver(servers[0].url, signedWebhook(WEBHOOK_SECRET, { paymentId: order.gatewayPaymentId }));
          await sleep(500);
          return (await stateOf(id)) === "completed";
        });
        const moved = (await setup.sandbox.cancellationsOf(order.gatewayPaymentId)).filter(
          ({ status }) => status === "SUCCEEDED",
        );
        return { title, moved: moved.map(({ total }) => total) };
      }),
    );
    expect(ended).toEqual(DECISIONS.map(([title]) => ({ title, moved: [AMOUNT] })));
    expect(
      await setup.rows(
        `select 1 from payment where refunded_by_hand_total > 0 or reserved_total > 0 or excess_total > 0`,
      ),
    ).toEqual([]);
    expect(await setup.rows(`select 1 from refund where payable_by_hand is not null`)).toEqual([]);
    await assertBooksAgree(setup);
  });
});
