/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The reason that more is owed for returned units than their share of the line (증액 사유). */
export type AmountReason =
  /** 세트 훼손 — the units that stay out are worth less without those that came back. */
  | 'DAMAGED_SET'
  /** 선의의 보상 — the shop gives more than it owes. */
  | 'GOODWILL'
  /** 기타 — another reason, known to the return service. */
  | 'OTHER';

/** The status of one attempt at a gateway (결제사 시도 상태). */
export type AttemptStatus =
  /** 재시도 대기 — not now; nothing moved. */
  | 'DEFERRED'
  /** 미전송 종료 — closed without having been sent: its refund took another way. */
  | 'DROPPED'
  /** 미실행 확정 — proved not to have been executed. */
  | 'NOT_EXECUTED'
  /** 결제사 처리중 — accepted; the result comes later. */
  | 'PENDING'
  /** 순서 대기 — waits until the payment's open attempt is closed. */
  | 'QUEUED'
  /** 거절 — a definite no. */
  | 'REFUSED'
  /** 요청중 — due to be sent, or being sent. */
  | 'SUBMITTING'
  /** 성공 — the money moved. */
  | 'SUCCEEDED'
  /** 결과 확인중 — no trustworthy answer: money may have moved. */
  | 'UNKNOWN';

/** The objection to sending a refund to the gateway (요청 불가 사유). */
export type BlockCode =
  /** 취소 횟수 소진 — the provider takes no further cancel of the payment. */
  | 'CANCEL_COUNT_EXHAUSTED'
  /** The shop has no contract with the provider for refunds to bank accounts (환불 특약). */
  | 'CONTRACT_MISSING'
  /** 취소 기한 경과 — too long after the payment. */
  | 'DEADLINE_PASSED'
  /** 취소 기한 불확실 — the usual deadline has passed; only the gateway knows whether it still takes the cancel. */
  | 'DEADLINE_UNCERTAIN'
  /** 결제사 잔액 부족 — the gateway has less left to cancel of the payment than this refund. */
  | 'GATEWAY_BALANCE_SPENT'
  /** Before capture (매입 전) only a full cancel is possible. */
  | 'NOT_CAPTURED'
  /** 환불 미지원 — the gateway or provider cannot refund this kind of payment. */
  | 'NOT_SUPPORTED'
  /** 접수 시간 외 — the provider takes refunds at certain hours only. */
  | 'OUTSIDE_HOURS'
  /** 부분 취소 불가 — the payment can only be cancelled in full. */
  | 'PARTIAL_NOT_POSSIBLE'
  /** 다른 환불 진행중 — another refund of the payment is at the gateway. Only delays: a request is accepted and waits its turn. */
  | 'PAYMENT_BUSY'
  /** 결제 분쟁 — the payment is disputed: its refunds are blocked. */
  | 'PAYMENT_DISPUTED'
  /** PG사 미확인 — the money goes to a bank account, and nobody reported the provider: whether it can pay to it is known once the gateway was asked. */
  | 'PROVIDER_UNKNOWN'
  /** 환불계좌 없음 — the money cannot go back the way it came, and no bank account is known. */
  | 'REFUND_ACCOUNT_MISSING'
  /** 예금주 전화번호 없음 — the provider demands the account holder's telephone number. */
  | 'REFUND_ACCOUNT_PHONE_MISSING'
  /** 환불 가능액 초과 — the refund holds no money, and the payment has less left than it owes: match it, lower it, or cancel it. */
  | 'REFUND_AMOUNT_EXCEEDED'
  /** 송금 불가 은행 — the provider cannot pay to the bank of the account. */
  | 'REFUND_BANK_NOT_SUPPORTED'
  /** 판매자 동의 없음 — so late that the seller has to agree with the provider first, and no consent is recorded. */
  | 'SELLER_CONSENT_MISSING'
  /** 지갑 재원 미확인 — too late for a card behind the wallet, not for its money, and nobody said which it was, or the gateway says otherwise than was reported. */
  | 'WALLET_SOURCE_UNKNOWN';

/** The weight of an objection to a refund (사유의 영향). */
export type BlockWeight =
  /** 요청 불가 — the refund cannot be sent to the gateway. */
  | 'BLOCKS'
  /** 지연 — a request is accepted, and sent later. */
  | 'DELAYS'
  /** 경고 — a request is accepted; the gateway may refuse it. */
  | 'WARNS';

/** The capture state (매입) of a payment. */
export type CaptureState =
  /** 매입 전 — authorised only: it can be cancelled in full, not in part. */
  | 'AUTHORISED'
  /** 매입 — captured: it can be refunded in parts. */
  | 'CAPTURED';

/** The cause of a transition (처리 원인): a person, a service or a schedule. */
export type Cause =
  /** 차지백 — the card company took the money back. */
  | 'CHARGEBACK'
  /** 결제사 — the gateway's answer to our call or look-up. */
  | 'GATEWAY'
  /** 결제사 콘솔 — somebody cancelled the payment in the gateway's console. */
  | 'GATEWAY_CONSOLE'
  /** 담당자 — a person of the back office. */
  | 'OPERATOR'
  /** 대사 — reconciliation with the gateway's records. */
  | 'RECONCILER'
  /** 예약 — a schedule: the time had come. */
  | 'SCHEDULE'
  /** 다른 서비스 — another service, such as the return service. */
  | 'SERVICE'
  /** 파일 업로드 — a row of an uploaded result file. */
  | 'UPLOAD'
  /** 웹훅 — a look-up after the gateway's webhook. */
  | 'WEBHOOK';

/** The precision of a count: whether every entry was counted. */
export type CountPrecision =
  /** This many or more: counting stopped at 10000, or after it looked through as many rows for a filter that no index serves alone. */
  | 'AT_LEAST'
  /** Exactly this many: every entry was counted. */
  | 'EXACT';

/** Money that stays charged although goods came back (차감). */
export type DeductionInput = {
  /** The amount deducted, more than 0. */
  amount: number;
  /** The kind of the deduction (종류). */
  kind: DeductionKind;
};

/** Money that stays charged although goods came back (차감). */
export type DeductionKind =
  /** 무료배송 조건 미달 — delivery that is no longer free. */
  | 'LOST_FREE_SHIPPING'
  /** 기타 — anything else. */
  | 'OTHER'
  /** 반품 배송비 — the way back. */
  | 'RETURN_SHIPPING';

/** The cause for which a refund is not done (실패 사유), in one vocabulary across gateways (`docs/failures.md`). */
export type FailureCause =
  /** 환불계좌가 거절되었습니다 — the refund account was rejected. */
  | 'ACCOUNT_REJECTED'
  /** 결제사가 이 결제에 대해 읽을 수 없는 답을 보냅니다. 취소 요청은 보내지 않았습니다 — the gateway answers, but nobody can read what it says of this payment. No cancel was sent. */
  | 'ANSWER_UNREADABLE'
  /** 해지된 계좌입니다 — the account was closed. */
  | 'BANK_ACCOUNT_CLOSED'
  /** 은행에 없는 계좌번호입니다 — the bank knows no such account. */
  | 'BANK_ACCOUNT_NOT_FOUND'
  /** 입금이 제한된 계좌입니다(압류, 사고 신고, 휴면, 한도) — the account takes no money: seized, reported, dormant or limited. */
  | 'BANK_ACCOUNT_RESTRICTED'
  /** 예금주가 다릅니다 — the account is somebody else's. */
  | 'BANK_HOLDER_DIFFERS'
  /** 이체 한도를 초과했습니다 — more than may be transferred at once or on one day. */
  | 'BANK_LIMIT_EXCEEDED'
  /** 은행이 다른 사유로 거절했습니다. 사유는 메모에 있습니다 — the bank said no for another cause, which the memo says. */
  | 'BANK_REFUSED'
  /** 은행 점검 또는 장애입니다 — the bank could not do it at that time. */
  | 'BANK_UNAVAILABLE'
  /** 결제사가 허용하는 취소 횟수를 모두 썼습니다 — the provider takes no further cancel of this payment. */
  | 'CANCEL_COUNT_EXHAUSTED'
  /** 카드사가 이 결제의 금액을 고객에게 돌려주었습니다(차지백). 이 환불의 금액은 거기에 사용되었습니다 — the card company gave the customer this payment's money back (a chargeback), and with it what this refund had reserved. */
  | 'CHARGED_BACK'
  /** 두 사람이 환불되지 않았음을 확인했습니다 — two people confirmed that the money did not move. */
  | 'CONFIRMED_NOT_REFUNDED'
  /** 가상계좌 환불 특약이 없습니다 — the shop has no refund contract for virtual accounts. */
  | 'CONTRACT_MISSING'
  /** 고객이 결제 서비스를 탈퇴했거나 이용이 정지되었습니다 — the customer left the payment service or is suspended there. */
  | 'CUSTOMER_UNREACHABLE'
  /** 결제사의 취소 가능 기한이 지났습니다 — the gateway's deadline has passed. */
  | 'DEADLINE_PASSED'
  /** 결제사가 지금은 처리할 수 없습니다 — the gateway cannot do it now. */
  | 'DEFERRED'
  /** 결제사의 결제 상태가 우리 기록과 다릅니다. 이번 요청으로는 돈이 움직이지 않았습니다 — the gateway's state of the payment differs from ours; nothing moved for this attempt. */
  | 'GATEWAY_STATE_DIFFERS'
  /** 결제사에 연결되지 않거나 결제사가 계속 처리를 미루어, 자동 재시도를 마쳤습니다 — the gateway could not be reached, or put it off again and again: it is not tried any more by itself. */
  | 'GATEWAY_UNAVAILABLE'
  /** 결제사가 요청 형식을 거절했습니다 — the gateway found the request malformed. */
  | 'INVALID_REQUEST'
  /** 주문 서비스가 적립금·예치금 반환을 거절했습니다 — the order service refused to give points or deposit back. */
  | 'LEDGER_REFUSED'
  /** 결제사가 상품별로 취소하는데, 주문에 상품 ID와 일련번호가 없어 요청을 보내지 않았습니다 — the gateway cancels line by line, and the order was reported without item ids and serial numbers: nothing was sent. */
  | 'LINE_ITEMS_MISSING'
  /** 승인된 금액의 일부만 매입되어, 이 환불의 금액만큼은 고객에게서 결제되지 않았습니다 — only a part of the payment was captured: what this refund had reserved was never taken from the customer. */
  | 'NEVER_CAPTURED'
  /** 아직 매입되지 않은 결제라 일부만 취소할 수 없습니다 — the payment is not captured yet, so no part of it can be cancelled. */
  | 'NOT_CAPTURED'
  /** 결제사가 이 환불을 처리할 방법이 없습니다(예: 봉사료, 다른 통화) — the gateway has no way to make this refund, such as one with a service fee, or in another currency. */
  | 'NOT_SUPPORTED'
  /** 결제사 콘솔에서 먼저 취소되어 이 환불의 금액이 사용되었습니다 — a cancel made in the gateway's console took the money this refund had reserved. */
  | 'OVERTAKEN'
  /** 이 결제는 부분 취소를 지원하지 않습니다 — this payment can only be cancelled in full. */
  | 'PARTIAL_NOT_POSSIBLE'
  /** 결제사에서 이의제기가 진행 중입니다 — a dispute about the payment is open at the gateway. */
  | 'PAYMENT_DISPUTED'
  /** 결제사에 해당 결제가 없습니다 — the gateway does not know the payment. */
  | 'PAYMENT_NOT_FOUND'
  /** 결제사나 결제 기관이 이미 취소되었거나 처리될 것이라고 답했거나, 뜻을 알 수 없는 말로 거절했습니다. 돈이 움직였을 수 있습니다 — the gateway, or the provider behind it, says that the money is back or will come, or said no in terms nobody knows: it may have moved. */
  | 'PERHAPS_REFUNDED'
  /** 프로모션 조건 때문에 이 금액은 취소할 수 없습니다 — a promotion's arithmetic forbids this cancel. */
  | 'PROMOTION_FORBIDS'
  /** 카드사·은행 등 결제 기관이 거절했습니다 — the provider (PG, card company, bank) said no. */
  | 'PROVIDER_REFUSED'
  /** 결제사의 취소는 되었지만 고객 계좌로 보내는 이체가 실패해, 고객은 돈을 받지 못했습니다 — the gateway cancelled, but its transfer to the customer's account failed: the customer has no money. */
  | 'TRANSFER_FAILED'
  /** 결제사의 답을 받지 못해 돈이 움직였는지 알 수 없습니다 — no trustworthy answer came: the money may or may not have moved. */
  | 'UNKNOWN';

/** The code of a finding (판단 코드). Findings are this service's own; a gateway's texts stand in `gatewayCode` and `gatewayMessage`. */
export type FindingCode =
  /** 접수 후 내역 없음 — the gateway accepted it hours ago and does not show it. */
  | 'ACCEPTED_WITHOUT_TRACE'
  /** 금액 불일치 — the gateway shows another amount than was reported, or asked for. */
  | 'AMOUNT_DIFFERS'
  /** 다른 결제에 대한 응답 — the answer is about another payment or refund, it may be about several, or the payment is reported as another one already. */
  | 'ANOTHER_PAYMENT'
  /** 취소액 불일치 — the gateway counts another amount as cancelled. */
  | 'BALANCE_DIFFERS'
  /** 이미 기록된 취소 — the gateway named a cancellation that is booked already. */
  | 'CANCELLATION_ALREADY_BOOKED'
  /** 취소 실패 — the gateway lists the cancellation as failed, without a reason. */
  | 'CANCELLATION_FAILED'
  /** 결제사 중단 — the gateway does not answer, or refuses the shop; nothing is sent until it does. */
  | 'CIRCUIT_OPEN'
  /** 두 사람 확인 — two people stated the outcome. */
  | 'CONFIRMED_BY_TWO'
  /** 모순된 응답 — the answer contradicts itself, or what was sent. */
  | 'CONTRADICTORY_ANSWER'
  /** 인증 거절 — the gateway does not accept the credential. */
  | 'CREDENTIAL_REFUSED'
  /** 통화 불일치 — the gateway shows another currency than was reported. */
  | 'CURRENCY_DIFFERS'
  /** 이전 시도 성공 — an earlier attempt was booked after all. */
  | 'EARLIER_ATTEMPT_BOOKED'
  /** 규칙상 불가 — a rule forbids it now; nothing was sent. */
  | 'FORBIDDEN_BY_RULE'
  /** 결제사 응답 아님 — somebody else answered, such as a proxy in front of the gateway. */
  | 'FOREIGN_ANSWER'
  /** 결제사 선취소 — money was cancelled at the gateway of which nothing was known. */
  | 'GATEWAY_AHEAD'
  /** 다른 취소 처리중 — another cancel of the payment is running at the gateway. */
  | 'GATEWAY_BUSY'
  /** 작업 인계 — another worker has taken over; nothing was sent. */
  | 'LEASE_LOST'
  /** 매입 전 — the payment is not captured, so only all of it can be cancelled. */
  | 'NOT_CAPTURED'
  /** 미실행 확인 — evidence proves that nothing moved. */
  | 'NOT_EXECUTED'
  /** 미결제 — the gateway says that the payment was never completed. */
  | 'NOT_PAID'
  /** 전송 불가 — the gateway has no field or no value for a part of this refund; nothing was sent. */
  | 'NOT_SENDABLE'
  /** 요청 미전송 — the request could not be sent: no connection, or no access token. */
  | 'NOT_SENT'
  /** 응답 없음 — it was sent, and no complete answer came. */
  | 'NO_ANSWER'
  /** 조회 불가 — the look-up gave no evidence. */
  | 'NO_EVIDENCE'
  /** 취소 내역 없음 — the look-up shows no trace of it yet. */
  | 'NO_TRACE'
  /** 처리 시간 아님 — the provider takes no refunds at this hour; nothing was sent. */
  | 'OUTSIDE_HOURS'
  /** 분쟁 중 — a dispute is open at the gateway. */
  | 'PAYMENT_DISPUTED'
  /** 결제 없음 — the gateway does not know the payment. */
  | 'PAYMENT_NOT_FOUND'
  /** 처리중 내역 사라짐 — the gateway no longer lists the cancellation that it had accepted. */
  | 'PENDING_VANISHED'
  /** 진술 확인 대기 — it is not sent again while a statement waits for its second person. */
  | 'STATEMENT_OPEN'
  /** 잔액 부족 — the gateway has less left to cancel than this refund. */
  | 'TOO_LITTLE_LEFT'
  /** 호출 한도 초과 — the gateway limits the number of calls. */
  | 'TOO_MANY_REQUESTS'
  /** 송금 실패 — the cancel succeeded, and the transfer to the customer's account failed. */
  | 'TRANSFER_FAILED'
  /** 응답 해석 불가 — the gateway answered what cannot be read or trusted. */
  | 'UNREADABLE_ANSWER';

/** The gateway of a payment (결제사). */
export type Gateway =
  /** EBP 커머스 — EBP — the commerce payment API. */
  | 'EBP'
  /** 아임포트 — i'mport, PortOne V1. */
  | 'IAMPORT_V1'
  /** The shop's own points (적립금) and deposits (예치금), in its order service's ledger. */
  | 'MERCHANT_LEDGER'
  /** 포트원 V2 — PortOne V2. */
  | 'PORTONE_V2'
  /** 토스페이 — Toss Pay. */
  | 'TOSS_PAY';

/** The phase of a requested refund (환불요청). */
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

/** The kind of a gateway rule (결제사 규칙의 종류). */
export type GatewayRuleKind =
  /** 환불 계좌 — whether the customer's bank account is needed. */
  | 'ACCOUNT'
  /** When the customer has the money. */
  | 'ARRIVAL'
  /** 환불 은행 — which banks the account can be at. */
  | 'BANKS'
  /** 매입 전 — whether a part can be cancelled before capture. */
  | 'BEFORE_CAPTURE'
  /** The number of times one payment can be cancelled. */
  | 'CANCEL_COUNT'
  /** 환불 특약 — whether the shop's refund contract with the provider is needed. */
  | 'CONTRACT'
  /** 환불 특약 체결 — with whom the shop has its refund contract. */
  | 'CONTRACT_MADE'
  /** 취소 기한 — until when a payment can be cancelled. */
  | 'DEADLINE'
  /** The fees the shop pays. */
  | 'FEE'
  /** When the gateway takes refunds. */
  | 'HOURS'
  /** 부분 취소 — whether a part of it can be cancelled. */
  | 'PARTIAL'
  /** Payments the gateway does not refund at all. */
  | 'UNSUPPORTED';

/** When something is needed for a refund. */
export type GatewayRuleNeed =
  /** 익월 — from the first day of the month after the payment's on. */
  | 'AFTER_MONTH'
  /** 항상 — needed for every refund. */
  | 'ALWAYS'
  /** 필요 없음 — needed for no refund. */
  | 'NEVER';

/** The unit of a period (기간 단위). */
export type GatewayRulePeriodUnit =
  /** 당월 — to the end of the calendar month of the payment; takes no count. */
  | 'CALENDAR_MONTH'
  /** Korean calendar days. */
  | 'DAYS'
  /** Months, to the same day of the month; where that month is shorter, to its last day. */
  | 'MONTHS'
  /** Years, to the same day of the year; from 29 February to 28 February. */
  | 'YEARS';

/** The standing of a rule on the day asked for. */
export type GatewayRuleStanding =
  /** The rule holds for what it speaks of; a more specific one may decide. */
  | 'IN_FORCE'
  /** The rule holds from a later day on. */
  | 'NOT_YET'
  /** A correction is in force instead. */
  | 'SUPERSEDED';

/** The part of a return that one payment gives back. */
export type LegInput = {
  /** The amount from this payment, after deductions. */
  amount: number;
  /** The payment of the order. */
  paymentNo: string;
};

/** The kind of an order line (상품 종류). */
export type OrderLineKind =
  /** 배송비 — what the customer paid for the delivery. */
  | 'DELIVERY'
  /** 디지털 상품 — digital goods. */
  | 'DIGITAL'
  /** 실물 상품 — goods. */
  | 'PHYSICAL'
  /** 서비스 — a service. */
  | 'SERVICE'
  /** 구독 — a subscription. */
  | 'SUBSCRIPTION';

/** The method of payment (결제수단). */
export type PaymentMethod =
  /** 계좌이체 — bank transfer. */
  | 'BANK_TRANSFER'
  /** 카드 — a credit, debit or prepaid card. */
  | 'CARD'
  /** 예치금 — the shop's own deposit. */
  | 'DEPOSIT'
  /** 간편결제 — a wallet with a card or money behind it. */
  | 'EASY_PAY'
  /** 상품권 — gift certificate. */
  | 'GIFT_CERTIFICATE'
  /** 휴대폰 — carrier billing. */
  | 'MOBILE'
  /** 적립금 — the shop's own points. */
  | 'POINTS'
  /** 가상계좌 — virtual account. */
  | 'VIRTUAL_ACCOUNT';

/** The problem's code, for programs. Treat a code you do not know like INVALID_INPUT. `docs/errors.md` says what to do about each. */
export type ProblemCode =
  /** The accesses of {month} were confirmed as reviewed already. */
  | 'ACCESS_REVIEW_CONFIRMED'
  /** The clear values were shown once under this idempotency key. To see them again, ask with a new key. */
  | 'ALREADY_REVEALED'
  /** Others are working on the same order or refund; nothing was changed. Try again shortly with the same key. */
  | 'BUSY'
  /** A call to the gateway is under way; nothing was changed. Confirm again when it has ended. */
  | 'CALL_UNDER_WAY'
  /** All of this cancel is matched with other refunds already. */
  | 'CANCELLATION_MATCHED'
  /** The provider's {max} cancels of this payment are used up. Refund the rest by bank transfer. */
  | 'CANCEL_COUNT_EXHAUSTED'
  /** There is no refund contract (환불 특약) with {provider}. Make one, or refund by bank transfer. */
  | 'CONTRACT_MISSING'
  /** The gateway's deadline ({lastDay}) has passed. Refund it by bank transfer. */
  | 'DEADLINE_PASSED'
  /** The gateway's own records say otherwise: {reason} */
  | 'EVIDENCE_DISAGREES'
  /** This contradicts what was reported before: {fact} */
  | 'FACTS_CONFLICT'
  /** The facts do not add up: {reason} */
  | 'FACTS_INCONSISTENT'
  /** The gateway has only {left} left to cancel of this payment: pay by bank transfer. */
  | 'GATEWAY_BALANCE_SPENT'
  /** The gateway cannot be reached; nothing was changed. Try again later. */
  | 'GATEWAY_UNREACHABLE'
  /** The grant to see it is missing: {grants}. Ask the privacy officer. */
  | 'GRANT_MISSING'
  /** The same request is still running. Try again shortly with the same key. */
  | 'IDEMPOTENCY_IN_PROGRESS'
  /** This idempotency key was used with another input. Use a new key. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The input is not valid: {reason} */
  | 'INVALID_INPUT'
  /** Before capture (매입 전) only a full cancel is possible. */
  | 'NOT_CAPTURED'
  /** There is no {what} {id}. */
  | 'NOT_FOUND'
  /** The gateway cannot refund this kind of payment. Refund it by bank transfer. */
  | 'NOT_SUPPORTED'
  /** This payment can only be cancelled in full. Refund all of it, or this part by bank transfer. */
  | 'PARTIAL_NOT_POSSIBLE'
  /** The amount to transfer is now {payableByHand}. Compare it with what was paid. */
  | 'PAYABLE_AMOUNT_CHANGED'
  /** The payment is disputed; its refunds are blocked. */
  | 'PAYMENT_DISPUTED'
  /** Points and deposits never become cash: they go back through the order service. */
  | 'POINTS_NEVER_CASH'
  /** Line {lineNo} has only {returnableQuantity} left to return. */
  | 'QUANTITY_EXCEEDED'
  /** The refundable amount is now {refundableAmount}. Check it again. */
  | 'REFUNDABLE_AMOUNT_CHANGED'
  /** No refund account is known: ask the customer and record it. */
  | 'REFUND_ACCOUNT_MISSING'
  /** The provider demands the account holder's telephone number: record it with the account. */
  | 'REFUND_ACCOUNT_PHONE_MISSING'
  /** This refund was already re-opened as {successorNo}. */
  | 'REFUND_ALREADY_REOPENED'
  /** This refund was already recorded as sent back; {successorNo} pays it again. */
  | 'REFUND_ALREADY_REVERSED'
  /** More than can be refunded ({refundableAmount}). */
  | 'REFUND_AMOUNT_EXCEEDED'
  /** {payer} cannot pay to an account at {bankCode}. Record one at another bank, or refund by bank transfer. */
  | 'REFUND_BANK_NOT_SUPPORTED'
  /** {event} is not possible while the refund is {state}. */
  | 'REFUND_STATE_CONFLICT'
  /** One person may be shown clear personal data {limit} times in an hour. This request stands in the access record, too. */
  | 'REVEAL_LIMIT_REACHED'
  /** Whoever requested it, or named the account it goes to, may not approve or confirm it: a second person must. */
  | 'SAME_PERSON'
  /** After {lastDay} the provider refunds only with the seller's consent: give it there and record it in a correction of the payment facts, or refund by bank transfer. */
  | 'SELLER_CONSENT_MISSING'
  /** The refund cannot be split over the payments like this: {reason} */
  | 'SPLIT_IMPOSSIBLE'
  /** This does not match the statement: {reason} */
  | 'STATEMENT_CONFLICT'
  /** At most {limit} at once. */
  | 'TOO_MANY'
  /** {changedBy} changed it meanwhile (now version {currentVersion}). Read it again, then decide. */
  | 'VERSION_CONFLICT'
  /** A card behind the wallet could be refunded until {lastDay}, its money until {lastPossibleDay}, and nobody said which it was, or the gateway says otherwise than was reported: record which in a correction of the payment facts, or refund by bank transfer. */
  | 'WALLET_SOURCE_UNKNOWN'
  /** {changedBy} changed this item meanwhile (now version {currentVersion}). Read it again, then decide. */
  | 'WORK_ITEM_CHANGED'
  /** The item is closed already, last changed by {changedBy}. */
  | 'WORK_ITEM_CLOSED'
  /** The item says how a refund or a statement stands, and closes by itself once that has ended. */
  | 'WORK_ITEM_CLOSES_BY_ITSELF';

/** The result of a manual refund (처리결과). */
export type ProcessingResult =
  /** 실패 — the transfer failed; the money is still owed. */
  | 'FAILED'
  /** 성공 — the transfer was made. */
  | 'SUCCEEDED'
  /** 미처리 — to be paid at the bank. */
  | 'UNPROCESSED';

/** The provider that processes a payment behind its gateway (PG) (PG사). */
export type Provider =
  /** 다날 — the provider Danal. */
  | 'DANAL'
  /** 키움페이 — the provider Kiwoom Pay, formerly Daou. */
  | 'DAOU'
  /** 헥토파이낸셜 — the provider Hecto Financial. */
  | 'HECTO'
  /** KG이니시스 — the provider KG Inicis. */
  | 'INICIS'
  /** 카카오페이 — the provider Kakao Pay. */
  | 'KAKAO_PAY'
  /** NHN한국사이버결제 — the provider NHN KCP. */
  | 'KCP'
  /** KICC 이지페이 — the provider KICC. */
  | 'KICC'
  /** 한국결제네트웍스 — the provider Korea Payment Networks. */
  | 'KPN'
  /** 케이에스넷 — the provider KSNET. */
  | 'KSNET'
  /** 네이버페이 — the provider Naver Pay. */
  | 'NAVER_PAY'
  /** 나이스페이먼츠 — the provider NICE Payments. */
  | 'NICE'
  /** (신)나이스페이먼츠 — the provider NICE Payments, by its newer module. */
  | 'NICE_V2'
  /** 기타 — another one, without rules or formats of its own here. */
  | 'OTHER'
  /** 페이코 — the provider PAYCO. */
  | 'PAYCO'
  /** 페이팔 — the provider PayPal. */
  | 'PAYPAL'
  /** 스마트로 — the provider Smartro. */
  | 'SMARTRO'
  /** (신)스마트로 — the provider Smartro, by its newer module. */
  | 'SMARTRO_V2'
  /** 토스페이먼츠 — the provider Toss Payments. */
  | 'TOSS_PAYMENTS'
  /** 웰컴페이먼츠 — one of the providers (PG사). */
  | 'WELCOME';

/** The refund whose bank account to record, and the account. */
export type RefundAccountChangeInput = {
  /** The account as the customer named it. */
  account: RefundAccountInput;
  /** The version of the refund as you read it; VERSION_CONFLICT when it has changed since. */
  expectedVersion: number;
  /** True where the refund will be paid by bank transfer (수기 환불): the account may then be at a bank the provider cannot pay to. */
  forManualRefund?: boolean;
  /** The id of the refund (환불 ID). */
  id: string | number;
  /** 8 to 200 visible ASCII characters, stored for ever per caller: the same key with the same input gives the same answer, with another input IDEMPOTENCY_KEY_REUSED. Make a fresh UUID per intent; never derive it from the content. */
  idempotencyKey: string;
};

/** A bank account (환불계좌). Stored encrypted; only masked values are ever answered. */
export type RefundAccountInput = {
  /** KFTC's three digits of the bank (은행코드), such as 088; `banks` lists them. That of a merged bank counts as its successor's. */
  bankCode: string;
  /** The holder of the account (예금주). */
  holder: string;
  /** 6 to 16 digits; hyphens and spaces are left out. */
  number: string;
  /** The holder's telephone number, where a provider demands it. */
  phone?: string | null | undefined;
};

/** An action on a refund (환불 작업); each is a mutation. */
export type RefundAction =
  /** 승인 — the mutation `refundApprove`. */
  | 'APPROVE'
  /** 환불취소 — the mutation `refundCancel`. */
  | 'CANCEL'
  /** 계좌 변경 — the mutation `refundAccountChange`. */
  | 'CHANGE_ACCOUNT'
  /** 반려 — the mutation `refundDecline`. */
  | 'DECLINE'
  /** 수기 환불 전환 — the mutation `refundFallBackToManual`. */
  | 'FALL_BACK_TO_MANUAL'
  /** 금액 낮추기 — the mutation `refundAmountLower`. */
  | 'LOWER_AMOUNT'
  /** 취소 연결 — the mutation `refundMatchCancellation`. */
  | 'MATCH_CANCELLATION'
  /** 이체 결과 기록 — the mutation `manualRefundResultsRecord`. */
  | 'RECORD_RESULT'
  /** 반송 기록 — the mutation `refundReversalRecord`. */
  | 'RECORD_REVERSAL'
  /** 다시 열기 — the mutation `refundReopen`. */
  | 'REOPEN'
  /** 환불요청 — the mutation `refundsRequest`. */
  | 'REQUEST'
  /** 결과 확정 — the mutation `refundResolveUnknown`. */
  | 'RESOLVE_UNKNOWN'
  /** 재시도 — the mutation `refundRetry`. */
  | 'RETRY'
  /** 요청 회수 — the mutation `refundTakeBack`. */
  | 'TAKE_BACK';

/** The event behind a transition of a refund (환불 이벤트). */
export type RefundEvent =
  /** 수기 환불 접수 — the refund will be paid by bank transfer instead (환불접수). */
  | 'ACCEPT_MANUALLY'
  /** 계좌 변경 — no step: the customer's bank account was replaced; the state stays. */
  | 'ACCOUNT_CHANGED'
  /** 금액 낮춤 — no step: a part was settled in another way, and the refund owes less; the state stays. */
  | 'AMOUNT_LOWERED'
  /** 승인 — a second person agrees. */
  | 'APPROVE'
  /** 취소 — the refund will not be paid: not owed, or to be re-opened later. */
  | 'CANCEL'
  /** 환불 발생 — the refund was created. */
  | 'CREATED'
  /** 반려 — a second person disagrees. */
  | 'DECLINE'
  /** 재승인 요청 — another account was named, or money moved at the gateway without us: a second person must agree to what had been decided. */
  | 'DOUBT_RAISED'
  /** 재시도 대기 — not now, perhaps with a time. Nothing moved. */
  | 'GATEWAY_DEFERRED'
  /** 미전송 기록 — the call provably never left. */
  | 'GATEWAY_NOT_SENT'
  /** 결제사 접수 반영 — the gateway accepted it; the result comes later. */
  | 'GATEWAY_PENDING'
  /** 결제사 거절 반영 — a definite no, with a cause. Nothing moved. */
  | 'GATEWAY_REFUSED'
  /** 결제사 취소 반영 — the gateway says that the money moved, now or later. */
  | 'GATEWAY_SUCCEEDED'
  /** 결과 불명 기록 — no trustworthy answer came. */
  | 'GATEWAY_UNKNOWN'
  /** 작업 시간 만료 — the worker's lease ran out and nothing was settled. */
  | 'LEASE_EXPIRED'
  /** 별도 취소 발견 — money moved at the gateway without this service, and may have been this refund; its state stays. */
  | 'MONEY_MAY_HAVE_MOVED'
  /** 미실행 확정 — two look-ups, the second after the gateway's horizon, prove that nothing moved. */
  | 'NOT_EXECUTED'
  /** 결제사 선취소 반영 — the money this refund had reserved went in the gateway's console, or was never captured. */
  | 'OVERTAKEN'
  /** 이체 실패 기록 — the bank transfer failed (실패); a reason is recorded. */
  | 'RECORD_FAILURE'
  /** 이체 성공 기록 — the bank transfer was made (성공). */
  | 'RECORD_SUCCESS'
  /** 환불요청 — an operator asks for the refund on the original payment. */
  | 'REQUEST'
  /** 결과 되돌리기 — the failure is taken back: to be paid again (미처리). */
  | 'RESET_RESULT'
  /** 환불 안 됨 확정 — a person states, and a second one confirms, that it did not. */
  | 'RESOLVE_NOT_REFUNDED'
  /** 환불됨 확정 — a person states, and a second one confirms, that the money moved. */
  | 'RESOLVE_REFUNDED'
  /** 재시도 — the time to retry has come, or a person tries again: a new attempt. */
  | 'RETRY'
  /** 반송 처리 — the money came back: the customer's bank sent it, or the cancel was taken back at the provider. */
  | 'REVERSED'
  /** 요청 회수 — a person takes back a request that waits behind the payment's open attempt. Nothing was sent. */
  | 'TAKEN_BACK';

/** The refund to pay by bank transfer instead. */
export type RefundFallBackInput = {
  /** The version of the refund as you read it; VERSION_CONFLICT when it has changed since. */
  expectedVersion: number;
  /** The id of the refund (환불 ID). */
  id: string | number;
  /** 8 to 200 visible ASCII characters, stored for ever per caller: the same key with the same input gives the same answer, with another input IDEMPOTENCY_KEY_REUSED. Make a fresh UUID per intent; never derive it from the content. */
  idempotencyKey: string;
  /** A note, stored encrypted; up to 2000 characters. */
  memo?: string | null | undefined;
  /** Given only while the gateway cannot be asked (`GATEWAY_UNREACHABLE`): why the refund cannot wait. A second person then decides. Stored encrypted; up to 2000 characters. */
  withoutLookUpBecause?: string | null | undefined;
};

/** A return that might come. */
export type RefundPreviewInput = {
  /** Up to 10 deductions. */
  deductions?: Array<DeductionInput>;
  /** The split over the payments; left out: the merchant's strategy decides. */
  legs?: Array<LegInput> | null | undefined;
  /** Lines that would come back: 1 to 200 lines, each once. */
  lines: Array<ReturnedLineInput>;
  /** An order we have heard of. */
  orderNo: string;
  /** True when the customer would name a bank account, where one is needed. */
  withAccount?: boolean;
};

/** The completed refund that came back, and how that is known. */
export type RefundReversalRecordInput = {
  /** The version of the refund as you read it; VERSION_CONFLICT when it has changed since. */
  expectedVersion: number;
  /** The id of the refund (환불 ID). */
  id: string | number;
  /** 8 to 200 visible ASCII characters, stored for ever per caller: the same key with the same input gives the same answer, with another input IDEMPOTENCY_KEY_REUSED. Make a fresh UUID per intent; never derive it from the content. */
  idempotencyKey: string;
  /** The source it was seen in, such as a line of the bank's statement; stored encrypted, up to 2000 characters. */
  memo: string;
};

/** A state of the refund's machine (환불 세부 상태): status and detail in one value. */
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

/** The status of a refund (환불 상태), as the back office names it. */
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

/** The cause of a gateway's definite no (거절 사유), in one vocabulary across gateways. */
export type RefusalCause =
  /** 환불계좌가 거절되었습니다 — the refund account was rejected. */
  | 'ACCOUNT_REJECTED'
  /** 결제사가 이 결제에 대해 읽을 수 없는 답을 보냅니다. 취소 요청은 보내지 않았습니다 — the gateway answers, but nobody can read what it says of this payment. No cancel was sent. */
  | 'ANSWER_UNREADABLE'
  /** 결제사가 허용하는 취소 횟수를 모두 썼습니다 — the provider takes no further cancel of this payment. */
  | 'CANCEL_COUNT_EXHAUSTED'
  /** 카드사가 이 결제의 금액을 고객에게 돌려주었습니다(차지백). 이 환불의 금액은 거기에 사용되었습니다 — the card company gave the customer this payment's money back (a chargeback), and with it what this refund had reserved. */
  | 'CHARGED_BACK'
  /** 두 사람이 환불되지 않았음을 확인했습니다 — two people confirmed that the money did not move. */
  | 'CONFIRMED_NOT_REFUNDED'
  /** 가상계좌 환불 특약이 없습니다 — the shop has no refund contract for virtual accounts. */
  | 'CONTRACT_MISSING'
  /** 고객이 결제 서비스를 탈퇴했거나 이용이 정지되었습니다 — the customer left the payment service or is suspended there. */
  | 'CUSTOMER_UNREACHABLE'
  /** 결제사의 취소 가능 기한이 지났습니다 — the gateway's deadline has passed. */
  | 'DEADLINE_PASSED'
  /** 결제사의 결제 상태가 우리 기록과 다릅니다. 이번 요청으로는 돈이 움직이지 않았습니다 — the gateway's state of the payment differs from ours; nothing moved for this attempt. */
  | 'GATEWAY_STATE_DIFFERS'
  /** 결제사에 연결되지 않거나 결제사가 계속 처리를 미루어, 자동 재시도를 마쳤습니다 — the gateway could not be reached, or put it off again and again: it is not tried any more by itself. */
  | 'GATEWAY_UNAVAILABLE'
  /** 결제사가 요청 형식을 거절했습니다 — the gateway found the request malformed. */
  | 'INVALID_REQUEST'
  /** 주문 서비스가 적립금·예치금 반환을 거절했습니다 — the order service refused to give points or deposit back. */
  | 'LEDGER_REFUSED'
  /** 결제사가 상품별로 취소하는데, 주문에 상품 ID와 일련번호가 없어 요청을 보내지 않았습니다 — the gateway cancels line by line, and the order was reported without item ids and serial numbers: nothing was sent. */
  | 'LINE_ITEMS_MISSING'
  /** 승인된 금액의 일부만 매입되어, 이 환불의 금액만큼은 고객에게서 결제되지 않았습니다 — only a part of the payment was captured: what this refund had reserved was never taken from the customer. */
  | 'NEVER_CAPTURED'
  /** 아직 매입되지 않은 결제라 일부만 취소할 수 없습니다 — the payment is not captured yet, so no part of it can be cancelled. */
  | 'NOT_CAPTURED'
  /** 결제사가 이 환불을 처리할 방법이 없습니다(예: 봉사료, 다른 통화) — the gateway has no way to make this refund, such as one with a service fee, or in another currency. */
  | 'NOT_SUPPORTED'
  /** 결제사 콘솔에서 먼저 취소되어 이 환불의 금액이 사용되었습니다 — a cancel made in the gateway's console took the money this refund had reserved. */
  | 'OVERTAKEN'
  /** 이 결제는 부분 취소를 지원하지 않습니다 — this payment can only be cancelled in full. */
  | 'PARTIAL_NOT_POSSIBLE'
  /** 결제사에서 이의제기가 진행 중입니다 — a dispute about the payment is open at the gateway. */
  | 'PAYMENT_DISPUTED'
  /** 결제사에 해당 결제가 없습니다 — the gateway does not know the payment. */
  | 'PAYMENT_NOT_FOUND'
  /** 프로모션 조건 때문에 이 금액은 취소할 수 없습니다 — a promotion's arithmetic forbids this cancel. */
  | 'PROMOTION_FORBIDS'
  /** 카드사·은행 등 결제 기관이 거절했습니다 — the provider (PG, card company, bank) said no. */
  | 'PROVIDER_REFUSED'
  /** 결제사의 취소는 되었지만 고객 계좌로 보내는 이체가 실패해, 고객은 돈을 받지 못했습니다 — the gateway cancelled, but its transfer to the customer's account failed: the customer has no money. */
  | 'TRANSFER_FAILED';

/** The refund status of a return (반품 환불 상태), derived from its refunds. */
export type ReturnRefundStatus =
  /** 환불 대기 — nothing is paid yet. */
  | 'AWAITING'
  /** 일부 환불 — some of its refunds are completed. */
  | 'PARTLY_REFUNDED'
  /** 반품완료 — everything owed is paid. */
  | 'REFUNDED'
  /** 반품 철회 — nothing is owed any more and nothing was paid. */
  | 'WITHDRAWN';

/** The units of one line that came back. */
export type ReturnedLineInput = {
  /** The amount owed for the units before deductions, 0 where nothing is; left out: their share of what is left of the line. More than their share needs an `amountReason`. */
  amount?: number | null | undefined;
  /** The reason that more is owed than the units' share of what is left of the line. Units still out are owed less for it. */
  amountReason?: AmountReason | null | undefined;
  /** The line of the order. */
  lineNo: string;
  /** Units that came back; 0 for a cut of the line's amount only. */
  quantity: number;
};

/** The tax category of a sale (과세 구분). */
export type TaxCategory =
  /** 봉사료 — service fee. */
  | 'SERVICE_FEE'
  /** 과세 — taxable; the amount holds its VAT. */
  | 'TAXABLE'
  /** 면세 — tax-free. */
  | 'TAX_FREE';

export type RefundsAtAGlanceQueryVariables = Exact<{ [key: string]: never; }>;


export type RefundsAtAGlanceQuery = { viewer: { name: string | null, roles: Array<string> }, collected: { totalCount: { count: number, precision: CountPrecision } }, awaitingApproval: { totalCount: { count: number } }, atTheGateway: { totalCount: { count: number } }, unknown: { totalCount: { count: number } }, refused: { totalCount: { count: number } }, completed: { totalCount: { count: number } } };

export type ReturnsAwaitingRefundQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ReturnsAwaitingRefundQuery = { returnsAwaitingRefund: { totalCount: { count: number }, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { returnNo: string, collectedAt: string, refundStatus: ReturnRefundStatus, order: { orderNo: string, customerName: string } | null, lines: Array<{ name: string, quantity: number, amount: { amount: number } }>, deductions: Array<{ kind: DeductionKind, amount: { amount: number } }>, refunds: Array<{ refundNo: string, status: RefundStatus, gatewayPhase: GatewayPhase | null, dueOn: string, overdue: boolean, amount: { amount: number }, payment: { method: PaymentMethod, captureState: CaptureState } | null }> } }> } };

export type OneRefundWithItsHistoryQueryVariables = Exact<{ [key: string]: never; }>;


export type OneRefundWithItsHistoryQuery = { refunds: { edges: Array<{ node: { refundNo: string, status: RefundStatus, gatewayPhase: GatewayPhase | null, refusalCause: RefusalCause | null, gatewayMessage: string | null, amount: { amount: number, currencyCode: string }, parts: { taxable: { amount: number }, vat: { amount: number }, taxFree: { amount: number } }, history: { edges: Array<{ node: { sequence: number, at: string, from: RefundState | null, event: RefundEvent, to: RefundState, cause: Cause, actor: string, reasonCode: string | null, hash: string } }> } | null, attempts: Array<{ sequence: number, status: AttemptStatus, tries: number, lookUps: number, gatewayCode: string | null, gatewayMessage: string | null, firstSentAt: string | null, settledAt: string | null, finding: { code: FindingCode, message: string } | null }>, payment: { gatewayPaymentId: string, method: PaymentMethod, amount: { total: { amount: number } }, refundedAtGateway: { total: { amount: number } }, refundable: { amount: number } } | null } }> } };

export type FiguresByPagingQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FiguresByPagingQuery = { refunds: { totalCount: { count: number, precision: CountPrecision }, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, version: number, refundNo: string, completedAt: string | null, dueOn: string, amount: { amount: number }, parts: { taxable: { amount: number }, vat: { amount: number }, taxFree: { amount: number } }, payment: { gateway: Gateway, method: PaymentMethod } | null, return: { collectedAt: string } | null } }> } };

export type LateAndLargeQueryVariables = Exact<{ [key: string]: never; }>;


export type LateAndLargeQuery = { late: { edges: Array<{ node: { refundNo: string, dueOn: string, overdue: boolean, status: RefundStatus, gatewayPhase: GatewayPhase | null, amount: { amount: number }, blockedReasons: Array<{ code: BlockCode, message: string }> } }> }, large: { edges: Array<{ node: { refundNo: string, status: RefundStatus, gatewayPhase: GatewayPhase | null, requestedBy: string | null, approvedBy: string | null, amount: { amount: number } } }> } };

export type SplitTenderQueryVariables = Exact<{ [key: string]: never; }>;


export type SplitTenderQuery = { returnsAwaitingRefund: { edges: Array<{ node: { returnNo: string, order: { orderNo: string, customerId: string, customerName: string, lines: Array<{ lineNo: string, name: string, kind: OrderLineKind, taxCategory: TaxCategory, quantity: number, returnedQuantity: number, amount: { amount: number } }>, payments: Array<{ paymentNo: string, method: PaymentMethod, captureState: CaptureState, amount: { total: { amount: number }, taxFree: { amount: number }, vat: { amount: number } }, reserved: { total: { amount: number } }, refundable: { amount: number } }> | null } | null, refunds: Array<{ refundNo: string, amount: { amount: number }, lines: Array<{ name: string, amount: { amount: number } }>, deductions: Array<{ kind: DeductionKind, amount: { amount: number } }> }> } }> } };

export type FollowChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FollowChangesSubscription = { refundChanged: { cursor: string, at: string, event: RefundEvent, from: RefundState | null, to: RefundState, cause: Cause, version: number, refund: { refundNo: string, status: RefundStatus, gatewayPhase: GatewayPhase | null, amount: { amount: number } } | null } };

export type GatewayRulesQueryVariables = Exact<{
  gateway?: Gateway | null | undefined;
  provider?: Provider | null | undefined;
  method?: PaymentMethod | null | undefined;
  on?: string | null | undefined;
}>;


export type GatewayRulesQuery = { gatewayRules: Array<{ id: string, kind: GatewayRuleKind, gateway: Gateway | null, provider: Provider | null, method: PaymentMethod | null, standing: GatewayRuleStanding, validFrom: string, source: string, note: string | null, supersedes: string | null, correctedBy: string | null, recordedBy: string, value:
      | { __typename: 'AccountRule', needed: GatewayRuleNeed, phone: boolean }
      | { __typename: 'ArrivalRule' }
      | { __typename: 'BanksRule' }
      | { __typename: 'BeforeCaptureRule' }
      | { __typename: 'CancelCountRule' }
      | { __typename: 'ContractMadeRule' }
      | { __typename: 'ContractRule' }
      | { __typename: 'DeadlineRule', within: { unit: GatewayRulePeriodUnit, count: number | null } | null, atMost: { unit: GatewayRulePeriodUnit, count: number | null } | null }
      | { __typename: 'FeeRule', perRefund: number, sunk: number }
      | { __typename: 'HoursRule' }
      | { __typename: 'PartialRule', possible: boolean }
      | { __typename: 'UnsupportedRule' }
     }> };

export type BanksQueryVariables = Exact<{
  gateway?: Gateway | null | undefined;
  provider?: Provider | null | undefined;
}>;


export type BanksQuery = { banks: Array<{ code: string, ko: string, en: string }> };

export type PreviewARefundQueryVariables = Exact<{
  input: RefundPreviewInput;
}>;


export type PreviewARefundQuery = { refundPreview: { legs: Array<{ paymentNo: string, dueOn: string | null, lastDay: string | null, lastDayApproximate: boolean, needsApproval: boolean, payment: { gateway: Gateway, provider: Provider | null, method: PaymentMethod, paidAt: string, captureState: CaptureState } | null, amount: { amount: number }, parts: { taxable: { amount: number }, vat: { amount: number }, taxFree: { amount: number } }, lines: Array<{ lineNo: string, amount: { amount: number } }>, fee: { amount: number }, blockedReasons: Array<{ code: BlockCode, weight: BlockWeight, message: string, fallBack: boolean }> }> | null, userErrors: Array<
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
    > } };

export type FailuresQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FailuresQuery = { refunds: { totalCount: { count: number }, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, version: number, refundNo: string, gatewayPhase: GatewayPhase | null, deferredUntil: string | null, availableActions: Array<RefundAction>, amount: { amount: number }, payment: { gateway: Gateway, provider: Provider | null, method: PaymentMethod } | null, failure: { cause: FailureCause, message: string, nextStep: string, actions: Array<RefundAction>, gatewayMessage: string | null, finding: { code: FindingCode, message: string } | null } | null } }> } };

export type ByGatewayQueryVariables = Exact<{ [key: string]: never; }>;


export type ByGatewayQuery = { portoneV2: { totalCount: { count: number }, edges: Array<{ node: { refundNo: string, dueOn: string, amount: { amount: number }, payment: { method: PaymentMethod, provider: Provider | null } | null, blockedReasons: Array<{ code: BlockCode, weight: BlockWeight }> } }> }, iamportV1: { totalCount: { count: number }, edges: Array<{ node: { refundNo: string, dueOn: string, amount: { amount: number }, payment: { method: PaymentMethod, provider: Provider | null } | null, blockedReasons: Array<{ code: BlockCode, weight: BlockWeight }> } }> }, tossPay: { totalCount: { count: number }, edges: Array<{ node: { refundNo: string, dueOn: string, amount: { amount: number }, payment: { method: PaymentMethod, provider: Provider | null } | null, blockedReasons: Array<{ code: BlockCode, weight: BlockWeight }> } }> }, ebp: { totalCount: { count: number }, edges: Array<{ node: { refundNo: string, dueOn: string, amount: { amount: number }, payment: { method: PaymentMethod, provider: Provider | null } | null, blockedReasons: Array<{ code: BlockCode, weight: BlockWeight }> } }> }, points: { totalCount: { count: number }, edges: Array<{ node: { refundNo: string, dueOn: string, amount: { amount: number }, payment: { method: PaymentMethod, provider: Provider | null } | null, blockedReasons: Array<{ code: BlockCode, weight: BlockWeight }> } }> } };

export type WaitingFragment = { totalCount: { count: number }, edges: Array<{ node: { refundNo: string, dueOn: string, amount: { amount: number }, payment: { method: PaymentMethod, provider: Provider | null } | null, blockedReasons: Array<{ code: BlockCode, weight: BlockWeight }> } }> };

export type FallBackToManualMutationVariables = Exact<{
  input: RefundFallBackInput;
}>;


export type FallBackToManualMutation = { refundFallBackToManual: { refund: { refundNo: string, version: number, status: RefundStatus, processingResult: ProcessingResult | null, payableByHand: { amount: number } | null, refundAccount: { bankName: string, number: string, holder: string } | null } | null, userErrors: Array<
      | { code: ProblemCode, message: string }
      | { code: ProblemCode, message: string }
      | { code: ProblemCode, message: string }
      | { code: ProblemCode, message: string }
      | { code: ProblemCode, message: string }
      | { code: ProblemCode, message: string }
    > } };

export type ChangeRefundAccountMutationVariables = Exact<{
  input: RefundAccountChangeInput;
}>;


export type ChangeRefundAccountMutation = { refundAccountChange: { refund: { refundNo: string, version: number, availableActions: Array<RefundAction>, refundAccount: { bankCode: string, bankName: string, number: string, holder: string } | null, blockedReasons: Array<{ code: BlockCode, message: string }> } | null, userErrors: Array<
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
    > } };

export type RecordAReversalMutationVariables = Exact<{
  input: RefundReversalRecordInput;
}>;


export type RecordAReversalMutation = { refundReversalRecord: { refund: { refundNo: string, status: RefundStatus, processingResult: ProcessingResult | null, payableByHand: { amount: number } | null, predecessor: { refundNo: string, status: RefundStatus, reversedAt: string | null } | null } | null, userErrors: Array<
      | { code: ProblemCode, message: string }
      | { code: ProblemCode, message: string }
      | { code: ProblemCode, message: string }
      | { code: ProblemCode, message: string }
      | { code: ProblemCode, message: string }
      | { code: ProblemCode, message: string }
    > } };

export const WaitingFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Waiting"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RefundConnection"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"dueOn"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}}]}},{"kind":"Field","name":{"kind":"Name","value":"blockedReasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"weight"}}]}}]}}]}}]}}]} as unknown as DocumentNode<WaitingFragment, unknown>;
export const RefundsAtAGlanceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RefundsAtAGlance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"collected"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RETURN_COLLECTED"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"precision"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"awaitingApproval"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gatewayPhase"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"AWAITING_APPROVAL"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"atTheGateway"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gatewayPhase"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"SUBMITTING"},{"kind":"EnumValue","value":"DEFERRED"},{"kind":"EnumValue","value":"PENDING"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"unknown"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gatewayPhase"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"UNKNOWN"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"refused"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gatewayPhase"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"REFUSED"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"completed"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"COMPLETED"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]} as unknown as DocumentNode<RefundsAtAGlanceQuery, RefundsAtAGlanceQueryVariables>;
export const ReturnsAwaitingRefundDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReturnsAwaitingRefund"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returnsAwaitingRefund"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returnNo"}},{"kind":"Field","name":{"kind":"Name","value":"collectedAt"}},{"kind":"Field","name":{"kind":"Name","value":"refundStatus"}},{"kind":"Field","name":{"kind":"Name","value":"order"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orderNo"}},{"kind":"Field","name":{"kind":"Name","value":"customerName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"deductions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"refunds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayPhase"}},{"kind":"Field","name":{"kind":"Name","value":"dueOn"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"captureState"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ReturnsAwaitingRefundQuery, ReturnsAwaitingRefundQueryVariables>;
export const OneRefundWithItsHistoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OneRefundWithItsHistory"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gatewayPhase"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"REFUSED"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayPhase"}},{"kind":"Field","name":{"kind":"Name","value":"refusalCause"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayMessage"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"parts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taxable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"vat"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"taxFree"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"history"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"actor"}},{"kind":"Field","name":{"kind":"Name","value":"reasonCode"}},{"kind":"Field","name":{"kind":"Name","value":"hash"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"attempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"tries"}},{"kind":"Field","name":{"kind":"Name","value":"lookUps"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayCode"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayMessage"}},{"kind":"Field","name":{"kind":"Name","value":"finding"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"firstSentAt"}},{"kind":"Field","name":{"kind":"Name","value":"settledAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gatewayPaymentId"}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"refundedAtGateway"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"refundable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<OneRefundWithItsHistoryQuery, OneRefundWithItsHistoryQueryVariables>;
export const FiguresByPagingDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FiguresByPaging"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"COMPLETED"}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"CREATED_AT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"ASC"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"precision"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"completedAt"}},{"kind":"Field","name":{"kind":"Name","value":"dueOn"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"parts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taxable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"vat"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"taxFree"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gateway"}},{"kind":"Field","name":{"kind":"Name","value":"method"}}]}},{"kind":"Field","name":{"kind":"Name","value":"return"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"collectedAt"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<FiguresByPagingQuery, FiguresByPagingQueryVariables>;
export const LateAndLargeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LateAndLarge"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"late"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RETURN_COLLECTED"},{"kind":"EnumValue","value":"REFUND_REQUESTED"}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"DUE_ON"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"ASC"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"dueOn"}},{"kind":"Field","name":{"kind":"Name","value":"overdue"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayPhase"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"blockedReasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"large"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"amount"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"min"},"value":{"kind":"IntValue","value":"1000001"}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayPhase"}},{"kind":"Field","name":{"kind":"Name","value":"requestedBy"}},{"kind":"Field","name":{"kind":"Name","value":"approvedBy"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<LateAndLargeQuery, LateAndLargeQueryVariables>;
export const SplitTenderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SplitTender"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returnsAwaitingRefund"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"COLLECTED_AT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returnNo"}},{"kind":"Field","name":{"kind":"Name","value":"order"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orderNo"}},{"kind":"Field","name":{"kind":"Name","value":"customerId"}},{"kind":"Field","name":{"kind":"Name","value":"customerName"}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineNo"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"taxCategory"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"returnedQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"payments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paymentNo"}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"captureState"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"taxFree"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"vat"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"reserved"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"refundable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"refunds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"deductions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<SplitTenderQuery, SplitTenderQueryVariables>;
export const FollowChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"FollowChanges"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"refund"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayPhase"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FollowChangesSubscription, FollowChangesSubscriptionVariables>;
export const GatewayRulesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GatewayRules"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"gateway"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Gateway"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"provider"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Provider"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"method"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"PaymentMethod"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"on"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gatewayRules"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"gateway"},"value":{"kind":"Variable","name":{"kind":"Name","value":"gateway"}}},{"kind":"Argument","name":{"kind":"Name","value":"provider"},"value":{"kind":"Variable","name":{"kind":"Name","value":"provider"}}},{"kind":"Argument","name":{"kind":"Name","value":"method"},"value":{"kind":"Variable","name":{"kind":"Name","value":"method"}}},{"kind":"Argument","name":{"kind":"Name","value":"on"},"value":{"kind":"Variable","name":{"kind":"Name","value":"on"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"gateway"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"standing"}},{"kind":"Field","name":{"kind":"Name","value":"validFrom"}},{"kind":"Field","name":{"kind":"Name","value":"value"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeadlineRule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"within"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unit"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"atMost"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unit"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AccountRule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"needed"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PartialRule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"possible"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FeeRule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"perRefund"}},{"kind":"Field","name":{"kind":"Name","value":"sunk"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"supersedes"}},{"kind":"Field","name":{"kind":"Name","value":"correctedBy"}},{"kind":"Field","name":{"kind":"Name","value":"recordedBy"}}]}}]}}]} as unknown as DocumentNode<GatewayRulesQuery, GatewayRulesQueryVariables>;
export const BanksDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Banks"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"gateway"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Gateway"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"provider"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Provider"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"banks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"gateway"},"value":{"kind":"Variable","name":{"kind":"Name","value":"gateway"}}},{"kind":"Argument","name":{"kind":"Name","value":"provider"},"value":{"kind":"Variable","name":{"kind":"Name","value":"provider"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"ko"}},{"kind":"Field","name":{"kind":"Name","value":"en"}}]}}]}}]} as unknown as DocumentNode<BanksQuery, BanksQueryVariables>;
export const PreviewARefundDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewARefund"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RefundPreviewInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundPreview"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"legs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paymentNo"}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gateway"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"paidAt"}},{"kind":"Field","name":{"kind":"Name","value":"captureState"}}]}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"parts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taxable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"vat"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"taxFree"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineNo"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"dueOn"}},{"kind":"Field","name":{"kind":"Name","value":"lastDay"}},{"kind":"Field","name":{"kind":"Name","value":"lastDayApproximate"}},{"kind":"Field","name":{"kind":"Name","value":"fee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"needsApproval"}},{"kind":"Field","name":{"kind":"Name","value":"blockedReasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"weight"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"fallBack"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<PreviewARefundQuery, PreviewARefundQueryVariables>;
export const FailuresDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Failures"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gatewayPhase"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"REFUSED"},{"kind":"EnumValue","value":"DEFERRED"},{"kind":"EnumValue","value":"UNKNOWN"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayPhase"}},{"kind":"Field","name":{"kind":"Name","value":"deferredUntil"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gateway"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"method"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"nextStep"}},{"kind":"Field","name":{"kind":"Name","value":"actions"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayMessage"}},{"kind":"Field","name":{"kind":"Name","value":"finding"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"availableActions"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FailuresQuery, FailuresQueryVariables>;
export const ByGatewayDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ByGateway"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"portoneV2"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gateway"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"PORTONE_V2"}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RETURN_COLLECTED"}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"DUE_ON"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Waiting"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"iamportV1"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gateway"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"IAMPORT_V1"}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RETURN_COLLECTED"}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"DUE_ON"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Waiting"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"tossPay"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gateway"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"TOSS_PAY"}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RETURN_COLLECTED"}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"DUE_ON"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Waiting"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"ebp"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gateway"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"EBP"}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RETURN_COLLECTED"}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"DUE_ON"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Waiting"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"points"},"name":{"kind":"Name","value":"refunds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"gateway"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"MERCHANT_LEDGER"}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RETURN_COLLECTED"}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"DUE_ON"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Waiting"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Waiting"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RefundConnection"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"dueOn"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}}]}},{"kind":"Field","name":{"kind":"Name","value":"blockedReasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"weight"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ByGatewayQuery, ByGatewayQueryVariables>;
export const FallBackToManualDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"FallBackToManual"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RefundFallBackInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundFallBackToManual"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refund"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"processingResult"}},{"kind":"Field","name":{"kind":"Name","value":"payableByHand"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"refundAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"bankName"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"holder"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<FallBackToManualMutation, FallBackToManualMutationVariables>;
export const ChangeRefundAccountDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangeRefundAccount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RefundAccountChangeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundAccountChange"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refund"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"refundAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"bankCode"}},{"kind":"Field","name":{"kind":"Name","value":"bankName"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"holder"}}]}},{"kind":"Field","name":{"kind":"Name","value":"blockedReasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"availableActions"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<ChangeRefundAccountMutation, ChangeRefundAccountMutationVariables>;
export const RecordAReversalDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RecordAReversal"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RefundReversalRecordInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundReversalRecord"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refund"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"processingResult"}},{"kind":"Field","name":{"kind":"Name","value":"payableByHand"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"predecessor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reversedAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<RecordAReversalMutation, RecordAReversalMutationVariables>;