/** How each operation and guarded field is asked for: the fields on the way to it, from the top, with its own selection last. */
import { cursorOf } from "../../../src/api/event-stream.js";
import type { Scene } from "./scene.js";

const START = cursorOf(0);

const refund = ({ refundId }: Scene) => `refund(id: "${refundId}")`;
const payment = ({ paymentId }: Scene) => `payment(id: "${paymentId}")`;
const order = ({ orderNo }: Scene) => `order(orderNo: "${orderNo}")`;
const returned = `returnChanged(after: "${START}")`;
const changed = ({ refundId }: Scene) => `refundChanged(after: "${START}", where: { ids: ["${refundId}"] })`;
const awaiting = "returnsAwaitingRefund(first: 1)";
const preview = ({ awaitingOrderNo }: Scene) =>
  `refundPreview(input: { orderNo: "${awaitingOrderNo}", lines: [{ lineNo: "1", quantity: 1 }] })`;

/** Fields one below the other, joined by ` > `. Ways are chosen so that as many roles as can get as far as the last field. */
export const WAYS: Readonly<Record<string, (scene: Scene) => string>> = {
  "Query.viewer": () => "viewer > subject",
  "Query.alarms": () => "alarms(first: 1) > totalCount > count",
  "Query.approvalsWaiting": () => "approvalsWaiting(first: 1) > totalCount > count",
  "Query.order": (s) => `${order(s)} > id`,
  "Query.return": (s) => `return(returnNo: "${s.returnNo}") > id`,
  "Query.payment": (s) => `${payment(s)} > id`,
  "Query.refund": (s) => `${refund(s)} > id`,
  "Query.refundByNo": (s) => `refundByNo(refundNo: "${s.refundNo}") > id`,
  "Query.refundPreview": (s) => `${preview(s)} > userErrors > code`,
  "Query.refunds": () => "refunds(first: 1) > totalCount > count",
  "Query.banks": () => "banks > code",
  "Query.gatewayRules": () => "gatewayRules(method: CARD) > id",
  "Query.returnsAwaitingRefund": () => `${awaiting} > totalCount > count`,

  "Mutation.returnCollect": () => "returnCollect(input: $input) > replayed",
  "Mutation.returnWithdraw": () => "returnWithdraw(input: $input) > replayed",
  "Mutation.paymentCaptureReport": () => "paymentCaptureReport(input: $input) > replayed",
  "Mutation.refundLedgerResultReport": () => "refundLedgerResultReport(input: $input) > replayed",
  "Mutation.ledgerDayReport": () => "ledgerDayReport(input: $input) > replayed",
  "Mutation.refundsRequest": () => "refundsRequest(input: $input) > results > refundId",
  "Mutation.manualRefundResultsRecord": () => "manualRefundResultsRecord(input: $input) > results > refundId",
  "Mutation.refundApprove": () => "refundApprove(input: $input) > replayed",
  "Mutation.refundDecline": () => "refundDecline(input: $input) > replayed",
  "Mutation.refundRetry": () => "refundRetry(input: $input) > replayed",
  "Mutation.refundCancel": () => "refundCancel(input: $input) > replayed",
  "Mutation.refundReopen": () => "refundReopen(input: $input) > replayed",
  "Mutation.paymentCancellationCorrect": () => "paymentCancellationCorrect(input: $input) > replayed",
  "Mutation.refundResolveUnknown": () => "refundResolveUnknown(input: $input) > replayed",
  "Mutation.refundFallBackToManual": () => "refundFallBackToManual(input: $input) > replayed",
  "Mutation.refundAccountChange": () => "refundAccountChange(input: $input) > replayed",
  "Mutation.refundMatchCancellation": () => "refundMatchCancellation(input: $input) > replayed",
  "Mutation.refundAmountLower": () => "refundAmountLower(input: $input) > replayed",
  "Mutation.refundTakeBack": () => "refundTakeBack(input: $input) > replayed",
  "Mutation.refundReversalRecord": () => "refundReversalRecord(input: $input) > replayed",
  "Mutation.gatewayRuleRecord": () => "gatewayRuleRecord(input: $input) > replayed",
  "Mutation.gatewayRuleCorrect": () => "gatewayRuleCorrect(input: $input) > replayed",
  "Mutation.orderFactsCorrect": () => "orderFactsCorrect(input: $input) > replayed",
  "Mutation.alarmAcknowledge": () => "alarmAcknowledge(input: $input) > replayed",

  "Subscription.refundChanged": (s) => `${changed(s)} > cursor`,
  "Subscription.returnChanged": () => `${returned} > cursor`,
  "ReturnChange.return": () => `${returned} > return > id`,
  "RefundChange.refund": (s) => `${changed(s)} > refund > id`,

  "AlarmConnection.edges": () => "alarms(first: 1) > edges > cursor",
  "AlarmEdge.node": () => "alarms(first: 1) > edges > node > id",
  "Alarm.payment": () => "alarms(first: 1) > edges > node > payment > id",
  "Alarm.refund": () => "alarms(first: 1) > edges > node > refund > id",

  "WaitingApprovalConnection.edges": () => "approvalsWaiting(first: 1) > edges > cursor",
  "WaitingApprovalEdge.node": () => "approvalsWaiting(first: 1) > edges > node > id",
  "WaitingApproval.refund": () => "approvalsWaiting(first: 1) > edges > node > refund > id",
  "WaitingApproval.payment": () => "approvalsWaiting(first: 1) > edges > node > payment > id",
  "WaitingApproval.order": () => "approvalsWaiting(first: 1) > edges > node > order > id",

  "Order.lines": (s) => `${order(s)} > lines > id`,
  "Order.payments": (s) => `${order(s)} > payments > id`,
  "Order.refunds": (s) => `${order(s)} > refunds > id`,
  "Order.factChanges": (s) => `${order(s)} > factChanges > id`,
  "Order.returns": (s) => `${order(s)} > returns > id`,

  "Payment.order": (s) => `${payment(s)} > order > id`,
  "Payment.refunds": (s) => `${payment(s)} > refunds > id`,
  "Payment.openCancellationStatement": (s) => `${payment(s)} > openCancellationStatement > id`,
  "Payment.openCorrection": (s) => `${payment(s)} > openCorrection > id`,
  "Payment.cancellations": (s) => `${payment(s)} > cancellations > id`,

  "RefundConnection.edges": () => "refunds(first: 1) > edges > cursor",
  "RefundEdge.node": () => "refunds(first: 1) > edges > node > id",
  "Refund.lines": (s) => `${refund(s)} > lines > id`,
  "Refund.attempts": (s) => `${refund(s)} > attempts > id`,
  "Refund.refundAccount": (s) => `${refund(s)} > refundAccount > bankCode`,
  "Refund.openStatement": (s) => `${refund(s)} > openStatement > id`,
  "Refund.statements": (s) => `${refund(s)} > statements > id`,
  "Refund.predecessor": (s) => `${refund(s)} > predecessor > id`,
  "Refund.remainderOf": (s) => `${refund(s)} > remainderOf > id`,
  "Refund.remainder": (s) => `${refund(s)} > remainder > id`,
  "Refund.successor": (s) => `${refund(s)} > successor > id`,
  "Refund.history": (s) => `${refund(s)} > history(first: 1) > totalCount > count`,
  "Refund.order": (s) => `${refund(s)} > order > id`,
  "Refund.payment": (s) => `${refund(s)} > payment > id`,
  "Refund.return": (s) => `${refund(s)} > return > id`,
  "RefundLine.orderLine": (s) => `${refund(s)} > lines > orderLine > id`,
  "GatewayAttempt.exchange": (s) => `${refund(s)} > attempts > exchange > path`,
  "HistoryConnection.edges": (s) => `${refund(s)} > history(first: 1) > edges > cursor`,
  "HistoryEdge.node": (s) => `${refund(s)} > history(first: 1) > edges > node > hash`,

  "ReturnConnection.edges": () => `${awaiting} > edges > cursor`,
  "ReturnEdge.node": () => `${awaiting} > edges > node > id`,
  "Return.lines": () => `${awaiting} > edges > node > lines > id`,
  "Return.order": () => `${awaiting} > edges > node > order > id`,
  "Return.refunds": () => `${awaiting} > edges > node > refunds > id`,
  "ReturnLine.orderLine": () => `${awaiting} > edges > node > lines > orderLine > id`,

  "RefundPreview.legs": (s) => `${preview(s)} > legs > paymentId`,
  "RefundPreviewLeg.payment": (s) => `${preview(s)} > legs > payment > id`,

  "AlarmAcknowledgePayload.alarm": () => "alarmAcknowledge(input: $input) > alarm > id",
  "GatewayRuleRecordPayload.rule": () => "gatewayRuleRecord(input: $input) > rule > id",
  "GatewayRuleCorrectPayload.rule": () => "gatewayRuleCorrect(input: $input) > rule > id",
  "OrderFactsCorrectPayload.payment": () => "orderFactsCorrect(input: $input) > payment > id",
  "PaymentCaptureReportPayload.payment": () => "paymentCaptureReport(input: $input) > payment > id",
  "RefundAccountChangePayload.refund": () => "refundAccountChange(input: $input) > refund > id",
  "RefundFallBackToManualPayload.refund": () => "refundFallBackToManual(input: $input) > refund > id",
  "RefundLedgerResultReportPayload.refund": () => "refundLedgerResultReport(input: $input) > refund > id",
  "RefundMatchCancellationPayload.refund": () => "refundMatchCancellation(input: $input) > refund > id",
  "RefundTakeBackPayload.refund": () => "refundTakeBack(input: $input) > refund > id",
  "RefundAmountLowerPayload.refund": () => "refundAmountLower(input: $input) > refund > id",
  "RefundReversalRecordPayload.refund": () => "refundReversalRecord(input: $input) > refund > id",
  "RefundApprovePayload.refund": () => "refundApprove(input: $input) > refund > id",
  "RefundCancelPayload.refund": () => "refundCancel(input: $input) > refund > id",
  "RefundDeclinePayload.refund": () => "refundDecline(input: $input) > refund > id",
  "RefundReopenPayload.refund": () => "refundReopen(input: $input) > refund > id",
  "PaymentCancellationCorrectPayload.payment": () => "paymentCancellationCorrect(input: $input) > payment > id",
  "RefundResolveUnknownPayload.refund": () => "refundResolveUnknown(input: $input) > refund > id",
  "RefundRetryPayload.refund": () => "refundRetry(input: $input) > refund > id",
  "ManualRefundResult.refund": () => "manualRefundResultsRecord(input: $input) > results > refund > id",
  "RefundRequestResult.refund": () => "refundsRequest(input: $input) > results > refund > id",
  "ReturnCollectPayload.return": () => "returnCollect(input: $input) > return > id",
  "ReturnWithdrawPayload.return": () => "returnWithdraw(input: $input) > return > id",
};
