/** Where a story about one adapter is played: its sandbox, and a watch that compares what was said with what moved. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { CancelCommand, LookUp, PaymentGateway, Verdict } from "../../../src/gateways/port.js";
import { handClock, MINUTE, type HandClock } from "../../kit/clock.js";
import { openVendor, type GatewayUnderTest, type OpenVendor, type Paid } from "./gateway-under-test.js";
import { cancelAt } from "../cancel-at.js";

export interface Stage extends OpenVendor {
  clock: HandClock;
  adapter: PaymentGateway;
  /** A payment of 10,000 with its VAT, by card unless said otherwise. */
  paid(method?: "CARD" | "VIRTUAL_ACCOUNT"): Promise<Paid>;
  /** What the gateway's own ledger says has moved, and in how many cancels. */
  moved(payment: Paid): Promise<{ amount: number; times: number }>;
  /** Sends, and holds what was said against what moved because of it. A minute later than whatever came before. */
  send(command: CancelCommand, adapter?: PaymentGateway): Promise<Verdict>;
  /** Looks up, and holds the picture against the ledger. */
  look(payment: Paid): Promise<Extract<LookUp, { kind: "FOUND" }>["snapshot"]>;
  /** How often a cancel of this payment arrived. */
  arrived(payment: Paid): Promise<number>;
}

const AMOUNT = 10_000;
const VAT = 909;

export async function openStage(gateway: GatewayUnderTest): Promise<Stage> {
  const clock = handClock();
  const open = await openVendor(gateway, clock);
  const adapter = open.adapterWith({});

  const moved: Stage["moved"] = async ({ id }) => {
    const total = (await open.ledger.totals()).find(({ paymentId }) => paymentId === id);
    return { amount: total?.cancelled ?? 0, times: total?.succeededCancellations ?? 0 };
  };
  return {
    ...open,
    clock,
    adapter,
    moved,
    async paid(method) {
      const payment = { id: `p${randomUUID().replaceAll("-", "").slice(0, 20)}`, amount: AMOUNT, vat: VAT };
      await open.pay(payment, method);
      return payment;
    },
    async send(command, by = adapter) {
      clock.advance(MINUTE);
      const payment = { id: command.gatewayPaymentId, amount: command.paymentAmount, vat: command.amount.vat };
      const before = await moved(payment);
      const { verdict } = await cancelAt(by, command);
      agree(verdict, (await moved(payment)).amount - before.amount);
      return verdict;
    },
    async look(payment) {
      const { lookUp } = await adapter.lookUp(payment.id);
      assert(lookUp.kind === "FOUND", JSON.stringify(lookUp));
      const { amount } = await moved(payment);
      const { snapshot } = lookUp;
      if (gateway.namesAmounts) expect(snapshot).toMatchObject({ cancelled: amount, amount: payment.amount });
      else expect(snapshot.cancelled).toBe(amount === 0 ? 0 : null);
      expect(snapshot.extent).toBe(amount === 0 ? "NONE" : amount < payment.amount ? "PART" : "ALL");
      return snapshot;
    },
    arrived: async ({ id }) => (await open.ledger.requests(id)).filter((call) => gateway.isCancel(call)).length,
  };
}

/** SUCCEEDED: exactly that amount moved. A no of any kind, PENDING, NOT_SENT: nothing did. UNKNOWN promises nothing. */
function agree(verdict: Verdict, moved: number): void {
  if (verdict.kind === "SUCCEEDED") expect(moved).toBe(verdict.cancellation.amount);
  else if (verdict.kind !== "UNKNOWN" || verdict.claim === "STATE_DIFFERS")
    expect({ verdict, moved }).toEqual({ verdict, moved: 0 });
}
