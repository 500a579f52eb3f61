/** Bank accounts of customers, and payments that can only go back to one. */
import type { RefundAccount } from "../../src/gateways/port.js";
import { Secret } from "../../src/secret.js";
import type { Paid } from "../kit/fixtures.js";

export const account = (
  over: { bankCode?: string; number?: string; holder?: string; phone?: string | null } = {},
): RefundAccount => ({
  bankCode: over.bankCode ?? "088",
  number: new Secret(over.number ?? "110123456789"),
  holder: new Secret(over.holder ?? "홍길동"),
  phone: over.phone ? new Secret(over.phone) : null,
});

export const ACCOUNT = account();

/** Paid into a virtual account (가상계좌) of a provider the test service has a contract with; its transfers wait for the test. */
export const intoVirtualAccount = (amount: number, over: Partial<Paid> = {}): Paid => ({
  amount,
  method: "VIRTUAL_ACCOUNT",
  provider: "KCP",
  ...over,
  atGateway: { method: "virtualAccount", pgProvider: "KCP_V2", transferDelayMs: null, ...over.atGateway },
});

/** Paid with the shop's own points (적립금). */
export const withPoints = (amount: number): Paid => ({ amount, gateway: "MERCHANT_LEDGER", method: "POINTS" });
