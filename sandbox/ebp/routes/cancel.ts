/** POST /api/v2/payment/cancel (EBP_API_232). It has no key for repeats: the same body twice is two cancels. */
import type { Tx } from "../../kit/database.js";
import { settlementOf } from "../../kit/ledger/payment-ledger.js";
import type { AccountTrace, CancellationRow } from "../cancellation.js";
import { decideCancel } from "../cancel-rules.js";
import { readCancelRequest, type CancelRequest } from "../cancel-request.js";
import type { Fault } from "../fault.js";
import { bookCancellation, LEDGER, linesOf } from "../ledger.js";
import type { Sandbox } from "../sandbox.js";
import { totalsOf } from "../cancel-totals.js";

const ENDING_SHOWN = 4;

/**
 * Books what was asked for, or nothing. Whether a cancel was only accepted cannot be told from its answer.
 * @returns the `data` of the answer
 * @throws Refusal
 */
export async function cancel(
  tx: Tx,
  sandbox: Sandbox,
  call: { body: string | null; fault: Fault | null },
): Promise<unknown> {
  const now = sandbox.now();
  const request = readCancelRequest(call.body);
  const payment = await LEDGER.lock(tx, request.orderNo);
  const parts = decideCancel(payment, await linesOf(tx, payment.id), request, now);
  const settlement = call.fault?.kind === "PENDING" ? settlementOf(call.fault, now) : undefined;
  const refundAccount = traceOf(request.refundAccount);
  const { items } = request;
  const booked = await bookCancellation(tx, sandbox, {
    payment,
    parts,
    items,
    refundAccount,
    trigger: "API",
    settlement,
  });
  return cancelView(booked);
}

function traceOf(account: CancelRequest["refundAccount"]): AccountTrace | null {
  if (!account) return null;
  const { bankCode = "", accountNumber = "" } = account;
  return {
    bankCode,
    accountNumberLength: accountNumber.length,
    accountNumberEnding: accountNumber.slice(-ENDING_SHOWN),
  };
}

/** The lines come back as they were asked for; what is counted is lines, not pieces. */
function cancelView({ id, payment_id, items }: CancellationRow): Record<string, unknown> {
  const totals = totalsOf(items);
  return {
    orderNo: payment_id,
    totalProductAmount: money(totals.product),
    totalProductTaxAmount: money(totals.productTax),
    totalDeliveryAmount: money(totals.delivery),
    totalDeliveryTaxAmount: money(totals.deliveryTax),
    processedCount: items.length,
    returnRequestId: id,
    items: items.map(({ seq, itemType, itemId, quantity, amount, taxAmount }) => ({
      seq,
      itemType,
      itemId,
      quantity,
      amount: money(amount),
      ...(taxAmount !== undefined && { taxAmount: money(taxAmount) }),
    })),
  };
}

interface JsonWithRaw {
  rawJSON?: (text: string) => unknown;
}
/** Node 20 has no `JSON.rawJSON`: there the number goes without its `.0`, which is the same number. */
const { rawJSON = Number } = JSON as JsonWithRaw;

/** `106000` → `106000.0` when the answer is made JSON. */
const money = (won: number): unknown => rawJSON(`${won}.0`);
