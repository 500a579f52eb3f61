/** The command of an attempt to its gateway: the same command on every try of it, for a replay must carry the same body. */
import type { CancelCommand } from "../../gateways/port.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { currencyOf, OrderLine } from "../../orders/order.entity.js";
import type { Payment } from "../../orders/payment.entity.js";
import { ReturnLine } from "../../orders/return.entity.js";
import { openAccount } from "../record/account.js";
import type { GatewayAttempt } from "../record/attempt.entity.js";
import { cancelLines } from "./cancel-lines.js";
import type { RefundContext } from "../context.js";
import { Refund, RefundLine } from "../record/refund.entity.js";

/** Shown by the gateway and perhaps to the customer: no personal data. 반품 환불 is "refund of a return". */
const REASON = "반품 환불";

export async function commandOf(
  context: RefundContext,
  attempt: GatewayAttempt,
  payment: Payment,
  cancellableBefore: MinorUnits,
): Promise<CancelCommand> {
  const em = context.root.fork();
  const refund = await em.findOneOrFail(Refund, attempt.refundId);
  const shares = await em.find(RefundLine, { refundId: refund.id });
  const orderLines = await em.find(
    OrderLine,
    { id: { $in: shares.map((share) => share.orderLineId) } },
    { orderBy: { lineNo: "asc", id: "asc" } },
  );
  const returned = await em.find(ReturnLine, { returnId: refund.returnId });
  const lines = orderLines.map((line) => {
    const amount = shares.find((share) => share.orderLineId === line.id)?.amount;
    const back = returned.find((one) => one.orderLineId === line.id);
    const { lineNo, kind, taxCategory } = line;
    // Units are named only where this refund gives back all that came back of the line.
    const quantity = back && back.amount === amount ? back.quantity : 0;
    return { lineNo, kind, taxCategory, amount: amount as MinorUnits, quantity };
  });
  return {
    key: attempt.id,
    gatewayPaymentId: payment.gatewayPaymentId,
    currency: await currencyOf(em, payment.orderId),
    amount: attempt.amount,
    cancellableBefore,
    paymentAmount: payment.amount.total,
    reason: REASON,
    requester: "CUSTOMER",
    provider: payment.provider,
    promotion: payment.promotion,
    refundAccount: attempt.usesAccount ? openAccount(context.cipher, refund) : null,
    lines: cancelLines(attempt.amount, lines),
  };
}
