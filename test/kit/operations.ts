/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** How far one try at a gateway is. */
export type AttemptStatus =
  /** Not now; nothing moved. */
  | 'DEFERRED'
  /** Closed without having been sent: its refund took another way. */
  | 'DROPPED'
  /** Proved not to have been executed. */
  | 'NOT_EXECUTED'
  /** Accepted; the result comes later. */
  | 'PENDING'
  /** Waits until the payment's open attempt is closed. */
  | 'QUEUED'
  /** A definite no. */
  | 'REFUSED'
  /** Due to be sent, or being sent. */
  | 'SUBMITTING'
  /** The money moved. */
  | 'SUCCEEDED'
  /** No trustworthy answer: money may have moved. */
  | 'UNKNOWN';

/** What stands in the way of sending a refund to the gateway. */
export type BlockCode =
  /** The provider takes no further cancel of the payment. */
  | 'CANCEL_COUNT_EXHAUSTED'
  /** The shop has no contract with the provider for refunds to bank accounts (환불 특약). */
  | 'CONTRACT_MISSING'
  /** Too long after the payment. */
  | 'DEADLINE_PASSED'
  /** The usual deadline has passed; only the gateway knows whether it still takes the cancel. */
  | 'DEADLINE_UNCERTAIN'
  /** Before capture (매입 전) only a full cancel is possible. */
  | 'NOT_CAPTURED'
  /** The gateway or provider cannot refund this kind of payment. */
  | 'NOT_SUPPORTED'
  /** The provider takes refunds at certain hours only. */
  | 'OUTSIDE_HOURS'
  /** The payment can only be cancelled in full. */
  | 'PARTIAL_NOT_POSSIBLE'
  /** Another refund of the payment is at the gateway. Only delays: a request is accepted and waits its turn. */
  | 'PAYMENT_BUSY'
  /** The payment is disputed: its refunds are blocked. */
  | 'PAYMENT_DISPUTED'
  /** The money cannot go back the way it came, and no bank account is known. */
  | 'REFUND_ACCOUNT_MISSING'
  /** The provider demands the account holder's telephone number. */
  | 'REFUND_ACCOUNT_PHONE_MISSING';

/** Whether a payment was captured (매입). */
export type CaptureState =
  /** 매입 전 — authorised only: it can be cancelled in full, not in part. */
  | 'AUTHORISED'
  /** 매입 — captured: it can be refunded in parts. */
  | 'CAPTURED';

/** Who or what brought a step about. */
export type Cause =
  /** The card company took the money back. */
  | 'CHARGEBACK'
  /** The gateway's answer to our call or look-up. */
  | 'GATEWAY'
  /** Somebody cancelled the payment in the gateway's console. */
  | 'GATEWAY_CONSOLE'
  /** A person of the back office. */
  | 'OPERATOR'
  /** Reconciliation with the gateway's records. */
  | 'RECONCILER'
  /** Its time had come. */
  | 'SCHEDULE'
  /** Another service, such as the return service. */
  | 'SERVICE'
  /** A row of an uploaded result file. */
  | 'UPLOAD'
  /** A look-up after the gateway's webhook. */
  | 'WEBHOOK';

/** How exact a count is. */
export type CountPrecision =
  /** This many or more: counting stopped at 10000. */
  | 'AT_LEAST'
  /** This many. */
  | 'EXACT';

/** Money that stays charged although goods came back. */
export type DeductionKind =
  /** 무료배송 조건 미달 — delivery that is no longer free. */
  | 'LOST_FREE_SHIPPING'
  /** Anything else. */
  | 'OTHER'
  /** 반품 배송비 — the way back. */
  | 'RETURN_SHIPPING';

/** Where a payment lives. */
export type Gateway =
  /** EBP — the commerce payment API. */
  | 'EBP'
  /** 아임포트 — i'mport, PortOne V1. */
  | 'IAMPORT_V1'
  /** The shop's own points (적립금) and deposits (예치금), kept by its order service. */
  | 'MERCHANT_LEDGER'
  /** 포트원 V2 — PortOne V2. */
  | 'PORTONE_V2'
  /** 토스페이 — Toss Pay. */
  | 'TOSS_PAY';

/** How far a requested refund is (환불요청). */
export type GatewayPhase =
  /** 승인대기 — above the four-eyes limit: a second person must approve. */
  | 'AWAITING_APPROVAL'
  /** 재시도 대기 — not now: a gateway's limit, or it could not be reached; tried again at `deferredUntil`. */
  | 'DEFERRED'
  /** 결제사 처리중 — the gateway accepted it; the result comes later. */
  | 'PENDING'
  /** 환불 거절 — a definite no, with its cause; the money is still owed. */
  | 'REFUSED'
  /** 결제사 요청중 — the call to the gateway is due, waits its turn, or is under way. */
  | 'SUBMITTING'
  /** 결과 확인중 — no trustworthy answer came; evidence is looked for, nothing is sent meanwhile. */
  | 'UNKNOWN';

/** What a line of an order is. */
export type OrderLineKind =
  /** Delivery. */
  | 'DELIVERY'
  /** Digital goods. */
  | 'DIGITAL'
  /** Goods. */
  | 'PHYSICAL'
  /** A service. */
  | 'SERVICE'
  /** A subscription. */
  | 'SUBSCRIPTION';

/** How it was paid. */
export type PaymentMethod =
  /** 계좌이체 — bank transfer. */
  | 'BANK_TRANSFER'
  /** 카드 — card. */
  | 'CARD'
  /** 예치금 — the shop's own deposit. */
  | 'DEPOSIT'
  /** 간편결제 — wallet. */
  | 'EASY_PAY'
  /** 상품권 — gift certificate. */
  | 'GIFT_CERTIFICATE'
  /** 휴대폰 — carrier billing. */
  | 'MOBILE'
  /** 적립금 — the shop's own points. */
  | 'POINTS'
  /** 가상계좌 — virtual account. */
  | 'VIRTUAL_ACCOUNT';

/** What made a refund take a step. */
export type RefundEvent =
  /** It will be paid by bank transfer instead (환불접수). */
  | 'ACCEPT_MANUALLY'
  /** No step: the customer's bank account was recorded anew; the state stays. */
  | 'ACCOUNT_CHANGED'
  /** A second person agrees. */
  | 'APPROVE'
  /** It came into being. */
  | 'BORN'
  /** It will not be paid: not owed, or to be re-opened later. */
  | 'CANCEL'
  /** A second person disagrees. */
  | 'DECLINE'
  /** Not now, perhaps with a time. Nothing moved. */
  | 'GATEWAY_DEFERRED'
  /** The call provably never left. */
  | 'GATEWAY_NOT_SENT'
  /** The gateway accepted it; the result comes later. */
  | 'GATEWAY_PENDING'
  /** A definite no, with a cause. Nothing moved. */
  | 'GATEWAY_REFUSED'
  /** The gateway says that the money moved, now or later. */
  | 'GATEWAY_SUCCEEDED'
  /** No trustworthy answer came. */
  | 'GATEWAY_UNKNOWN'
  /** The worker's lease ran out and nothing was settled. */
  | 'LEASE_EXPIRED'
  /** Two look-ups, the second after the gateway's horizon, prove that nothing moved. */
  | 'NOT_EXECUTED'
  /** A cancel made in the gateway's console took the money this refund had reserved. */
  | 'OVERTAKEN'
  /** The bank transfer failed (실패); a reason is kept. */
  | 'RECORD_FAILURE'
  /** The bank transfer was made (성공). */
  | 'RECORD_SUCCESS'
  /** An operator asks for the refund on the original payment. */
  | 'REQUEST'
  /** The failure is taken back: to be paid again (미처리). */
  | 'RESET_RESULT'
  /** A person states, and a second one confirms, that it did not. */
  | 'RESOLVE_NOT_REFUNDED'
  /** A person states, and a second one confirms, that the money moved. */
  | 'RESOLVE_REFUNDED'
  /** Its time has come, or a person tries again: a new attempt. */
  | 'RETRY'
  /** The customer's bank sent the money back. */
  | 'REVERSED';

/** A state of the refund's machine: status and detail in one word. */
export type RefundState =
  /** 환불접수 · 승인대기 — above the four-eyes limit. */
  | 'ACCEPTED_AWAITING_APPROVAL'
  /** 환불접수 · 실패 — the transfer failed; the status stays, the money is still owed. */
  | 'ACCEPTED_FAILED'
  /** 환불접수 · 미처리 — to be paid at the bank. */
  | 'ACCEPTED_UNPROCESSED'
  /** 환불취소 — it will not be paid. */
  | 'CANCELLED'
  /** 환불완료 — the money moved. */
  | 'COMPLETED'
  /** 환불요청 · 승인대기 — above the four-eyes limit. */
  | 'REFUND_REQUESTED_AWAITING_APPROVAL'
  /** 환불요청 · 재시도 대기 — not now: a gateway limit until a time, or it could not be reached. */
  | 'REFUND_REQUESTED_DEFERRED'
  /** 환불요청 · 결제사 처리중 — the gateway accepted it, the result comes later. */
  | 'REFUND_REQUESTED_PENDING'
  /** 환불요청 · 환불 거절 — a definite no, with its cause; still owed. */
  | 'REFUND_REQUESTED_REFUSED'
  /** 환불요청 · 결제사 요청중 — an attempt is committed; the call is due or under way. */
  | 'REFUND_REQUESTED_SUBMITTING'
  /** 환불요청 · 결과 확인중 — no trustworthy answer: look for evidence. */
  | 'REFUND_REQUESTED_UNKNOWN'
  /** 반품 회수완료 — the goods are back, the money is owed. */
  | 'RETURN_COLLECTED';

/** Where a refund stands, as the back office names it. */
export type RefundStatus =
  /** 환불접수 — to be paid by bank transfer; `processingResult` says how far. */
  | 'ACCEPTED'
  /** 환불취소 — it will not be paid; `cancelReason` says why. */
  | 'CANCELLED'
  /** 환불완료 — the money moved. */
  | 'COMPLETED'
  /** 환불요청 — on its way back through the original payment; `gatewayPhase` says how far. */
  | 'REFUND_REQUESTED'
  /** 반품 회수완료 — the goods are back and the money is owed; nobody has asked for it yet. */
  | 'RETURN_COLLECTED';

/** Why a gateway said a definite no, in one vocabulary across gateways. */
export type RefusalCause =
  /** The refund account is missing, malformed, of a bank the provider does not know, or not the holder's. */
  | 'ACCOUNT_REJECTED'
  /** The provider allows no further cancel of this payment. */
  | 'CANCEL_COUNT_EXHAUSTED'
  /** A person stated, and a second one confirmed, that the money did not move. */
  | 'CONFIRMED_NOT_REFUNDED'
  /** The merchant has no refund contract for virtual accounts (환불 특약) with the provider. */
  | 'CONTRACT_MISSING'
  /** The customer left the payment service or is suspended there. */
  | 'CUSTOMER_UNREACHABLE'
  /** Too long after the payment for this gateway, method or provider. */
  | 'DEADLINE_PASSED'
  /** The gateway's picture of the payment differs from ours, and nothing moved for this attempt. */
  | 'GATEWAY_STATE_DIFFERS'
  /** The gateway found the request malformed: a fault of ours. */
  | 'INVALID_REQUEST'
  /** The shop's own ledger of points or deposits said no. */
  | 'LEDGER_REFUSED'
  /** A cancel made in the gateway's console took the room this refund had reserved. */
  | 'OVERTAKEN'
  /** This payment can only be cancelled in full. */
  | 'PARTIAL_NOT_POSSIBLE'
  /** The gateway does not know the payment. */
  | 'PAYMENT_NOT_FOUND'
  /** A promotion's arithmetic forbids this partial cancel. */
  | 'PROMOTION_FORBIDS'
  /** The gateway's provider (PG, card company, bank) said no. */
  | 'PROVIDER_REFUSED';

/** What has become of a return, derived from its refunds. */
export type ReturnLife =
  /** 환불 대기 — nothing is paid yet. */
  | 'AWAITING'
  /** 일부 환불 — some of its refunds are completed. */
  | 'PARTLY_REFUNDED'
  /** 반품완료 — everything owed is paid. */
  | 'REFUNDED'
  /** 반품 철회 — nothing is owed any more and nothing was paid. */
  | 'WITHDRAWN';

/** What a sale is for tax. */
export type TaxCategory =
  /** 봉사료 — service fee. */
  | 'SERVICE_FEE'
  /** 과세 — taxable; the amount holds its VAT. */
  | 'TAXABLE'
  /** 면세 — tax-free. */
  | 'TAX_FREE';

export type DeskAtAGlanceQueryVariables = Exact<{ [key: string]: never; }>;


export type DeskAtAGlanceQuery = { viewer: { name: string | null, roles: Array<string> }, collected: { totalCount: { count: number, precision: CountPrecision } }, awaitingApproval: { totalCount: { count: number } }, atTheGateway: { totalCount: { count: number } }, unknown: { totalCount: { count: number } }, refused: { totalCount: { count: number } }, completed: { totalCount: { count: number } } };

export type ReturnsAwaitingRefundQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ReturnsAwaitingRefundQuery = { returnsAwaitingRefund: { totalCount: { count: number }, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { returnNo: string, collectedAt: string, life: ReturnLife, order: { orderNo: string, customerName: string } | null, lines: Array<{ name: string, quantity: number, amount: { amount: number } }>, deductions: Array<{ kind: DeductionKind, amount: { amount: number } }>, refunds: Array<{ refundNo: string, status: RefundStatus, gatewayPhase: GatewayPhase | null, dueOn: string, overdue: boolean, amount: { amount: number }, payment: { method: PaymentMethod, captureState: CaptureState } | null }> } }> } };

export type OneRefundWithItsHistoryQueryVariables = Exact<{ [key: string]: never; }>;


export type OneRefundWithItsHistoryQuery = { refunds: { edges: Array<{ node: { refundNo: string, status: RefundStatus, gatewayPhase: GatewayPhase | null, refusalCause: RefusalCause | null, gatewayMessage: string | null, amount: { amount: number, currencyCode: string }, parts: { taxable: { amount: number }, vat: { amount: number }, taxFree: { amount: number } }, history: { edges: Array<{ node: { sequence: number, at: string, from: RefundState | null, event: RefundEvent, to: RefundState, cause: Cause, actor: string, reasonCode: string | null, hash: string } }> } | null, attempts: Array<{ sequence: number, status: AttemptStatus, tries: number, lookUps: number, code: string | null, message: string | null, firstSentAt: string | null, settledAt: string | null }>, payment: { gatewayPaymentId: string, method: PaymentMethod, amount: { total: { amount: number } }, refundedAtGateway: { total: { amount: number } }, refundable: { amount: number } } | null } }> } };

export type FiguresByPagingQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FiguresByPagingQuery = { refunds: { totalCount: { count: number, precision: CountPrecision }, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { refundNo: string, completedAt: string | null, dueOn: string, amount: { amount: number }, parts: { taxable: { amount: number }, vat: { amount: number }, taxFree: { amount: number } }, payment: { gateway: Gateway, method: PaymentMethod } | null, return: { collectedAt: string } | null } }> } };

export type LateAndLargeQueryVariables = Exact<{ [key: string]: never; }>;


export type LateAndLargeQuery = { late: { edges: Array<{ node: { refundNo: string, dueOn: string, overdue: boolean, status: RefundStatus, gatewayPhase: GatewayPhase | null, amount: { amount: number }, blockedReasons: Array<{ code: BlockCode, message: string }> } }> }, large: { edges: Array<{ node: { refundNo: string, status: RefundStatus, gatewayPhase: GatewayPhase | null, requestedBy: string | null, approvedBy: string | null, amount: { amount: number } } }> } };

export type SplitTenderQueryVariables = Exact<{ [key: string]: never; }>;


export type SplitTenderQuery = { returnsAwaitingRefund: { edges: Array<{ node: { returnNo: string, order: { orderNo: string, customerId: string, customerName: string, lines: Array<{ lineNo: string, name: string, kind: OrderLineKind, taxCategory: TaxCategory, quantity: number, returnedQuantity: number, amount: { amount: number } }>, payments: Array<{ paymentNo: string, method: PaymentMethod, captureState: CaptureState, amount: { total: { amount: number }, taxFree: { amount: number }, vat: { amount: number } }, reserved: { total: { amount: number } }, refundable: { amount: number } }> | null } | null, refunds: Array<{ refundNo: string, amount: { amount: number }, lines: Array<{ name: string, amount: { amount: number } }>, deductions: Array<{ kind: DeductionKind, amount: { amount: number } }> }> } }> } };

export type FollowChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FollowChangesSubscription = { refundChanged: { cursor: string, at: string, event: RefundEvent, from: RefundState | null, to: RefundState, cause: Cause, version: number, refund: { refundNo: string, status: RefundStatus, gatewayPhase: GatewayPhase | null, amount: { amount: number } } | null } };


export const DeskAtAGlanceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DeskAtAGlance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"collected"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RETURN_COLLECTED"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"precision"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"awaitingApproval"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gatewayPhase"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"AWAITING_APPROVAL"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"atTheGateway"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gatewayPhase"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"SUBMITTING"},{"kind":"EnumValue","value":"DEFERRED"},{"kind":"EnumValue","value":"PENDING"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"unknown"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gatewayPhase"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"UNKNOWN"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"refused"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gatewayPhase"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"REFUSED"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"completed"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"COMPLETED"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]} as unknown as DocumentNode<DeskAtAGlanceQuery, DeskAtAGlanceQueryVariables>;
export const ReturnsAwaitingRefundDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReturnsAwaitingRefund"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returnsAwaitingRefund"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returnNo"}},{"kind":"Field","name":{"kind":"Name","value":"collectedAt"}},{"kind":"Field","name":{"kind":"Name","value":"life"}},{"kind":"Field","name":{"kind":"Name","value":"order"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orderNo"}},{"kind":"Field","name":{"kind":"Name","value":"customerName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"deductions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"refunds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayPhase"}},{"kind":"Field","name":{"kind":"Name","value":"dueOn"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"captureState"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ReturnsAwaitingRefundQuery, ReturnsAwaitingRefundQueryVariables>;
export const OneRefundWithItsHistoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OneRefundWithItsHistory"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gatewayPhase"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"REFUSED"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayPhase"}},{"kind":"Field","name":{"kind":"Name","value":"refusalCause"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayMessage"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"parts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taxable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"vat"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"taxFree"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"history"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"actor"}},{"kind":"Field","name":{"kind":"Name","value":"reasonCode"}},{"kind":"Field","name":{"kind":"Name","value":"hash"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"attempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"tries"}},{"kind":"Field","name":{"kind":"Name","value":"lookUps"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"firstSentAt"}},{"kind":"Field","name":{"kind":"Name","value":"settledAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gatewayPaymentId"}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"refundedAtGateway"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"refundable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<OneRefundWithItsHistoryQuery, OneRefundWithItsHistoryQueryVariables>;
export const FiguresByPagingDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FiguresByPaging"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"COMPLETED"}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"CREATED_AT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"ASC"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"precision"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"completedAt"}},{"kind":"Field","name":{"kind":"Name","value":"dueOn"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"parts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taxable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"vat"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"taxFree"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gateway"}},{"kind":"Field","name":{"kind":"Name","value":"method"}}]}},{"kind":"Field","name":{"kind":"Name","value":"return"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"collectedAt"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<FiguresByPagingQuery, FiguresByPagingQueryVariables>;
export const LateAndLargeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LateAndLarge"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"late"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RETURN_COLLECTED"},{"kind":"EnumValue","value":"REFUND_REQUESTED"}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"DUE_ON"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"ASC"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"dueOn"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayPhase"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"blockedReasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"large"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"amount"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"min"},"value":{"kind":"IntValue","value":"1000001"}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayPhase"}},{"kind":"Field","name":{"kind":"Name","value":"requestedBy"}},{"kind":"Field","name":{"kind":"Name","value":"approvedBy"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<LateAndLargeQuery, LateAndLargeQueryVariables>;
export const SplitTenderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SplitTender"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returnsAwaitingRefund"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"COLLECTED_AT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returnNo"}},{"kind":"Field","name":{"kind":"Name","value":"order"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orderNo"}},{"kind":"Field","name":{"kind":"Name","value":"customerId"}},{"kind":"Field","name":{"kind":"Name","value":"customerName"}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineNo"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"taxCategory"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"returnedQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"payments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paymentNo"}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"captureState"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"taxFree"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"vat"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"reserved"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"refundable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"refunds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"deductions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<SplitTenderQuery, SplitTenderQueryVariables>;
export const FollowChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"FollowChanges"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"refund"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayPhase"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FollowChangesSubscription, FollowChangesSubscriptionVariables>;