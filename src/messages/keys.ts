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
  "problems.WORK_ITEM_CHANGED": {
    changedBy: Text;
    currentVersion: Text;
  };
  "problems.WORK_ITEM_CLOSED": {
    changedBy: Text;
  };
  "problems.WORK_ITEM_CLOSES_BY_ITSELF": null;
  "problems.TOO_MANY": {
    limit: Text;
  };
  "problems.BUSY": null;
  "problems.IDEMPOTENCY_KEY_REUSED": null;
  "problems.IDEMPOTENCY_IN_PROGRESS": null;
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
  "reasons.workItem.snooze": {
    days: Text;
  };
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
}
