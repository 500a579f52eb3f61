/** Rules of the documents for cancelling each way of paying: deadlines, refund accounts, contracts. Pure. */
import { koreanMonth } from "../kit/clock/korean-time.js";
import type { CancelRequest } from "./cancel-request.js";
import type { PaymentRow } from "./payment.js";
import { invalid, pgRefusal } from "./refusal.js";

/** PGs that take a phone payment back after its month, as a transfer to an account. Source: PortOne's cancel guide. */
const NEXT_MONTH_REFUND_PGS = ["KCP", "KCP_V2", "INICIS_V2", "KPN"];
/** PGs known to cancel part of a phone payment. */
const PARTIAL_MOBILE_PGS = ["KCP", "KCP_V2"];
const SMARTRO_PGS = ["SMARTRO", "SMARTRO_V2"];
/** Danal does not refund virtual accounts at all. Source: PortOne's help centre. */
const DANAL_PGS = ["DANAL", "DANAL_TPAY"];

/** @throws Refusal INVALID_REQUEST for what PortOne itself asks for, PG_PROVIDER for what the PG does not do. */
export function checkMethod(
  payment: PaymentRow,
  request: CancelRequest,
  cancel: { partial: boolean; now: Date },
): void {
  if (payment.cancellable_until !== null && cancel.now > payment.cancellable_until) {
    throw pgRefusal("CANCEL_PERIOD_OVER", "취소 가능 기간이 지났습니다.");
  }
  if (payment.method === "virtualAccount") checkVirtualAccount(payment, request);
  if (payment.method === "transfer" && payment.pg_provider === "SMARTRO_V2" && !request.refundAccount) {
    throw invalid("refundAccount: needed by Smartro to refund a bank transfer");
  }
  if (payment.method === "mobile") checkMobile(payment, request, cancel);
}

/** Money comes in by a virtual account (가상계좌) but cannot go back through it: the customer's own account is needed. */
function checkVirtualAccount(payment: PaymentRow, { refundAccount }: CancelRequest): void {
  if (!refundAccount) throw invalid("refundAccount: needed to refund a virtual account payment");
  if (SMARTRO_PGS.includes(payment.pg_provider) && !refundAccount.holderPhoneNumber) {
    throw invalid("refundAccount.holderPhoneNumber: needed by Smartro");
  }
  if (DANAL_PGS.includes(payment.pg_provider)) {
    throw pgRefusal("REFUND_UNSUPPORTED", "다날은 가상계좌 환불을 지원하지 않습니다.");
  }
  if (!payment.refund_contract) {
    throw pgRefusal("REFUND_CONTRACT_MISSING", "가상계좌 환불 특약에 가입되어 있지 않습니다.");
  }
}

function checkMobile(payment: PaymentRow, request: CancelRequest, cancel: { partial: boolean; now: Date }): void {
  if (cancel.partial && !PARTIAL_MOBILE_PGS.includes(payment.pg_provider)) {
    throw pgRefusal("PARTIAL_CANCEL_UNSUPPORTED", "휴대폰 결제는 부분취소를 지원하지 않습니다.");
  }
  const sameMonth = payment.paid_at !== null && koreanMonth(payment.paid_at) === koreanMonth(cancel.now);
  const byAccount = request.refundAccount !== undefined && NEXT_MONTH_REFUND_PGS.includes(payment.pg_provider);
  if (!sameMonth && !byAccount) throw pgRefusal("MONTH_CLOSED", "휴대폰 결제는 결제한 달에만 취소할 수 있습니다.");
}
