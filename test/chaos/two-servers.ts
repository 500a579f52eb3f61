/** Two server processes on one database and one gateway, and people who act at either. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { koreanDay } from "../../src/clock.js";
import { settingsFor } from "../cli/hwanbul.js";
import { graphql, openContractSetup, until, WEBHOOK_SECRET, type ContractSetup } from "../kit/server.js";
import { collect, newReturn, requestRefunds, type ShopOrder, type ShopRefund } from "../kit/shop.js";
import { deliver, signedWebhook } from "../webhooks/signed.js";
import { IS_ALARM } from "../kit/work-items.js";

export const ACCOUNT = { bankCode: "088", number: "110-123-456789", holder: "홍길동" };

const RECORD = `mutation ($input: ManualRefundResultsRecordInput!) { manualRefundResultsRecord(input: $input) { results { userErrors { code } } } }`;

interface Payload {
  userErrors: { code: string }[];
}

export async function openTwoServers(environment: Record<string, string> = {}) {
  const setup = await openContractSetup();
  const servers = [await setup.start(environment), await setup.start(environment)] as const;
  const token = (role: string) => setup.token(role as Parameters<ContractSetup["token"]>[0]);

  const refundNow = async (id: string) => {
    const [row] = await setup.rows<{ version: number; state: string }>(
      `select version, state from refund where id = ?`,
      [id],
    );
    assert(row, `there is no refund ${id}`);
    return row;
  };
  const stateOf = async (id: string): Promise<string> => (await refundNow(id)).state;

  /** One mutation of a refund as it is now, by a person of this role, at one of the servers. */
  async function mutate(at: 0 | 1, name: string, role: string, id: string, more: object = {}): Promise<Payload> {
    const { version } = await refundNow(id);
    const type = `R${name.slice(1).replace("ToManual", "")}Input`;
    const query = `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { code } } }`;
    const input = { id, expectedVersion: version, idempotencyKey: randomUUID(), ...more };
    const { data, errors } = await graphql<Record<string, Payload>>(servers[at], await token(role), query, { input });
    assert(data?.[name], JSON.stringify(errors));
    return data[name];
  }

  return {
    ...setup,
    servers,
    /** The settings with which the command line finds the same database and gateway. */
    cliSettings: settingsFor({ databaseUrl: setup.databaseUrl, sandboxUrl: setup.sandboxUrl }),
    mutate,
    stateOf,
    /** The second person, once the refund waits for one. */
    async approve(at: 0 | 1, id: string): Promise<void> {
      await until(async () => (await stateOf(id)).endsWith(".awaitingApproval"));
      await mutate(at, "refundApprove", "approver", id);
    },
    /** All of an order comes back, at the first server. */
    async collected(order: ShopOrder): Promise<ShopRefund> {
      const answer = await collect(servers[0], await token("service"), order, newReturn());
      const [refund] = answer.return?.refunds ?? [];
      assert(refund, JSON.stringify(answer.userErrors));
      return refund;
    },
    /** An operator requests a refund as it is now; the code of the answer, or "ok". */
    async request(at: 0 | 1, { id, refundableAmount }: Pick<ShopRefund, "id" | "refundableAmount">): Promise<string> {
      const wanted = { id, version: (await refundNow(id)).version, refundableAmount };
      const { results } = await requestRefunds(servers[at], await token("refund-operator"), [wanted], randomUUID());
      return results[0]?.userErrors[0]?.code ?? "ok";
    },
    /** An accountant records today's transfer of `payable` as made; the code of the answer, or "ok". */
    async recordMade(at: 0 | 1, id: string, payable: number): Promise<string> {
      const { version } = await refundNow(id);
      const made = { result: "SUCCEEDED", transferredOn: koreanDay(new Date()), expectedPayable: payable };
      const input = { results: [{ id, expectedVersion: version, ...made }], idempotencyKey: randomUUID() };
      type Recorded = { manualRefundResultsRecord: { results: Payload[] } };
      const { data, errors } = await graphql<Recorded>(servers[at], await token("accountant"), RECORD, { input });
      assert(data, JSON.stringify(errors));
      return data.manualRefundResultsRecord.results[0]?.userErrors[0]?.code ?? "ok";
    },
    /** One server hears of the payment. */
    hear: (at: 0 | 1, paymentId: string) => deliver(servers[at].url, signedWebhook(WEBHOOK_SECRET, { paymentId })),
    /** The amounts that went back at the gateway, by its own ledger. */
    async movedAt(gatewayPaymentId: string): Promise<number[]> {
      const cancellations = await setup.sandbox.cancellationsOf(gatewayPaymentId);
      return cancellations.filter(({ status }) => status === "SUCCEEDED").map(({ total }) => total);
    },
    /** The payment's balance, in totals. */
    async balanceOf(gatewayPaymentId: string): Promise<Record<string, number>> {
      const [row] = await setup.rows<Record<string, string>>(
        `select refunded_at_gateway_total as "atGateway", refunded_by_hand_total as "byHand", reserved_total as reserved,
           reversed_total as reversed, excess_total as excess
         from payment where gateway_payment_id = ?`,
        [gatewayPaymentId],
      );
      return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
    },
    /** The kinds of alarms about the payment. */
    async alarmsOn(gatewayPaymentId: string): Promise<string[]> {
      const rows = await setup.rows<{ kind: string }>(
        `select distinct kind from work_item where ${IS_ALARM} and payment_id = (select id from payment where gateway_payment_id = ?) order by kind`,
        [gatewayPaymentId],
      );
      return rows.map(({ kind }) => kind);
    },
  };
}
