/** A refund service with every gateway behind it, each against its own sandbox, all on one clock that the test moves. */
import assert from "node:assert/strict";
import type { LoggedRequest } from "../../../sandbox/kit/http/request-log.js";
import type { GatewayName } from "../../../src/gateways/port.js";
import { won } from "../../../src/money/minor-units.js";
import { READ_TIMEOUT_MS } from "../../../src/gateways/portone-v2/gateway.js";
import type { RefundSettings } from "../../../src/refund/context.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { resolveUnknown } from "../../../src/refund/settlement/resolve-unknown.js";
import { handClock } from "../../kit/clock.js";
import { openTestService, type TestService } from "../../kit/test-service.js";
import { APPROVER, now, OPERATOR } from "../../kit/fixtures.js";
import { cancellationsOn, returnedInParts } from "../../refund/ledgers.js";
import { seen } from "../../refund/mutations.js";
import { openVendor, patience, type GatewayUnderTest, type Ledger, type OpenVendor } from "./gateway-under-test.js";
import { GATEWAYS_UNDER_TEST } from "./gateways.js";
import { portoneV2 } from "./portone-v2.js";

export interface Returned {
  refunds: Refund[];
  /** The first of them. */
  refund: Refund;
  paymentId: string;
  gatewayPaymentId: string;
}

export interface ContractService {
  t: TestService;
  /** The gateway's own books. */
  ledgerOf(name: GatewayName): Ledger;
  giveUpAfter(ms: number): void;
  /** The next cancel of the payment is accepted, and done later. */
  acceptForLater(name: GatewayName, gatewayPaymentId: string): Promise<void>;
  /** The next cancel of the payment is refused by the provider. */
  refuse(name: GatewayName, gatewayPaymentId: string): Promise<void>;
  /** The next cancel of the payment meets a credential that is not accepted. */
  refuseCredential(name: GatewayName, gatewayPaymentId: string): Promise<void>;
  /** A payment of 10,000 of which these parts came back: a refund of its own for each. */
  returned(name: GatewayName, parts: readonly number[], why?: Parameters<typeof returnedInParts>[3]): Promise<Returned>;
  close(): Promise<void>;
}

const AMOUNT = 10_000;
const VAT = 909;

export async function openContractService(settings: Partial<RefundSettings> = {}): Promise<ContractService> {
  const clock = handClock();
  const others = GATEWAYS_UNDER_TEST.filter((gateway) => gateway !== portoneV2);
  const opened = new Map<GatewayName, OpenVendor>();
  for (const gateway of others) opened.set(gateway.name, await openVendor(gateway, clock));
  const waiting = patience();
  const { http } = waiting;
  const t = await openTestService({
    clock,
    settings,
    portone: { http, readTimeoutMs: READ_TIMEOUT_MS },
    gateways: () => Object.assign({}, ...[...opened.values()].map((one) => one.settings({ http }))) as object,
  });
  return {
    t,
    ledgerOf: (name) => opened.get(name)?.ledger ?? t.sandbox,
    giveUpAfter: (ms) => waiting.giveUpAfter(ms),
    acceptForLater: (name, paymentId) =>
      opened.get(name)?.acceptForLater(paymentId) ??
      t.sandbox.planFault({ hits: "cancel", paymentId, fault: { kind: "PENDING" } }),
    refuse: (name, paymentId) =>
      opened.get(name)?.refuse(paymentId) ??
      t.sandbox.planFault({
        hits: "cancel",
        paymentId,
        fault: { kind: "REFUSE", type: "PG_PROVIDER", pgCode: "CD01", pgMessage: "취소 가능 기간이 경과하였습니다" },
      }),
    refuseCredential: (name, paymentId) =>
      opened.get(name)?.refuseCredential(paymentId) ??
      t.sandbox.planFault({ hits: "cancel", paymentId, fault: { kind: "UNAUTHORIZED" } }),
    async returned(name, parts, why) {
      const scenario = await returnedInParts(t, { amount: AMOUNT, vat: VAT, gateway: name }, parts, why);
      const [refund] = scenario.refunds;
      assert(refund);
      const rest = AMOUNT - parts.reduce((sum, part) => sum + part, 0);
      const lines = rest > 0 ? [...parts, rest] : parts;
      await opened.get(name)?.pay({ id: scenario.gatewayPaymentId, amount: AMOUNT, vat: VAT, lines });
      return { ...scenario, refund };
    },
    async close() {
      await t.close();
      for (const one of opened.values()) await one.close();
    },
  };
}

/** What really moved, by the gateway's own ledger, and in how many cancels. */
export async function movedAt(ledger: Ledger, gatewayPaymentId: string): Promise<{ amount: number; times: number }> {
  const total = (await ledger.totals()).find(({ paymentId }) => paymentId === gatewayPaymentId);
  return { amount: total?.cancelled ?? 0, times: total?.succeededCancellations ?? 0 };
}

/** Completed if and only if exactly one effect is its own, and no more is booked on the payment than moved. */
export async function auditPayment(on: ContractService, gateway: GatewayUnderTest, scenario: Returned): Promise<void> {
  const effects = await cancellationsOn(on.t, scenario.paymentId);
  for (const refund of scenario.refunds) {
    const attempts = await on.t.rows<{ id: string }>(`select id from gateway_attempt where refund_id = ?`, [refund.id]);
    const own = effects.filter((effect) => attempts.some(({ id }) => id === effect.attempt_id));
    expect(own).toHaveLength((await now(on.t, refund)).state === "completed" ? 1 : 0);
  }
  const booked = effects.reduce((sum, effect) => sum + Number(effect.amount_total), 0);
  const { amount } = await movedAt(on.ledgerOf(gateway.name), scenario.gatewayPaymentId);
  if (gateway.namesAmounts) expect(booked).toBe(amount);
  else expect(booked).toBeLessThanOrEqual(amount);
  expect(amount).toBeLessThanOrEqual(AMOUNT);
}

/** A key makes a repeat safe at once; a balance only when the first call is given up, for until then it may still be running. */
export const pauseMs = (on: ContractService, { name, guard }: GatewayUnderTest): number =>
  guard === "BALANCE" ? on.t.context.gateways.of(name).policy.readTimeoutMs : 0;

/**
 * M4, read from the gateway's request log. Before every send lies a look. The sends of one attempt are the same call, with
 * what makes it safe (key or balance) unchanged, within the window, and not before the pause. Where nothing makes it safe
 * there is one send to an attempt. Returns the sends.
 */
export async function sendsOf(
  on: ContractService,
  gateway: GatewayUnderTest,
  scenario: Returned,
): Promise<LoggedRequest[]> {
  const { replayWindowMs } = on.t.context.gateways.of(gateway.name).policy;
  const calls = await on.ledgerOf(gateway.name).requests(scenario.gatewayPaymentId);
  const sends = calls.filter((call) => gateway.isCancel(call));
  const identityOf = ({ idempotencyKey, body, no }: LoggedRequest): string =>
    ({ KEY: idempotencyKey ?? "", BALANCE: body ?? "", NOTHING: String(no) })[gateway.guard];
  for (const [index, send] of sends.entries()) {
    const before = sends[index - 1];
    const looks = calls.filter((call) => !gateway.isCancel(call) && call.no < send.no && call.no > (before?.no ?? 0));
    expect(looks.length).toBeGreaterThan(0);
    const tries = sends.slice(0, index).filter((earlier) => identityOf(earlier) === identityOf(send));
    const [first, last] = [tries[0], tries.at(-1)];
    if (!first || !last) continue;
    expect(send.body).toBe(first.body);
    expect(Date.parse(send.at) - Date.parse(last.at)).toBeGreaterThanOrEqual(pauseMs(on, gateway));
    expect(Date.parse(send.at) - Date.parse(first.at)).toBeLessThan(replayWindowMs);
  }
  const [counted] = await on.t.rows<{ sent: string }>(
    `select count(*) as sent from gateway_attempt where payment_id = ? and first_sent_at is not null`,
    [scenario.paymentId],
  );
  expect(new Set(sends.map(identityOf)).size).toBe(Number(counted?.sent));
  return sends;
}

/** One person states what became of an unknown refund, a second one confirms it. */
export async function twoPeopleSay(on: ContractService, refund: Refund, moved: number | null): Promise<void> {
  let confirmsStatementId: string | null = null;
  for (const person of [OPERATOR, APPROVER]) {
    const { outcome } = await resolveUnknown(on.t.context, person, {
      ...(await seen(on.t, refund)),
      outcome: moved === null ? "NOT_REFUNDED" : "REFUNDED",
      amount: moved === null ? null : won(moved),
      evidence: "EBP 관리자 화면에서 확인",
      confirmsStatementId,
    });
    assert(outcome.ok, JSON.stringify(outcome));
    confirmsStatementId = outcome.value.statementId;
  }
  await on.t.drain();
}
