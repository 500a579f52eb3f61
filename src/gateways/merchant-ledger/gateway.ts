/**
 * The shop's own points (적립금) and deposits (예치금) as a gateway that cannot be asked: its order service follows our events,
 * books the refund in its ledger, and reports (`refundLedgerResultReport`). So an attempt here is accepted at once and waits.
 */
import { found } from "../explanation.js";
import type { Exchange, PaymentGateway } from "../port.js";

/** Nothing is called; the lease only has to cover one transaction. */
const TIMEOUT_MS = 10_000;

const NOTHING_SAID: Exchange = {
  request: { method: "EVENT", path: "refund.changed", body: null },
  response: null,
  error: null,
  durationMs: 0,
};

export const createMerchantLedger = (): PaymentGateway => ({
  name: "MERCHANT_LEDGER",
  reports: true,
  policy: {
    readTimeoutMs: TIMEOUT_MS,
    replayWindowMs: 0,
    replayPauseMs: 0,
    absenceHorizonMs: null,
    successMayBeLate: false,
  },
  webhooks: { signed: true, verify: async () => ({ ok: false, reason: "NO_WEBHOOKS" }) },
  prepare: ({ key }) => ({
    ok: true,
    send: async () => ({ verdict: { kind: "PENDING", cancellationId: key }, exchange: NOTHING_SAID }),
  }),
  lookUp: async () => ({
    lookUp: {
      kind: "UNREACHABLE",
      why: "NO_ANSWER",
      ...found("NO_EVIDENCE", "the order service reports by itself"),
    },
    exchange: NOTHING_SAID,
  }),
});
