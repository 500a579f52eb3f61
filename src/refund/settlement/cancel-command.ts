/** The command of an attempt to its gateway: the same command on every try of it, for a replay must carry the same body. */
import assert from "node:assert/strict";
import type { CancelCommand, RefundAccount } from "../../gateways/port.js";
import type { MinorUnits } from "../../money/minor-units.js";
import { currencyOf, OrderLine } from "../../orders/order.entity.js";
import type { Payment } from "../../orders/payment.entity.js";
import { Return, ReturnLine, type ReturnReason } from "../../orders/return.entity.js";
import { openAccount } from "../record/account.js";
import type { GatewayAttempt } from "../record/attempt.entity.js";
import { Secret } from "../../secret.js";
import type { RedactedSnapshot } from "./ask-gateway.js";
import { cancelLines } from "./cancel-lines.js";
import type { RefundContext } from "../context.js";
import { Refund, RefundLine } from "../record/refund.entity.js";

/** Shown by the gateway and perhaps to the customer: no personal data. Source of the first: PortOne V2's examples of a cancel. */
export const REASONS: Readonly<Record<ReturnReason, string>> = {
  CUSTOMER_REQUEST: "고객 요청",
  CHANGE_OF_MIND: "단순 변심",
  DEFECTIVE: "상품 불량",
  WRONG_ITEM: "오배송",
  DAMAGED_IN_TRANSIT: "배송 중 파손",
};
/** 반품 환불 is "refund of a return". */
export const NO_REASON = "반품 환불";

type Seen = Pick<RedactedSnapshot, "provider" | "gatewayPaymentId">;

/** `seen`: what the gateway names of a payment whose provider nobody reported, or whose own id nobody knew. */
export async function commandOf(
  context: RefundContext,
  attempt: GatewayAttempt,
  payment: Payment,
  { cancellableBefore, seen }: { cancellableBefore: MinorUnits; seen: Seen | undefined },
): Promise<CancelCommand> {
  const em = context.root.fork();
  const refund = await em.findOneOrFail(Refund, attempt.refundId);
  const shares = await em.find(RefundLine, { refundId: refund.id });
  const orderLines = await em.find(
    OrderLine,
    { id: { $in: shares.map((share) => share.orderLineId) } },
    { orderBy: { lineNo: "asc", id: "asc" } },
  );
  assert(refund.returnId !== null, "a refund without a return is accepted by hand and never sent");
  const { reason, atFault } = await em.findOneOrFail(Return, refund.returnId);
  const returned = await em.find(ReturnLine, { returnId: refund.returnId });
  const lines = orderLines.map((line) => {
    const amount = shares.find((share) => share.orderLineId === line.id)?.amount;
    const back = returned.find((one) => one.orderLineId === line.id);
    const { lineNo, itemId, seq, kind, taxCategory } = line;
    // Units are named only where this refund gives back all that came back of the line.
    const quantity = back && back.amount === amount ? back.quantity : 0;
    return { lineNo, itemId, seq, kind, taxCategory, amount: amount as MinorUnits, quantity };
  });
  return {
    key: attempt.id,
    gatewayPaymentId: seen?.gatewayPaymentId ?? payment.gatewayPaymentId,
    currency: await currencyOf(em, payment.orderId),
    amount: attempt.amount,
    cancellableBefore,
    paymentAmount: payment.amount.total,
    reason: reason === null ? NO_REASON : REASONS[reason],
    // NaverPay reviews it: the shop asks where it, or its carrier, is at fault; else the customer does, as before.
    requester: atFault === "SELLER" || atFault === "CARRIER" ? "MERCHANT" : "CUSTOMER",
    provider: payment.provider ?? seen?.provider ?? null,
    promotion: payment.promotion,
    refundAccount: attempt.usesAccount ? composed(openAccount(context.cipher, refund)) : null,
    lines: cancelLines(attempt.amount, lines),
  };
}

/** Banks compare a holder's name letter by letter, so it goes out in composed letters (NFC), however it was stored. */
const composed = (account: RefundAccount | null): RefundAccount | null =>
  account && { ...account, holder: new Secret(account.holder.reveal().normalize("NFC")) };
