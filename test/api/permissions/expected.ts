/**
 * Who is expected to get through at which operation and which field: written by hand from docs/permissions.md, operation by
 * operation, never generated. A change of rights changes this file too, and a reviewer reads it here.
 */
import type { Role, Scope } from "../../../src/access/permission.js";

/** Who asks: each role by itself, a program with each scope or with none, a token without any role, one of a person with every scope, and nobody at all. */
export type Holder = Role | Scope | "no-scope" | "no-role" | "person-with-scopes" | "nobody";

const operator = "refund-operator";
const agent = "cs-agent";
const accountant = "accountant";
const approver = "approver";
const privacy = "privacy-officer";
const analyst = "analyst";
/** A program whose token has no claim `scope`: all scopes, outside production. */
const service = "service";
const returns = "returns:write";
const captures = "captures:write";
const legs = "ledger-results:write";
const orders = "orders:write";
const events = "events:read";
const metrics = "metrics:read";

export const HOLDERS: readonly Holder[] = [
  operator,
  agent,
  accountant,
  approver,
  privacy,
  analyst,
  service,
  returns,
  captures,
  legs,
  orders,
  events,
  metrics,
  "no-scope",
  "no-role",
  "person-with-scopes",
  "nobody",
];

/**
 * `Type.field` → who gets through at this very field. To read a value one must get through at every field on the way to it:
 * an accountant may read payments, but not by way of an order.
 */
export const EXPECTED: Readonly<Record<string, readonly Holder[]>> = {
  // Looking things up
  "Query.viewer": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    captures,
    legs,
    orders,
    events,
    metrics,
    "no-scope",
    "no-role",
    "person-with-scopes",
  ],
  "Query.alarms": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Query.order": [operator, agent, approver, analyst, service, returns, events],
  "Query.payment": [operator, agent, accountant, approver, analyst, service, returns, captures, legs],
  "Query.refund": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Query.refundByNo": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Query.refundPreview": [operator, agent, approver],
  "Query.refunds": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Query.returnsAwaitingRefund": [operator, agent, approver, analyst, service, returns, events],
  "Query.banks": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    captures,
    legs,
    orders,
    events,
    metrics,
    "no-scope",
    "no-role",
    "person-with-scopes",
  ],
  "Query.gatewayRules": [operator, agent, accountant, approver, analyst, service, returns],

  // Facts: services hand them over
  "Mutation.returnCollect": [service, returns],
  "Mutation.returnWithdraw": [agent, service, returns],
  "Mutation.paymentCaptureReport": [service, captures],
  "Mutation.refundLedgerResultReport": [service, legs],

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
  "Mutation.refundMatchCancellation": [operator],
  "Mutation.gatewayRuleCorrect": [approver],
  "Mutation.alarmAcknowledge": [operator, approver],

  // Following along
  "Subscription.refundChanged": [operator, agent, accountant, approver, service, events],
  "RefundChange.refund": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],

  // What hangs on an alarm
  "AlarmConnection.edges": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "AlarmEdge.node": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Alarm.payment": [operator, agent, accountant, approver, analyst, service, returns, captures, legs],
  "Alarm.refund": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],

  // What hangs on an order
  "Order.lines": [operator, agent, approver, analyst, service, returns, events],
  "Order.payments": [operator, agent, accountant, approver, analyst, service, returns, captures, legs],
  "Order.refunds": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Order.returns": [operator, agent, approver, analyst, service, returns, events],

  // What hangs on a payment
  "Payment.order": [operator, agent, approver, analyst, service, returns, events],
  "Payment.refunds": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Payment.cancellations": [operator, agent, accountant, approver, analyst, service, returns, captures, legs],

  // What hangs on a refund
  "RefundConnection.edges": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "RefundEdge.node": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Refund.lines": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Refund.attempts": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Refund.refundAccount": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Refund.openStatement": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Refund.predecessor": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Refund.successor": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Refund.remainderOf": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Refund.remainder": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "Refund.history": [operator, agent, accountant, approver, privacy, analyst, service, events],
  "Refund.order": [operator, agent, approver, analyst, service, returns, events],
  "Refund.payment": [operator, agent, accountant, approver, analyst, service, returns, captures, legs],
  "Refund.return": [operator, agent, approver, analyst, service, returns, events],
  "RefundLine.orderLine": [operator, agent, approver, analyst, service, returns, events],
  "GatewayAttempt.exchange": [operator, approver],
  "HistoryConnection.edges": [operator, agent, accountant, approver, privacy, analyst, service, events],
  "HistoryEdge.node": [operator, agent, accountant, approver, privacy, analyst, service, events],

  // What hangs on a return
  "ReturnConnection.edges": [operator, agent, approver, analyst, service, returns, events],
  "ReturnEdge.node": [operator, agent, approver, analyst, service, returns, events],
  "Return.lines": [operator, agent, approver, analyst, service, returns, events],
  "Return.order": [operator, agent, approver, analyst, service, returns, events],
  "Return.refunds": [operator, agent, accountant, approver, privacy, analyst, service, returns, legs, events],
  "ReturnLine.orderLine": [operator, agent, approver, analyst, service, returns, events],

  // What a preview shows
  "RefundPreview.legs": [operator, agent, approver],
  "RefundPreviewLeg.payment": [operator, agent, accountant, approver, analyst, service, returns, captures, legs],

  // What mutations give back
  "AlarmAcknowledgePayload.alarm": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    legs,
    events,
  ],
  "GatewayRuleCorrectPayload.rule": [operator, agent, accountant, approver, analyst, service, returns],
  "PaymentCaptureReportPayload.payment": [
    operator,
    agent,
    accountant,
    approver,
    analyst,
    service,
    returns,
    captures,
    legs,
  ],
  "RefundAccountChangePayload.refund": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    legs,
    events,
  ],
  "RefundApprovePayload.refund": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    legs,
    events,
  ],
  "RefundCancelPayload.refund": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    legs,
    events,
  ],
  "RefundFallBackToManualPayload.refund": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    legs,
    events,
  ],
  "RefundLedgerResultReportPayload.refund": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    legs,
    events,
  ],
  "RefundMatchCancellationPayload.refund": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    legs,
    events,
  ],
  "RefundReversalRecordPayload.refund": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    legs,
    events,
  ],
  "RefundDeclinePayload.refund": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    legs,
    events,
  ],
  "RefundReopenPayload.refund": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    legs,
    events,
  ],
  "RefundResolveUnknownPayload.refund": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    legs,
    events,
  ],
  "RefundRetryPayload.refund": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    legs,
    events,
  ],
  "RefundRequestResult.refund": [
    operator,
    agent,
    accountant,
    approver,
    privacy,
    analyst,
    service,
    returns,
    legs,
    events,
  ],
  "ReturnCollectPayload.return": [operator, agent, approver, analyst, service, returns, events],
  "ReturnWithdrawPayload.return": [operator, agent, approver, analyst, service, returns, events],
};
