/**
 * Who is expected to get through at which operation and which field: written by hand from docs/permissions.md, operation by
 * operation, never generated. A change of rights changes this file too, and a reviewer reads it here.
 */
import type { Role } from "../../../src/access/permission.js";

/** Who asks: each role by itself, a valid token without any role, and nobody at all. */
export type Holder = Role | "no-role" | "nobody";

const operator = "refund-operator";
const agent = "cs-agent";
const accountant = "accountant";
const approver = "approver";
const privacy = "privacy-officer";
const analyst = "analyst";
const service = "service";

export const HOLDERS: readonly Holder[] = [
  operator,
  agent,
  accountant,
  approver,
  privacy,
  analyst,
  service,
  "no-role",
  "nobody",
];

/**
 * `Type.field` → who gets through at this very field. To read a value one must get through at every field on the way to it:
 * an accountant may read payments, but not by way of an order.
 */
export const EXPECTED: Readonly<Record<string, readonly Holder[]>> = {
  // Looking things up
  "Query.viewer": [operator, agent, accountant, approver, privacy, analyst, service, "no-role"],
  "Query.alarms": [operator, agent, accountant, approver, privacy, analyst, service],
  "Query.order": [operator, agent, approver, analyst, service],
  "Query.payment": [operator, agent, accountant, approver, analyst, service],
  "Query.refund": [operator, agent, accountant, approver, privacy, analyst, service],
  "Query.refundByNo": [operator, agent, accountant, approver, privacy, analyst, service],
  "Query.refundPreview": [operator, agent, approver],
  "Query.refunds": [operator, agent, accountant, approver, privacy, analyst, service],
  "Query.returnsAwaitingRefund": [operator, agent, approver, analyst, service],
  "Query.banks": [operator, agent, accountant, approver, privacy, analyst, service, "no-role"],
  "Query.gatewayRules": [operator, agent, accountant, approver, analyst, service],

  // Facts: services hand them over
  "Mutation.returnCollect": [service],
  "Mutation.returnWithdraw": [agent, service],
  "Mutation.paymentCaptureReport": [service],
  "Mutation.refundLegReport": [service],

  // Decisions: people make them
  "Mutation.refundsRequest": [operator],
  "Mutation.refundApprove": [approver],
  "Mutation.refundDecline": [approver],
  "Mutation.refundRetry": [operator],
  "Mutation.refundCancel": [operator, agent],
  "Mutation.refundReopen": [operator],
  "Mutation.refundResolveUnknown": [operator, approver],
  "Mutation.refundFallBackToManual": [operator, agent],
  "Mutation.refundAccountChange": [agent],
  "Mutation.refundReversalRecord": [operator, accountant],
  "Mutation.gatewayRuleCorrect": [approver],
  "Mutation.alarmAcknowledge": [operator, approver],

  // Following along
  "Subscription.refundChanged": [operator, agent, accountant, approver, service],
  "RefundChange.refund": [operator, agent, accountant, approver, privacy, analyst, service],

  // What hangs on an alarm
  "AlarmConnection.edges": [operator, agent, accountant, approver, privacy, analyst, service],
  "AlarmEdge.node": [operator, agent, accountant, approver, privacy, analyst, service],
  "Alarm.payment": [operator, agent, accountant, approver, analyst, service],
  "Alarm.refund": [operator, agent, accountant, approver, privacy, analyst, service],

  // What hangs on an order
  "Order.lines": [operator, agent, approver, analyst, service],
  "Order.payments": [operator, agent, accountant, approver, analyst, service],
  "Order.refunds": [operator, agent, accountant, approver, privacy, analyst, service],
  "Order.returns": [operator, agent, approver, analyst, service],

  // What hangs on a payment
  "Payment.order": [operator, agent, approver, analyst, service],
  "Payment.refunds": [operator, agent, accountant, approver, privacy, analyst, service],
  "Payment.effects": [operator, agent, accountant, approver, analyst, service],

  // What hangs on a refund
  "RefundConnection.edges": [operator, agent, accountant, approver, privacy, analyst, service],
  "RefundEdge.node": [operator, agent, accountant, approver, privacy, analyst, service],
  "Refund.lines": [operator, agent, accountant, approver, privacy, analyst, service],
  "Refund.attempts": [operator, agent, accountant, approver, privacy, analyst, service],
  "Refund.refundAccount": [operator, agent, accountant, approver, privacy, analyst, service],
  "Refund.openStatement": [operator, agent, accountant, approver, privacy, analyst, service],
  "Refund.predecessor": [operator, agent, accountant, approver, privacy, analyst, service],
  "Refund.successor": [operator, agent, accountant, approver, privacy, analyst, service],
  "Refund.history": [operator, agent, accountant, approver, privacy, analyst, service],
  "Refund.order": [operator, agent, approver, analyst, service],
  "Refund.payment": [operator, agent, accountant, approver, analyst, service],
  "Refund.return": [operator, agent, approver, analyst, service],
  "RefundLine.orderLine": [operator, agent, approver, analyst, service],
  "GatewayAttempt.exchange": [operator, approver],
  "HistoryConnection.edges": [operator, agent, accountant, approver, privacy, analyst, service],
  "HistoryEdge.node": [operator, agent, accountant, approver, privacy, analyst, service],

  // What hangs on a return
  "ReturnConnection.edges": [operator, agent, approver, analyst, service],
  "ReturnEdge.node": [operator, agent, approver, analyst, service],
  "Return.lines": [operator, agent, approver, analyst, service],
  "Return.order": [operator, agent, approver, analyst, service],
  "Return.refunds": [operator, agent, accountant, approver, privacy, analyst, service],
  "ReturnLine.orderLine": [operator, agent, approver, analyst, service],

  // What a preview shows
  "RefundPreview.legs": [operator, agent, approver],
  "RefundPreviewLeg.payment": [operator, agent, accountant, approver, analyst, service],

  // What mutations give back
  "AlarmAcknowledgePayload.alarm": [operator, agent, accountant, approver, privacy, analyst, service],
  "GatewayRuleCorrectPayload.rule": [operator, agent, accountant, approver, analyst, service],
  "PaymentCaptureReportPayload.payment": [operator, agent, accountant, approver, analyst, service],
  "RefundAccountChangePayload.refund": [operator, agent, accountant, approver, privacy, analyst, service],
  "RefundApprovePayload.refund": [operator, agent, accountant, approver, privacy, analyst, service],
  "RefundCancelPayload.refund": [operator, agent, accountant, approver, privacy, analyst, service],
  "RefundFallBackToManualPayload.refund": [operator, agent, accountant, approver, privacy, analyst, service],
  "RefundLegReportPayload.refund": [operator, agent, accountant, approver, privacy, analyst, service],
  "RefundReversalRecordPayload.refund": [operator, agent, accountant, approver, privacy, analyst, service],
  "RefundDeclinePayload.refund": [operator, agent, accountant, approver, privacy, analyst, service],
  "RefundReopenPayload.refund": [operator, agent, accountant, approver, privacy, analyst, service],
  "RefundResolveUnknownPayload.refund": [operator, agent, accountant, approver, privacy, analyst, service],
  "RefundRetryPayload.refund": [operator, agent, accountant, approver, privacy, analyst, service],
  "RefundRequestResult.refund": [operator, agent, accountant, approver, privacy, analyst, service],
  "ReturnCollectPayload.return": [operator, agent, approver, analyst, service],
  "ReturnWithdrawPayload.return": [operator, agent, approver, analyst, service],
};
