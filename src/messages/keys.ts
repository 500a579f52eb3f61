/** The messages and their parameters; written by npm run messages from messages/ko.json. */
import type { Text } from "./text.js";

export interface Messages {
  "problems.NOT_FOUND": {
    what: Text;
    id: Text;
  };
  "problems.INVALID_INPUT": {
    reason: Text;
  };
  "problems.REFUND_STATE_CONFLICT": {
    state: Text;
    event: Text;
  };
  "problems.VERSION_CONFLICT": {
    changedBy: Text;
    currentVersion: Text;
  };
  "problems.REFUND_AMOUNT_EXCEEDED": {
    refundableAmount: number | string;
  };
  "problems.REFUNDABLE_AMOUNT_CHANGED": {
    refundableAmount: number | string;
  };
  "problems.PAYABLE_AMOUNT_CHANGED": {
    payableByHand: number | string;
  };
  "problems.QUANTITY_EXCEEDED": {
    lineNo: Text;
    returnableQuantity: Text;
  };
  "problems.FACTS_CONFLICT": {
    fact: Text;
  };
  "problems.FACTS_INCONSISTENT": {
    reason: Text;
  };
  "problems.SPLIT_IMPOSSIBLE": {
    reason: Text;
  };
  "problems.NOT_CAPTURED": null;
  "problems.CANCELLATION_MATCHED": null;
  "problems.GATEWAY_BALANCE_SPENT": {
    left: number | string;
  };
  "problems.PAYMENT_DISPUTED": null;
  "problems.POINTS_NEVER_CASH": null;
  "problems.REFUND_ACCOUNT_MISSING": null;
  "problems.REFUND_ALREADY_REVERSED": {
    successorNo: Text;
  };
  "problems.NOT_SUPPORTED": null;
  "problems.DEADLINE_PASSED": {
    lastDay: string;
  };
  "problems.WALLET_SOURCE_UNKNOWN": {
    lastDay: string;
    lastPossibleDay: string;
  };
  "problems.SELLER_CONSENT_MISSING": {
    lastDay: string;
  };
  "problems.PARTIAL_NOT_POSSIBLE": null;
  "problems.CANCEL_COUNT_EXHAUSTED": {
    max: Text;
  };
  "problems.CONTRACT_MISSING": {
    provider: Text;
  };
  "problems.REFUND_ACCOUNT_PHONE_MISSING": null;
  "problems.REFUND_BANK_NOT_SUPPORTED": {
    payer: Text;
    bankCode: Text;
  };
  "problems.SAME_PERSON": null;
  "problems.GRANT_MISSING": {
    grants: Text;
  };
  "problems.REVEAL_LIMIT_REACHED": {
    limit: Text;
  };
  "problems.ALREADY_REVEALED": null;
  "problems.ACCESS_REVIEW_CONFIRMED": {
    month: Text;
  };
  "problems.GATEWAY_UNREACHABLE": null;
  "problems.EVIDENCE_DISAGREES": {
    reason: Text;
  };
  "problems.CALL_UNDER_WAY": null;
  "problems.STATEMENT_CONFLICT": {
    reason: Text;
  };
  "problems.REFUND_ALREADY_REOPENED": {
    successorNo: Text;
  };
  "problems.TOO_MANY": {
    limit: Text;
  };
  "problems.BUSY": null;
  "problems.IDEMPOTENCY_KEY_REUSED": null;
  "problems.IDEMPOTENCY_IN_PROGRESS": null;
  "problems.WORK_ITEM_CHANGED": {
    changedBy: Text;
    currentVersion: Text;
  };
  "problems.WORK_ITEM_CLOSED": {
    changedBy: Text;
  };
  "problems.WORK_ITEM_CLOSES_BY_ITSELF": null;
  "blockedReasons.PAYMENT_BUSY": null;
  "blockedReasons.OUTSIDE_HOURS": {
    from: Text;
    to: Text;
  };
  "blockedReasons.PROVIDER_UNKNOWN": null;
  "blockedReasons.DEADLINE_UNCERTAIN": {
    lastDay: string;
  };
  "failures.INVALID_REQUEST": null;
  "failures.LINE_ITEMS_MISSING": null;
  "failures.PAYMENT_NOT_FOUND": null;
  "failures.PROVIDER_REFUSED": null;
  "failures.CANCEL_COUNT_EXHAUSTED": null;
  "failures.PROMOTION_FORBIDS": null;
  "failures.DEADLINE_PASSED": null;
  "failures.PARTIAL_NOT_POSSIBLE": null;
  "failures.ACCOUNT_REJECTED": null;
  "failures.TRANSFER_FAILED": null;
  "failures.CONTRACT_MISSING": null;
  "failures.NOT_SUPPORTED": null;
  "failures.CUSTOMER_UNREACHABLE": null;
  "failures.LEDGER_REFUSED": null;
  "failures.GATEWAY_STATE_DIFFERS": null;
  "failures.NOT_CAPTURED": null;
  "failures.PAYMENT_DISPUTED": null;
  "failures.GATEWAY_UNAVAILABLE": null;
  "failures.ANSWER_UNREADABLE": null;
  "failures.OVERTAKEN": null;
  "failures.CHARGED_BACK": null;
  "failures.NEVER_CAPTURED": null;
  "failures.CONFIRMED_NOT_REFUNDED": null;
  "failures.BANK_ACCOUNT_NOT_FOUND": null;
  "failures.BANK_ACCOUNT_CLOSED": null;
  "failures.BANK_ACCOUNT_RESTRICTED": null;
  "failures.BANK_HOLDER_DIFFERS": null;
  "failures.BANK_LIMIT_EXCEEDED": null;
  "failures.BANK_UNAVAILABLE": null;
  "failures.BANK_REFUSED": null;
  "failures.DEFERRED": null;
  "failures.UNKNOWN": null;
  "failures.PERHAPS_REFUNDED": null;
  "nextSteps.INVALID_REQUEST": null;
  "nextSteps.LINE_ITEMS_MISSING": null;
  "nextSteps.PAYMENT_NOT_FOUND": null;
  "nextSteps.PROVIDER_REFUSED": null;
  "nextSteps.CANCEL_COUNT_EXHAUSTED": null;
  "nextSteps.PROMOTION_FORBIDS": null;
  "nextSteps.DEADLINE_PASSED": null;
  "nextSteps.PARTIAL_NOT_POSSIBLE": null;
  "nextSteps.ACCOUNT_REJECTED": null;
  "nextSteps.TRANSFER_FAILED": null;
  "nextSteps.CONTRACT_MISSING": null;
  "nextSteps.NOT_SUPPORTED": null;
  "nextSteps.CUSTOMER_UNREACHABLE": null;
  "nextSteps.LEDGER_REFUSED": null;
  "nextSteps.GATEWAY_STATE_DIFFERS": null;
  "nextSteps.NOT_CAPTURED": null;
  "nextSteps.PAYMENT_DISPUTED": null;
  "nextSteps.GATEWAY_UNAVAILABLE": null;
  "nextSteps.ANSWER_UNREADABLE": null;
  "nextSteps.OVERTAKEN": null;
  "nextSteps.CHARGED_BACK": null;
  "nextSteps.NEVER_CAPTURED": null;
  "nextSteps.CONFIRMED_NOT_REFUNDED": null;
  "nextSteps.DEFERRED": null;
  "nextSteps.UNKNOWN": null;
  "nextSteps.PERHAPS_REFUNDED": null;
  "nextSteps.ANOTHER_ACCOUNT": null;
  "nextSteps.TRANSFER_AGAIN": null;
  "remedies.CHECK_BOOKING": null;
  "remedies.WAIT_FOR_ATTEMPT": null;
  "remedies.FIND_AMOUNT": null;
  "remedies.ASK_GATEWAY": null;
  "remedies.CHECK_PAYMENT": null;
  "remedies.COMPARE_RECEIPTS": null;
  "remedies.RECORD_REVERSAL": null;
  "remedies.WAIT_FOR_GATEWAY": null;
  "remedies.CHECK_CAPTURE": null;
  "remedies.CORRECT_WALLET_SOURCE": null;
  "remedies.CHECK_DUPLICATE": null;
  "remedies.RESOLVE_ATTEMPT": null;
  "remedies.ASK_ORDER_SERVICE": null;
  "remedies.REPORT_BOOKING": null;
  "remedies.CHECK_LEDGER": null;
  "remedies.CORRECT_LEDGER": null;
  "remedies.CHECK_LEDGER_PAYMENT": null;
  "names.role.refund-operator": null;
  "names.role.cs-agent": null;
  "names.role.accountant": null;
  "names.role.approver": null;
  "names.role.privacy-officer": null;
  "names.role.analyst": null;
  "names.thing.ledgerAttempt": null;
  "names.thing.cancellation": null;
  "names.thing.gatewayRule": null;
  "names.thing.line": null;
  "names.thing.order": null;
  "names.thing.payment": null;
  "names.thing.person": null;
  "names.thing.refund": null;
  "names.thing.return": null;
  "names.thing.statement": null;
  "names.thing.proposal": null;
  "names.thing.gatewayPayment": null;
  "names.thing.savedView": null;
  "names.thing.workItem": null;
  "names.state.returnCollected": null;
  "names.state.refundRequested.awaitingApproval": null;
  "names.state.refundRequested.submitting": null;
  "names.state.refundRequested.deferred": null;
  "names.state.refundRequested.pending": null;
  "names.state.refundRequested.unknown": null;
  "names.state.refundRequested.refused": null;
  "names.state.accepted.awaitingApproval": null;
  "names.state.accepted.unprocessed": null;
  "names.state.accepted.failed": null;
  "names.state.completed": null;
  "names.state.cancelled": null;
  "names.state.AWAITING": null;
  "names.state.PARTLY_REFUNDED": null;
  "names.state.REFUNDED": null;
  "names.state.WITHDRAWN": null;
  "names.event.REQUEST": null;
  "names.event.ACCEPT_MANUALLY": null;
  "names.event.CANCEL": null;
  "names.event.OVERTAKEN": null;
  "names.event.APPROVE": null;
  "names.event.DECLINE": null;
  "names.event.TAKEN_BACK": null;
  "names.event.RETRY": null;
  "names.event.GATEWAY_SUCCEEDED": null;
  "names.event.GATEWAY_PENDING": null;
  "names.event.GATEWAY_REFUSED": null;
  "names.event.GATEWAY_DEFERRED": null;
  "names.event.GATEWAY_NOT_SENT": null;
  "names.event.GATEWAY_UNKNOWN": null;
  "names.event.LEASE_EXPIRED": null;
  "names.event.NOT_EXECUTED": null;
  "names.event.RESOLVE_REFUNDED": null;
  "names.event.RESOLVE_NOT_REFUNDED": null;
  "names.event.RECORD_SUCCESS": null;
  "names.event.RECORD_FAILURE": null;
  "names.event.RESET_RESULT": null;
  "names.event.DOUBT_RAISED": null;
  "names.event.REVERSED": null;
  "names.event.ACCOUNT_CHANGE": null;
  "names.event.CORRECT_FACTS": null;
  "names.event.LOWER_AMOUNT": null;
  "names.event.MATCH_CANCELLATION": null;
  "names.event.REFUSED": null;
  "names.event.REOPEN": null;
  "names.event.RESOLVE_UNKNOWN": null;
  "names.event.TAKE_BACK": null;
  "names.payer.PORTONE_V2": null;
  "names.payer.IAMPORT_V1": null;
  "names.payer.TOSS_PAY": null;
  "names.payer.EBP": null;
  "names.payer.MERCHANT_LEDGER": null;
  "names.payer.KCP": null;
  "names.payer.INICIS": null;
  "names.payer.TOSS_PAYMENTS": null;
  "names.payer.NICE": null;
  "names.payer.NICE_V2": null;
  "names.payer.DANAL": null;
  "names.payer.KICC": null;
  "names.payer.KSNET": null;
  "names.payer.KPN": null;
  "names.payer.SMARTRO": null;
  "names.payer.SMARTRO_V2": null;
  "names.payer.WELCOME": null;
  "names.payer.HECTO": null;
  "names.payer.DAOU": null;
  "names.payer.KAKAO_PAY": null;
  "names.payer.NAVER_PAY": null;
  "names.payer.PAYCO": null;
  "names.payer.PAYPAL": null;
  "names.payer.OTHER": null;
  "names.system.webhook": null;
  "names.system.reconciler": null;
  "names.system.other": null;
  "names.program.returns:write": null;
  "names.program.captures:write": null;
  "names.program.ledger-results:write": null;
  "names.program.orders:write": null;
  "names.program.events:read": null;
  "names.program.metrics:read": null;
  "names.program.other": null;
  "names.bank.103": null;
  "names.bank.209": null;
  "names.bank.218": null;
  "names.bank.221": null;
  "names.bank.222": null;
  "names.bank.223": null;
  "names.bank.224": null;
  "names.bank.225": null;
  "names.bank.227": null;
  "names.bank.238": null;
  "names.bank.240": null;
  "names.bank.243": null;
  "names.bank.247": null;
  "names.bank.261": null;
  "names.bank.262": null;
  "names.bank.263": null;
  "names.bank.264": null;
  "names.bank.265": null;
  "names.bank.266": null;
  "names.bank.267": null;
  "names.bank.269": null;
  "names.bank.270": null;
  "names.bank.271": null;
  "names.bank.278": null;
  "names.bank.279": null;
  "names.bank.280": null;
  "names.bank.287": null;
  "names.bank.288": null;
  "names.bank.290": null;
  "names.bank.291": null;
  "names.bank.292": null;
  "names.bank.293": null;
  "names.bank.294": null;
  "names.bank.295": null;
  "names.bank.001": null;
  "names.bank.002": null;
  "names.bank.003": null;
  "names.bank.004": null;
  "names.bank.007": null;
  "names.bank.008": null;
  "names.bank.011": null;
  "names.bank.012": null;
  "names.bank.020": null;
  "names.bank.023": null;
  "names.bank.027": null;
  "names.bank.030": null;
  "names.bank.031": null;
  "names.bank.032": null;
  "names.bank.034": null;
  "names.bank.035": null;
  "names.bank.037": null;
  "names.bank.039": null;
  "names.bank.045": null;
  "names.bank.048": null;
  "names.bank.050": null;
  "names.bank.052": null;
  "names.bank.054": null;
  "names.bank.055": null;
  "names.bank.057": null;
  "names.bank.058": null;
  "names.bank.059": null;
  "names.bank.060": null;
  "names.bank.061": null;
  "names.bank.062": null;
  "names.bank.063": null;
  "names.bank.064": null;
  "names.bank.065": null;
  "names.bank.066": null;
  "names.bank.067": null;
  "names.bank.071": null;
  "names.bank.076": null;
  "names.bank.077": null;
  "names.bank.081": null;
  "names.bank.088": null;
  "names.bank.089": null;
  "names.bank.090": null;
  "names.bank.092": null;
  "names.bank.094": null;
  "names.taxCategory.TAXABLE": null;
  "names.taxCategory.TAX_FREE": null;
  "names.taxCategory.SERVICE_FEE": null;
  "names.method.CARD": null;
  "names.method.VIRTUAL_ACCOUNT": null;
  "names.method.BANK_TRANSFER": null;
  "names.method.MOBILE": null;
  "names.method.EASY_PAY": null;
  "names.method.GIFT_CERTIFICATE": null;
  "names.method.POINTS": null;
  "names.method.DEPOSIT": null;
  "names.method.MONEY": null;
  "names.party.CUSTOMER": null;
  "names.party.SELLER": null;
  "names.party.CARRIER": null;
  "names.returnReason.CUSTOMER_REQUEST": null;
  "names.returnReason.CHANGE_OF_MIND": null;
  "names.returnReason.DEFECTIVE": null;
  "names.returnReason.WRONG_ITEM": null;
  "names.returnReason.DAMAGED_IN_TRANSIT": null;
  "names.returnReason.none": null;
  "names.promotion.RETAIN": null;
  "names.promotion.RELEASE": null;
  "names.evidence.ABSENT": null;
  "names.evidence.UNPLACED": null;
  "names.evidence.PENDING": null;
  "names.evidence.SUCCEEDED": null;
  "names.evidence.REFUSED": null;
  "names.extent.NONE": null;
  "names.extent.PART": null;
  "names.extent.ALL": null;
  "names.outcome.REFUNDED": null;
  "names.outcome.NOT_REFUNDED": null;
  "names.outcome.MADE": null;
  "names.outcome.RESTORED": null;
  "names.ruleKind.DEADLINE": null;
  "names.ruleKind.PARTIAL": null;
  "names.ruleKind.BEFORE_CAPTURE": null;
  "names.ruleKind.CANCEL_COUNT": null;
  "names.ruleKind.ACCOUNT": null;
  "names.ruleKind.BANKS": null;
  "names.ruleKind.CONTRACT": null;
  "names.ruleKind.CONTRACT_MADE": null;
  "names.ruleKind.UNSUPPORTED": null;
  "names.ruleKind.FEE": null;
  "names.ruleKind.ARRIVAL": null;
  "names.ruleKind.HOURS": null;
  "names.permission.ORDER_REPORT": null;
  "names.permission.RETURN_COLLECT": null;
  "names.permission.RETURN_WITHDRAW": null;
  "names.permission.PAYMENT_CAPTURE_REPORT": null;
  "names.permission.ORDER_FACTS_CORRECT": null;
  "names.permission.ORDER_READ": null;
  "names.permission.PAYMENT_READ": null;
  "names.permission.RETURN_READ": null;
  "names.permission.REFUND_READ": null;
  "names.permission.HISTORY_READ": null;
  "names.permission.NOTE_READ": null;
  "names.permission.NOTE_ADD": null;
  "names.permission.PERSON_READ": null;
  "names.permission.CUSTOMER_SEARCH": null;
  "names.permission.PERSONAL_DATA_REVEAL": null;
  "names.permission.PERSONAL_DATA_ACCESS_REVIEW": null;
  "names.permission.FIGURES_READ": null;
  "names.permission.PERSON_FIGURES_READ": null;
  "names.permission.REFUND_SUBSCRIBE": null;
  "names.permission.ATTEMPT_EXCHANGE_READ": null;
  "names.permission.REFUND_PREVIEW": null;
  "names.permission.REFUND_REQUEST": null;
  "names.permission.REFUND_APPROVE": null;
  "names.permission.REFUND_RETRY": null;
  "names.permission.REFUND_CANCEL": null;
  "names.permission.REFUND_REOPEN": null;
  "names.permission.REFUND_RESOLVE_UNKNOWN": null;
  "names.permission.REFUND_FALL_BACK": null;
  "names.permission.REFUND_ACCOUNT_CHANGE": null;
  "names.permission.REFUND_REVERSAL_RECORD": null;
  "names.permission.REFUND_MATCH_CANCELLATION": null;
  "names.permission.REFUND_AMOUNT_LOWER": null;
  "names.permission.MANUAL_REFUND_ACCEPT": null;
  "names.permission.MANUAL_REFUND_RESULT_RECORD": null;
  "names.permission.REFUND_LEDGER_RESULT_REPORT": null;
  "names.permission.GATEWAY_RULE_READ": null;
  "names.permission.GATEWAY_RULE_CORRECT": null;
  "names.permission.CALENDAR_READ": null;
  "names.permission.HOLIDAY_RECORD": null;
  "names.permission.SCHEMA_INTROSPECT": null;
  "names.permission.METRICS_READ": null;
  "names.permission.SAVED_VIEW_TIDY": null;
  "names.permission.SAVED_VIEW_USE": null;
  "names.permission.WORK_ITEM_CLOSE": null;
  "names.permission.WORK_ITEM_HANDLE": null;
  "names.permission.WORK_ITEM_READ": null;
  "names.field.AND": null;
  "names.field.OR": null;
  "names.field.account": null;
  "names.field.active": null;
  "names.field.after": null;
  "names.field.amount": null;
  "names.field.amountReason": null;
  "names.field.approval": null;
  "names.field.approvedBy": null;
  "names.field.arrival": null;
  "names.field.atFault": null;
  "names.field.atMost": null;
  "names.field.attemptId": null;
  "names.field.bankCode": null;
  "names.field.bankReference": null;
  "names.field.banks": null;
  "names.field.before": null;
  "names.field.beforeCapture": null;
  "names.field.bookedAt": null;
  "names.field.cancelCount": null;
  "names.field.cancelReason": null;
  "names.field.cancellationId": null;
  "names.field.captureState": null;
  "names.field.capturedAmount": null;
  "names.field.cause": null;
  "names.field.changedBy": null;
  "names.field.codes": null;
  "names.field.collectedAt": null;
  "names.field.confirmsCorrectionId": null;
  "names.field.confirmsStatementId": null;
  "names.field.consentAfter": null;
  "names.field.contract": null;
  "names.field.contractMade": null;
  "names.field.correction": null;
  "names.field.count": null;
  "names.field.createdAt": null;
  "names.field.currencyCode": null;
  "names.field.customerId": null;
  "names.field.customerName": null;
  "names.field.day": null;
  "names.field.deadline": null;
  "names.field.decidableByMe": null;
  "names.field.deductions": null;
  "names.field.direction": null;
  "names.field.disputed": null;
  "names.field.dueBy": null;
  "names.field.dueOn": null;
  "names.field.entries": null;
  "names.field.evidence": null;
  "names.field.expectedPayable": null;
  "names.field.expectedRefundableAmount": null;
  "names.field.expectedVersion": null;
  "names.field.facts": null;
  "names.field.failureCause": null;
  "names.field.fee": null;
  "names.field.field": null;
  "names.field.first": null;
  "names.field.forManualRefund": null;
  "names.field.from": null;
  "names.field.fromDay": null;
  "names.field.gateway": null;
  "names.field.gatewayCancellationId": null;
  "names.field.gatewayPaymentId": null;
  "names.field.gatewayPhase": null;
  "names.field.groupBy": null;
  "names.field.holder": null;
  "names.field.hours": null;
  "names.field.id": null;
  "names.field.idempotencyKey": null;
  "names.field.ids": null;
  "names.field.input": null;
  "names.field.isHoliday": null;
  "names.field.itemId": null;
  "names.field.kind": null;
  "names.field.last": null;
  "names.field.ledgerEntryId": null;
  "names.field.legs": null;
  "names.field.lineNo": null;
  "names.field.lines": null;
  "names.field.made": null;
  "names.field.max": null;
  "names.field.memo": null;
  "names.field.mentions": null;
  "names.field.method": null;
  "names.field.min": null;
  "names.field.name": null;
  "names.field.needed": null;
  "names.field.note": null;
  "names.field.number": null;
  "names.field.ofMoney": null;
  "names.field.on": null;
  "names.field.open": null;
  "names.field.order": null;
  "names.field.orderBy": null;
  "names.field.orderNo": null;
  "names.field.outcome": null;
  "names.field.paidAt": null;
  "names.field.paidByCustomer": null;
  "names.field.part": null;
  "names.field.partial": null;
  "names.field.partialPossible": null;
  "names.field.parts": null;
  "names.field.paymentId": null;
  "names.field.paymentNo": null;
  "names.field.payments": null;
  "names.field.perRefund": null;
  "names.field.phone": null;
  "names.field.possible": null;
  "names.field.processingResult": null;
  "names.field.promotion": null;
  "names.field.provider": null;
  "names.field.quantity": null;
  "names.field.reason": null;
  "names.field.reasonCode": null;
  "names.field.refundAccount": null;
  "names.field.refundId": null;
  "names.field.refundIds": null;
  "names.field.refundNo": null;
  "names.field.refundStatus": null;
  "names.field.refundStatuses": null;
  "names.field.refunds": null;
  "names.field.refusalCause": null;
  "names.field.reportNo": null;
  "names.field.requestedBy": null;
  "names.field.result": null;
  "names.field.results": null;
  "names.field.return": null;
  "names.field.returnId": null;
  "names.field.returnIds": null;
  "names.field.returnNo": null;
  "names.field.role": null;
  "names.field.ruleId": null;
  "names.field.sameDay": null;
  "names.field.sellerConsented": null;
  "names.field.seq": null;
  "names.field.serviceFee": null;
  "names.field.source": null;
  "names.field.state": null;
  "names.field.status": null;
  "names.field.statuses": null;
  "names.field.subject": null;
  "names.field.sunk": null;
  "names.field.taxCategory": null;
  "names.field.taxFree": null;
  "names.field.text": null;
  "names.field.to": null;
  "names.field.toDay": null;
  "names.field.transferredOn": null;
  "names.field.unit": null;
  "names.field.unsupported": null;
  "names.field.until": null;
  "names.field.validFrom": null;
  "names.field.value": null;
  "names.field.vat": null;
  "names.field.walletSource": null;
  "names.field.where": null;
  "names.field.withAccount": null;
  "names.field.within": null;
  "names.field.withoutLookUpBecause": null;
  "names.field.year": null;
  "names.field.customer": null;
  "names.field.trait": null;
  "names.field.traits": null;
  "names.field.month": null;
  "names.field.findings": null;
  "names.field.actor": null;
  "names.field.action": null;
  "names.field.at": null;
  "names.task.REQUEST": null;
  "names.task.APPROVE": null;
  "names.task.DECLINE": null;
  "names.task.RETRY": null;
  "names.task.CANCEL": null;
  "names.task.REOPEN": null;
  "names.task.RESOLVE_UNKNOWN": null;
  "names.task.FALL_BACK_TO_MANUAL": null;
  "names.task.CHANGE_ACCOUNT": null;
  "names.task.RECORD_REVERSAL": null;
  "names.task.MATCH_CANCELLATION": null;
  "names.task.LOWER_AMOUNT": null;
  "names.task.TAKE_BACK": null;
  "names.task.RECORD_RESULT": null;
  "names.task.REPORT_ORDER": null;
  "names.task.REPORT_CAPTURE": null;
  "names.task.REPORT_LEDGER_RESULT": null;
  "names.task.CORRECT_FACTS": null;
  "names.task.RECORD_RULE": null;
  "names.person.unknown": null;
  "names.capture.AUTHORISED": null;
  "names.capture.CAPTURED": null;
  "names.lineKind.PHYSICAL": null;
  "names.lineKind.DIGITAL": null;
  "names.lineKind.SUBSCRIPTION": null;
  "names.lineKind.DELIVERY": null;
  "names.lineKind.SERVICE": null;
  "names.answer.true": null;
  "names.answer.false": null;
  "names.cancelReason.NOT_OWED": null;
  "names.cancelReason.REOPEN_LATER": null;
  "names.noRefundReason.ALREADY_CLAIMED": null;
  "names.noRefundReason.CANCELLED_AT_GATEWAY": null;
  "names.noRefundReason.CHARGED_BACK": null;
  "names.noRefundReason.DEDUCTED": null;
  "names.noRefundReason.FREE_OF_CHARGE": null;
  "names.noRefundReason.NEVER_CAPTURED": null;
  "names.noRefundReason.NOT_OWED": null;
  "names.noRefundReason.REFUNDED_BY_HAND": null;
  "names.age.TODAY": null;
  "names.age.DAYS_1_TO_3": null;
  "names.age.DAYS_4_TO_7": null;
  "names.age.DAYS_8_TO_30": null;
  "names.age.MORE_THAN_30_DAYS": null;
  "names.grant.PERSONAL_DATA_ID": null;
  "names.grant.PERSONAL_DATA_NAME": null;
  "names.grant.PERSONAL_DATA_ACCOUNT_NUMBER": null;
  "server.LOG_IN": null;
  "server.FORBIDDEN_ROLES": {
    permission: Text;
    holders: Text;
  };
  "server.FORBIDDEN_SCOPES": {
    permission: Text;
    holders: Text;
  };
  "server.UNAVAILABLE": null;
  "server.UNAVAILABLE_MUTATION": null;
  "server.TOKEN_MISSING": null;
  "server.TOKEN_REFUSED": null;
  "server.TOKEN_EXPIRED": null;
  "server.NOT_STREAMED": null;
  "server.INTERNAL": null;
  "server.REQUEST_FAILED": null;
  "server.NOT_FOUND": null;
  "server.BAD_REQUEST": null;
  "server.TOKEN_UNVERIFIABLE": null;
  "server.RATE_LIMITED": {
    seconds: Text;
  };
  "server.BODY_TOO_LARGE": {
    limit: Text;
  };
  "server.MEDIA_TYPE": null;
  "server.CHARSET": null;
  "server.ENCODING": null;
  "server.BODY_UNREADABLE": null;
  "server.WEBHOOK_TOO_LARGE": {
    limit: Text;
  };
  "server.WEBHOOK_UNREADABLE": null;
  "server.WEBHOOK_NOT_AUTHENTIC": null;
  "server.DOCUMENT": {
    detail: Text;
  };
  "reasons.order.onceOnly": {
    what: Text;
    value: Text;
  };
  "reasons.order.ofPayment": {
    paymentNo: Text;
    fault: Text;
  };
  "reasons.order.units": {
    lineNo: Text;
    quantity: Text;
  };
  "reasons.order.currency": {
    gateway: Text;
    currency: Text;
  };
  "reasons.order.partsExceed": null;
  "reasons.order.vatExceeds": null;
  "reasons.order.paidMore": null;
  "reasons.order.merchantMethod": null;
  "reasons.order.categoryDiffers": {
    category: Text;
    sold: number | string;
    paid: number | string;
  };
  "reasons.order.tooMuch": {
    paid: number | string;
    most: number | string;
  };
  "reasons.order.paidLater": {
    paidAt: string;
    now: string;
  };
  "reasons.order.backLater": {
    collectedAt: string;
    now: string;
  };
  "reasons.order.paidAfterReturn": {
    paymentNo: Text;
    paidAt: string;
    collectedAt: string;
  };
  "reasons.order.notAtFault": {
    reason: Text;
    atFault: Text;
    possible: Text;
  };
  "reasons.order.noServiceFee": {
    gateway: Text;
  };
  "reasons.order.noPaymentId": {
    id: Text;
    gateway: Text;
  };
  "reasons.order.noProvider": {
    gateway: Text;
  };
  "reasons.order.was": {
    field: Text;
    before: Text;
    now: Text;
  };
  "reasons.order.otherCustomer": null;
  "reasons.order.notTheirs": null;
  "reasons.order.withPayment": {
    paymentNo: Text;
  };
  "reasons.order.withLine": {
    lineNo: Text;
  };
  "reasons.order.without": null;
  "reasons.order.notReported": null;
  "reasons.order.money": {
    amount: number | string;
  };
  "reasons.order.more": {
    count: number;
  };
  "reasons.order.withEarlier": {
    difference: Text;
  };
  "reasons.order.knownAs": {
    paymentNo: Text;
    gateway: Text;
    gatewayPaymentId: Text;
    other: Text;
  };
  "reasons.order.ofAnotherOrder": {
    paymentNo: Text;
    gateway: Text;
    gatewayPaymentId: Text;
  };
  "reasons.order.hadItemId": {
    lineNo: Text;
    itemId: Text;
  };
  "reasons.order.hadSeq": {
    lineNo: Text;
    seq: Text;
  };
  "reasons.order.anotherHadSeq": {
    lineNo: Text;
    seq: Text;
  };
  "reasons.order.seqTwice": {
    lineNo: Text;
    seq: Text;
  };
  "reasons.order.itemMissing": {
    lineNo: Text;
    missing: Text;
    paymentNo: Text;
    gateway: Text;
  };
  "reasons.order.seqTaken": {
    lineNo: Text;
    seq: Text;
  };
  "reasons.order.noSuchGateway": {
    paymentNo: Text;
    gateway: Text;
    names: Text;
  };
  "reasons.line.none": null;
  "reasons.line.unknown": {
    lineNo: Text;
  };
  "reasons.line.sums": {
    sum: number | string;
    amount: number | string;
  };
  "reasons.line.twice": {
    lineNo: Text;
  };
  "reasons.line.needsAmount": {
    lineNo: Text;
  };
  "reasons.line.worthLess": {
    lineNo: Text;
    returnable: Text;
    quantity: Text;
    most: number | string;
    amount: number | string;
  };
  "reasons.split.unknown": {
    paymentNo: Text;
  };
  "reasons.split.twice": {
    paymentNo: Text;
  };
  "reasons.split.sums": {
    named: number | string;
    owed: number | string;
  };
  "reasons.split.tooLittle": {
    paymentNo: Text;
    amount: number | string;
    refundableAmount: number | string;
  };
  "reasons.split.noRoom": {
    categories: Text;
    needed: number | string;
    available: number | string;
  };
  "reasons.split.deductions": {
    deducted: number | string;
    sum: number | string;
  };
  "reasons.return.otherOrder": {
    returnNo: Text;
  };
  "reasons.return.collected": {
    returnNo: Text;
    collectedAt: string;
  };
  "reasons.return.reason": {
    returnNo: Text;
    reason: Text;
  };
  "reasons.return.lines": {
    returnNo: Text;
    count: number;
  };
  "reasons.return.noLine": {
    returnNo: Text;
    lineNo: Text;
  };
  "reasons.return.quantity": {
    returnNo: Text;
    lineNo: Text;
    quantity: Text;
  };
  "reasons.return.amounts": {
    returnNo: Text;
  };
  "reasons.capture.was": {
    before: number | string;
    now: number | string;
  };
  "reasons.capture.outOfRange": {
    total: number | string;
    least: number | string;
    captured: number | string;
  };
  "reasons.capture.spent": {
    total: number | string;
    spent: number | string;
    least: number | string;
    captured: number | string;
  };
  "reasons.capture.none": null;
  "reasons.evidence.notFound": null;
  "reasons.evidence.notCaptured": null;
  "reasons.evidence.amount": {
    amount: number | string;
  };
  "reasons.evidence.extentOf": {
    extent: Text;
    captured: number | string;
    refunded: number | string;
  };
  "reasons.evidence.extent": {
    extent: Text;
  };
  "reasons.evidence.counts": {
    cancelled: number | string;
    booked: number | string;
  };
  "reasons.evidence.countsWithout": {
    cancelled: number | string;
    left: number | string;
  };
  "reasons.evidence.currency": {
    theirs: Text;
    ours: Text;
  };
  "reasons.evidence.underWay": null;
  "reasons.evidence.unplaced": null;
  "reasons.evidence.newWithoutAmount": null;
  "reasons.evidence.kind": {
    kind: Text;
  };
  "reasons.evidence.cannotShow": null;
  "reasons.evidence.stillListed": null;
  "reasons.evidence.notDone": null;
  "reasons.evidence.noAccount": {
    method: Text;
  };
  "reasons.statement.notOpen": {
    noun: Text;
  };
  "reasons.statement.says": {
    summary: Text;
  };
  "reasons.statement.outcome": {
    outcome: Text;
  };
  "reasons.statement.outcomeOf": {
    outcome: Text;
    amount: number | string;
  };
  "reasons.statement.cancellation": {
    id: Text;
    correction: Text;
  };
  "reasons.statement.cancellationOf": {
    id: Text;
    correction: Text;
    amount: number | string;
  };
  "reasons.statement.takesNoAmount": {
    outcome: Text;
  };
  "reasons.statement.needsAmount": null;
  "reasons.statement.atMost": {
    most: number | string;
  };
  "reasons.statement.madeAmount": {
    left: number | string;
  };
  "reasons.statement.fact": {
    field: Text;
    value: Text;
  };
  "reasons.statement.factOfLine": {
    lineNo: Text;
    field: Text;
    value: Text;
  };
  "reasons.statement.facts": {
    facts: Text;
  };
  "reasons.refund.twice": null;
  "reasons.refund.knownAlready": null;
  "reasons.refund.promotion": {
    promotion: Text;
  };
  "reasons.refund.payableFixed": {
    refundNo: Text;
  };
  "reasons.refund.amountLess": {
    amount: number | string;
  };
  "reasons.refund.noCancelReason": null;
  "reasons.refund.moved": {
    moved: number | string;
    amount: number | string;
  };
  "reasons.refund.dayRange": {
    back: Text;
    ahead: Text;
  };
  "reasons.refund.transferInFuture": {
    day: string;
    today: string;
  };
  "reasons.refund.transferTooEarly": {
    day: string;
    since: string;
  };
  "reasons.ledger.bookedFor": {
    id: Text;
    attemptId: Text;
  };
  "reasons.ledger.noGateway": {
    names: Text;
  };
  "reasons.ledger.dayNotOver": {
    today: string;
    day: string;
  };
  "reasons.ledger.noPart": {
    parts: Text;
    part: Text;
  };
  "reasons.ledger.otherDay": {
    id: Text;
    bookedOn: string;
    day: string;
  };
  "reasons.ledger.otherParts": {
    day: string;
    reportNo: Text;
    count: number;
  };
  "reasons.ledger.otherEntries": {
    reportNo: Text;
    part: Text;
  };
  "reasons.rule.otherKind": {
    kind: Text;
    given: Text;
  };
  "reasons.rule.corrected": {
    by: Text;
  };
  "reasons.rule.needsProvider": null;
  "reasons.rule.exists": {
    kind: Text;
  };
  "reasons.savedView.nameTaken": {
    name: Text;
  };
  "reasons.savedView.notTaken": null;
  "reasons.input.at": {
    at: Text;
    reason: Text;
  };
  "reasons.input.empty": null;
  "reasons.input.tooLong": {
    max: Text;
  };
  "reasons.input.control": null;
  "reasons.input.bidi": null;
  "reasons.input.plain": null;
  "reasons.input.composed": null;
  "reasons.input.idempotencyKey": null;
  "reasons.input.id": null;
  "reasons.input.least": {
    min: Text;
  };
  "reasons.input.most": {
    max: Text;
  };
  "reasons.input.positive": null;
  "reasons.input.tooManyEntries": {
    max: Text;
  };
  "reasons.input.anotherPart": {
    max: Text;
  };
  "reasons.input.inexact": null;
  "reasons.input.bankCode": null;
  "reasons.input.accountNumber": null;
  "reasons.input.phone": null;
  "reasons.input.currency": null;
  "reasons.input.reasonCode": null;
  "reasons.input.oneFact": null;
  "reasons.input.itemOrSeq": null;
  "reasons.input.lineOnce": null;
  "reasons.input.bankOnce": null;
  "reasons.input.oneKind": null;
  "reasons.input.notOfRule": {
    names: Text;
  };
  "reasons.input.missing": null;
  "reasons.input.leaveOut": null;
  "reasons.input.unfit": null;
  "reasons.input.transferDay": null;
  "reasons.input.failureCause": null;
  "reasons.input.otherMemo": null;
  "reasons.input.refusalMemo": null;
  "reasons.input.periodCount": null;
  "reasons.input.wholeWon": null;
  "reasons.input.mostWon": {
    max: Text;
  };
  "reasons.input.mostDays": {
    max: Text;
  };
  "reasons.input.timeOfDay": null;
  "reasons.input.ofMoney": null;
  "reasons.input.noDeadline": null;
  "reasons.input.longerPeriod": null;
  "reasons.input.cancelCount": null;
  "reasons.input.notLess": null;
  "reasons.input.laterThan": null;
  "reasons.workItem.snooze": {
    days: Text;
  };
  "reasons.accessReview.month": null;
  "reasons.accessReview.notOver": null;
  "operation.UNNAMED": null;
  "operation.SUBSCRIPTION_OVER_HTTP": null;
  "operation.MUTATION_OVER_GET": null;
  "operation.TOO_MANY_OPERATIONS": {
    max: Text;
  };
  "operation.NESTED_TOO_DEEPLY": null;
  "operation.ONE_MUTATION": null;
  "operation.TOO_DEEP": {
    depth: Text;
    max: Text;
  };
  "operation.INTROSPECTION_TOO_DEEP": {
    depth: Text;
    max: Text;
  };
  "operation.TOO_MANY_ROOT_FIELDS": {
    max: Text;
  };
  "operation.TOO_MANY_ALIASES": {
    max: Text;
  };
  "operation.ALIAS_TOO_LONG": {
    max: Text;
  };
  "operation.TOO_MANY_DIRECTIVES": {
    max: Text;
  };
  "operation.TOO_MANY_FIELDS": {
    max: Text;
  };
  "operation.DOCUMENT_TOO_LARGE": {
    max: Text;
  };
  "operation.TOO_COSTLY": {
    cost: Text;
    max: Text;
  };
  "operation.TOO_MANY_VALUES": {
    max: Text;
  };
  "operation.VARIABLES_TOO_DEEP": {
    max: Text;
  };
  "operation.LIST_TOO_LONG": {
    max: Text;
  };
  "variables.missing": {
    variable: Text;
    type: Text;
  };
  "variables.invalid": {
    variable: Text;
    rule: Text;
  };
  "variables.invalidAt": {
    variable: Text;
    at: Text;
    rule: Text;
  };
  "variables.Int": null;
  "variables.Float": null;
  "variables.String": null;
  "variables.Boolean": null;
  "variables.ID": null;
  "variables.choices": {
    choices: Text;
    type: Text;
  };
  "variables.enum": {
    type: Text;
  };
  "variables.library": {
    detail: Text;
  };
  "scalars.DateTime": null;
  "scalars.Date": null;
  "scalars.MinorUnits": {
    max: Text;
  };
  "arguments.id": {
    what: Text;
  };
  "arguments.key": {
    what: Text;
    max: Text;
  };
  "arguments.tooManyValues": {
    what: Text;
    max: Text;
  };
  "arguments.unstorable": {
    what: Text;
  };
  "arguments.tooLongValues": {
    what: Text;
    max: Text;
  };
  "arguments.unseen": {
    what: Text;
  };
  "arguments.searchLength": {
    min: Text;
    max: Text;
  };
  "arguments.range": {
    what: Text;
    min: Text;
    max: Text;
  };
  "arguments.oneOf": {
    names: Text;
  };
  "arguments.page": null;
  "arguments.pageSize": {
    max: Text;
  };
  "arguments.cursorOfAnother": null;
  "arguments.cursor": null;
  "arguments.eventCursor": null;
  "arguments.cursorAhead": null;
  "arguments.whereDepth": {
    max: Text;
  };
  "arguments.whereBranches": {
    max: Text;
  };
  "arguments.whereConditions": {
    max: Text;
  };
  "arguments.providerAlone": null;
  "arguments.onlyTrue": {
    what: Text;
  };
  "arguments.days": {
    max: Text;
    days: Text;
  };
  "arguments.daysApart": {
    max: Text;
    days: Text;
  };
  "arguments.endBeforeStart": {
    to: string;
    from: string;
  };
  "arguments.tooManyGroups": {
    max: Text;
  };
  "arguments.sumTooLarge": {
    currency: Text;
    most: number | string;
  };
  "arguments.customerTooCommon": {
    max: Text;
  };
  "advice.only": {
    tasks: Text;
    holders: Text;
  };
  "advice.mine": {
    tasks: Text;
  };
  "advice.nothingNow": null;
  "advice.inTwo": null;
  "advice.others": {
    tasks: Text;
    holders: Text;
  };
  "unblock.NOT_SUPPORTED": null;
  "unblock.DEADLINE_PASSED": null;
  "unblock.WALLET_SOURCE_UNKNOWN": null;
  "unblock.SELLER_CONSENT_MISSING": null;
  "unblock.NOT_CAPTURED": null;
  "unblock.PARTIAL_NOT_POSSIBLE": null;
  "unblock.CANCEL_COUNT_EXHAUSTED": null;
  "unblock.CONTRACT_MISSING": null;
  "unblock.REFUND_ACCOUNT_MISSING": null;
  "unblock.REFUND_ACCOUNT_PHONE_MISSING": null;
  "unblock.REFUND_BANK_NOT_SUPPORTED": null;
  "unblock.PROVIDER_UNKNOWN": null;
  "unblock.DEADLINE_UNCERTAIN": null;
  "unblock.OUTSIDE_HOURS": null;
  "unblock.GATEWAY_BALANCE_SPENT": null;
  "unblock.REFUND_AMOUNT_EXCEEDED": null;
  "unblock.PAYMENT_DISPUTED": null;
  "unblock.PAYMENT_BUSY": null;
  "workItems.OUTCOME_UNKNOWN.happened": {
    refundNo: Text;
    amount: number | string;
  };
  "workItems.OUTCOME_UNKNOWN.meaning": null;
  "workItems.OUTCOME_UNKNOWN.toDo": null;
  "workItems.REFUSED.happened": {
    refundNo: Text;
    amount: number | string;
    cause: Text;
  };
  "workItems.REFUSED.meaning": null;
  "workItems.REFUSED.toDo": {
    nextStep: Text;
  };
  "workItems.PENDING_LONG.happened": {
    refundNo: Text;
    amount: number | string;
  };
  "workItems.PENDING_LONG.meaning": null;
  "workItems.PENDING_LONG.toDo": null;
  "workItems.DEFERRED_LONG.happened": {
    refundNo: Text;
    amount: number | string;
  };
  "workItems.DEFERRED_LONG.meaning": null;
  "workItems.DEFERRED_LONG.toDo": null;
  "workItems.APPROVAL_WAITING.happened": {
    refundNo: Text;
    amount: number | string;
  };
  "workItems.APPROVAL_WAITING.meaning": null;
  "workItems.APPROVAL_WAITING.toDo": null;
  "workItems.TRANSFER_NOT_MADE.happened": {
    refundNo: Text;
    amount: number | string;
    cause: Text;
  };
  "workItems.TRANSFER_NOT_MADE.meaning": null;
  "workItems.TRANSFER_NOT_MADE.toDo": {
    nextStep: Text;
  };
  "workItems.OUTCOME_STATED.happened": {
    statedBy: Text;
    refundNo: Text;
  };
  "workItems.OUTCOME_STATED.meaning": null;
  "workItems.OUTCOME_STATED.toDo": null;
  "workItems.CANCELLATION_STATED.happened": {
    statedBy: Text;
  };
  "workItems.CANCELLATION_STATED.meaning": null;
  "workItems.CANCELLATION_STATED.toDo": null;
  "workItems.CORRECTION_PROPOSED.happened": {
    statedBy: Text;
  };
  "workItems.CORRECTION_PROPOSED.meaning": null;
  "workItems.CORRECTION_PROPOSED.toDo": null;
  "workItems.BLOCKED.happened": {
    refundNo: Text;
    amount: number | string;
    reason: Text;
  };
  "workItems.BLOCKED.meaning": null;
  "workItems.BLOCKED.toDo": {
    nextStep: Text;
  };
  "workItems.UNEXPECTED_SUCCESS.happened": null;
  "workItems.UNEXPECTED_SUCCESS.meaning": null;
  "workItems.UNEXPECTED_SUCCESS.toDo": null;
  "workItems.AMOUNT_DIFFERS.happened": {
    asked: number | string;
    moved: number | string;
  };
  "workItems.AMOUNT_DIFFERS.meaning": null;
  "workItems.AMOUNT_DIFFERS.toDo": null;
  "workItems.ANSWER_DIFFERS.happened": null;
  "workItems.ANSWER_DIFFERS.meaning": null;
  "workItems.ANSWER_DIFFERS.toDo": null;
  "workItems.EXCESS.happened": null;
  "workItems.EXCESS.meaning": null;
  "workItems.EXCESS.toDo": null;
  "workItems.OVERTAKEN.happened": {
    refundNo: Text;
  };
  "workItems.OVERTAKEN.meaning": null;
  "workItems.OVERTAKEN.toDo": null;
  "workItems.CHARGEBACK.happened": null;
  "workItems.CHARGEBACK.meaning": null;
  "workItems.CHARGEBACK.toDo": null;
  "workItems.MONEY_MAY_HAVE_MOVED.happened": null;
  "workItems.MONEY_MAY_HAVE_MOVED.meaning": null;
  "workItems.MONEY_MAY_HAVE_MOVED.toDo": null;
  "workItems.RETURN_OWED_LESS.happened": {
    returnNo: Text;
  };
  "workItems.RETURN_OWED_LESS.meaning": null;
  "workItems.RETURN_OWED_LESS.toDo": null;
  "workItems.AMOUNT_UNKNOWN.happened": null;
  "workItems.AMOUNT_UNKNOWN.meaning": null;
  "workItems.AMOUNT_UNKNOWN.toDo": null;
  "workItems.CANCELLATION_GONE.happened": {
    booked: number | string;
    counted: number | string;
  };
  "workItems.CANCELLATION_GONE.meaning": null;
  "workItems.CANCELLATION_GONE.toDo": null;
  "workItems.CAPTURE_DIFFERS.happened": {
    reported: number | string;
    recorded: number | string;
  };
  "workItems.CAPTURE_DIFFERS.meaning": null;
  "workItems.CAPTURE_DIFFERS.toDo": null;
  "workItems.REVERSED.happened": {
    amount: number | string;
  };
  "workItems.REVERSED.meaning": null;
  "workItems.REVERSED.toDo": null;
  "workItems.TRANSFER_FAILED.happened": null;
  "workItems.TRANSFER_FAILED.meaning": null;
  "workItems.TRANSFER_FAILED.toDo": null;
  "workItems.GATEWAY_UNREACHABLE.happened": {
    gateway: Text;
    code: Text;
  };
  "workItems.GATEWAY_UNREACHABLE.meaning": null;
  "workItems.GATEWAY_UNREACHABLE.toDo": null;
  "workItems.CREDENTIAL_REFUSED.happened": {
    gateway: Text;
    code: Text;
  };
  "workItems.CREDENTIAL_REFUSED.meaning": null;
  "workItems.CREDENTIAL_REFUSED.toDo": null;
  "workItems.TRIES_EXHAUSTED.happened": {
    refundNo: Text;
    cause: Text;
  };
  "workItems.TRIES_EXHAUSTED.meaning": null;
  "workItems.TRIES_EXHAUSTED.toDo": {
    nextStep: Text;
  };
  "workItems.RECONCILIATION.happened": null;
  "workItems.RECONCILIATION.meaning": null;
  "workItems.RECONCILIATION.toDo": {
    remedy: Text;
  };
  "workItems.BOOKS_DIFFER.happened": {
    finding: Text;
  };
  "workItems.BOOKS_DIFFER.meaning": null;
  "workItems.BOOKS_DIFFER.toDo": null;
  "workItems.JOBS_FAILED.happened": {
    jobs: Text;
  };
  "workItems.JOBS_FAILED.meaning": null;
  "workItems.JOBS_FAILED.toDo": null;
  "findings.NOT_SENT": null;
  "findings.NO_ANSWER": null;
  "findings.FOREIGN_ANSWER": null;
  "findings.UNREADABLE_ANSWER": null;
  "findings.ANOTHER_PAYMENT": null;
  "findings.CONTRADICTORY_ANSWER": null;
  "findings.TOO_MANY_REQUESTS": null;
  "findings.CREDENTIAL_REFUSED": null;
  "findings.CANCELLATION_FAILED": null;
  "findings.TRANSFER_FAILED": null;
  "findings.NOT_SENDABLE": null;
  "findings.FORBIDDEN_BY_RULE": null;
  "findings.OUTSIDE_HOURS": null;
  "findings.CIRCUIT_OPEN": null;
  "findings.LEASE_LOST": null;
  "findings.PAYMENT_NOT_FOUND": null;
  "findings.NOT_PAID": null;
  "findings.NOT_CAPTURED": null;
  "findings.PAYMENT_DISPUTED": null;
  "findings.CURRENCY_DIFFERS": null;
  "findings.AMOUNT_DIFFERS": null;
  "findings.GATEWAY_BUSY": null;
  "findings.GATEWAY_AHEAD": null;
  "findings.BALANCE_DIFFERS": null;
  "findings.TOO_LITTLE_LEFT": null;
  "findings.NO_EVIDENCE": null;
  "findings.NO_TRACE": null;
  "findings.STATEMENT_OPEN": null;
  "findings.PENDING_VANISHED": null;
  "findings.ACCEPTED_WITHOUT_TRACE": null;
  "findings.NOT_EXECUTED": null;
  "findings.CANCELLATION_ALREADY_BOOKED": null;
  "findings.EARLIER_ATTEMPT_BOOKED": null;
  "findings.CONFIRMED_BY_TWO": null;
  "exports.inputs": {
    names: Text;
  };
  "exports.cut": {
    max: Text;
  };
  "exports.busy": {
    max: Text;
  };
  "exports.columns.refundNo": null;
  "exports.columns.orderNo": null;
  "exports.columns.returnNo": null;
  "exports.columns.customerName": null;
  "exports.columns.state": null;
  "exports.columns.gateway": null;
  "exports.columns.provider": null;
  "exports.columns.method": null;
  "exports.columns.paymentNo": null;
  "exports.columns.atFault": null;
  "exports.columns.currency": null;
  "exports.columns.amount": null;
  "exports.columns.paidToCustomer": null;
  "exports.columns.payableByHand": null;
  "exports.columns.delayInterest": null;
  "exports.columns.createdAt": null;
  "exports.columns.dueOn": null;
  "exports.columns.overdue": null;
  "exports.columns.completedAt": null;
  "exports.columns.transferredOn": null;
  "exports.columns.bankReference": null;
  "exports.columns.requestedBy": null;
  "exports.columns.approvedBy": null;
  "exports.columns.refusalCause": null;
  "exports.columns.transferFailureCause": null;
  "exports.columns.gatewayMessage": null;
  "exports.columns.cancelReason": null;
  "exports.columns.bank": null;
  "exports.columns.accountNumber": null;
  "exports.columns.accountHolder": null;
  "exports.columns.refundStatus": null;
  "exports.columns.returnReason": null;
  "exports.columns.collectedAt": null;
  "exports.columns.open": null;
  "exports.columns.refunded": null;
  "exports.columns.notOwed": null;
  "exports.columns.alreadyReturned": null;
  "exports.columns.noRefundReason": null;
  "exports.columns.withdrawnAt": null;
  "exports.columns.day": null;
  "exports.columns.age": null;
  "exports.columns.cause": null;
  "exports.columns.refunds": null;
  "exports.columns.withoutInterest": null;
  "exports.columns.failures": null;
  "exports.columns.p50Hours": null;
  "exports.columns.p90Hours": null;
  "exports.columns.p99Hours": null;
  "exports.columns.createdRefunds": null;
  "exports.columns.createdAmount": null;
  "exports.columns.completedRefunds": null;
  "exports.columns.completedAmount": null;
  "exports.columns.paidByTransferRefunds": null;
  "exports.columns.paidByTransferAmount": null;
  "exports.columns.failedRefunds": null;
  "exports.columns.failedAmount": null;
  "exports.columns.cancelledRefunds": null;
  "exports.columns.cancelledAmount": null;
  "exports.columns.reversedRefunds": null;
  "exports.columns.reversedAmount": null;
  "exports.columns.person": null;
  "exports.columns.month": null;
  "exports.columns.requestedRefunds": null;
  "exports.columns.requestedAmount": null;
  "exports.columns.retriedRefunds": null;
  "exports.columns.retriedAmount": null;
  "exports.columns.approvedRefunds": null;
  "exports.columns.approvedAmount": null;
  "exports.columns.declinedRefunds": null;
  "exports.columns.declinedAmount": null;
  "exports.columns.acceptedRefunds": null;
  "exports.columns.acceptedAmount": null;
  "exports.columns.recordedResults": null;
  "exports.columns.recordedAmount": null;
}
