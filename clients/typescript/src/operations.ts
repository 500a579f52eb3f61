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

/** A party that can be at fault for a return (귀책). It is recorded; the return service decides on deductions. */
export type FaultParty =
  /** 배송사 귀책 — the carrier; towards the customer the seller answers for it. */
  | 'CARRIER'
  /** 고객 귀책 — the customer, who changed their mind: return shipping is theirs to pay. */
  | 'CUSTOMER'
  /** 판매자 귀책 — the seller: return shipping is the seller's to pay. */
  | 'SELLER';

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

/** The outcome of a leg at the shop's own ledger. */
export type LedgerOutcome =
  /** The points or the deposit are back. */
  | 'BOOKED'
  /** Nothing was booked, and will not be for this attempt. */
  | 'REFUSED';

/** The part of a return that one payment gives back. */
export type LegInput = {
  /** The amount from this payment, after deductions. */
  amount: number;
  /** The payment of the order. */
  paymentNo: string;
};

/** The order. Reported again it may have grown (payments, lines, units with their money); what was reported before stays. */
export type OrderFactsInput = {
  /** ISO 4217 (통화), such as KRW. */
  currencyCode: string;
  /** The customer's id in the shop; stored encrypted, shown masked. */
  customerId: string;
  /** The customer's name; stored encrypted, shown masked. */
  customerName: string;
  /** 1 to 200 lines. */
  lines: Array<OrderLineFactsInput>;
  /** The shop's own order number (주문번호). */
  orderNo: string;
  /** Up to 10 payments, the primary one first; none where the order cost nothing. */
  payments: Array<PaymentFactsInput>;
};

/** A line of the order (주문 상품), as the shop sold it. */
export type OrderLineFactsInput = {
  /** The price of the whole line, VAT included. */
  amount: number;
  /** The product id (상품 ID) under which the shop registered the line with its gateway. Needed where a payment is EBP's, whose cancel names it; left out: not reported. */
  itemId?: string | null | undefined;
  /** The kind of the line (종류). */
  kind: OrderLineKind;
  /** The shop's own number of the line (상품 번호), unique in its order. */
  lineNo: string;
  /** The order line that was sold (상품명). */
  name: string;
  /** Units sold, 1 to 1000000. */
  quantity: number;
  /** The serial number (일련번호) of the line as registered, unique in the order. Needed where a payment is EBP's; its item type is `kind`. */
  seq?: number | null | undefined;
  /** The tax category of the line (과세 구분). */
  taxCategory: TaxCategory;
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

/** A payment that was captured, and how much of it. */
export type PaymentCaptureReportInput = {
  /** The amount that was captured, in minor units of the order's currency, from 1 to the payment's `amount`; left out: all of it. The rest is never refundable. */
  capturedAmount?: number | null | undefined;
  /** The gateway of the payment. */
  gateway: Gateway;
  /** The gateway's own id of the payment, 1 to 200 characters. */
  gatewayPaymentId: string;
  /** 8 to 200 visible ASCII characters, stored for ever per caller; a fresh UUID is a good one. */
  idempotencyKey: string;
};

/** A payment of the order. Amounts are in the gateway's cancel units. */
export type PaymentFactsInput = {
  /** The amount paid; 0 where a discount covers everything. */
  amount: number;
  /** The capture state (매입) of the payment. */
  captureState: CaptureState;
  /** The gateway the payment was made at (결제사). */
  gateway: Gateway;
  /** The gateway's own id of the payment. At IAMPORT_V1 its imp_uid; where only the shop's number is known, `merchant_uid:` and that number: the payment is then the only one of it that was ever paid, looked for before each cancel. */
  gatewayPaymentId: string;
  /** The method of payment (결제수단). */
  method: PaymentMethod;
  /** When it was paid (결제 시각). */
  paidAt: string;
  /** The amount the customer paid, discounts taken off; at most `amount`. Left out: all of it. */
  paidByCustomer?: number | null | undefined;
  /** The shop's own number of the payment (결제 순번), unique in its order. */
  paymentNo: string;
  /** The treatment of the discount on the rest when a part is cancelled; the same for all cancels of the payment. */
  promotion?: PromotionOption;
  /** The provider that processes the payment behind the gateway (PG). Decides bank codes and some rules; left out: not known. */
  provider?: Provider | null | undefined;
  /** The service fee (봉사료) in the amount. */
  serviceFee?: number;
  /** The tax-free part (면세) of the amount. */
  taxFree?: number;
  /** The VAT in the amount, as reported to the gateway when it was paid; left out: computed. */
  vat?: number | null | undefined;
  /** Behind a wallet (간편결제), which decides its deadline at some; left out: not known. */
  walletSource?: WalletSource | null | undefined;
};

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

/** The treatment of the discount on the rest when a part is cancelled (할인 처리). */
export type PromotionOption =
  /** 할인 재계산 — the discount is recomputed for what stays. */
  | 'RELEASE'
  /** 할인 유지 — the discount stays. */
  | 'RETAIN';

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

/** A filter for the refunds to follow. Fields side by side must all hold; a field that is left out demands nothing. */
export type RefundChangedWhere = {
  /** These refunds, up to 100. */
  ids?: Array<string | number> | null | undefined;
  /** Refunds of these returns, up to 100. */
  returnIds?: Array<string | number> | null | undefined;
  /** Steps that lead to one of these. */
  statuses?: Array<RefundStatus> | null | undefined;
};

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

/** The result of one attempt at the shop's own ledger. */
export type RefundLedgerResultReportInput = {
  /** The attempt: `Refund.attempts.id` of a refund on a MERCHANT_LEDGER payment. */
  attemptId: string | number;
  /** 8 to 200 visible ASCII characters, stored for ever per caller: the same key with the same input gives the same answer, with another input IDEMPOTENCY_KEY_REUSED. Make a fresh UUID per intent; never derive it from the content. */
  idempotencyKey: string;
  /** With BOOKED: the ledger's own id of the booking, the same when it is reported again. */
  ledgerEntryId?: string | null | undefined;
  /** The outcome of the attempt. */
  outcome: LedgerOutcome;
  /** With REFUSED: why, for the operator; no personal data. */
  reason?: string | null | undefined;
};

/** One refund, as your page showed it. */
export type RefundRequestInput = {
  /** The refund's `refundableAmount`, in minor units; REFUNDABLE_AMOUNT_CHANGED when it has changed since. */
  expectedRefundableAmount: number;
  /** The refund's `version`; VERSION_CONFLICT when it has changed since. */
  expectedVersion: number;
  /** The id of the refund (환불 ID). */
  id: string | number;
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

/** Refunds to send back on their original payments. */
export type RefundsRequestInput = {
  /** 8 to 200 visible ASCII characters, stored for ever per caller: the same key with the same input gives the same answer, with another input IDEMPOTENCY_KEY_REUSED. Make a fresh UUID per intent; never derive it from the content. Sent again after a break, the bulk goes on with the refunds that have no answer yet. */
  idempotencyKey: string;
  /** 1 to 100, each refund once. */
  refunds: Array<RefundRequestInput>;
};

/** A filter for the returns to follow. Fields side by side must all hold; a field that is left out demands nothing. */
export type ReturnChangedWhere = {
  /** These returns, up to 100. */
  ids?: Array<string | number> | null | undefined;
  /** Steps that lead to one of these; REFUNDED alone is 반품완료. */
  refundStatuses?: Array<ReturnRefundStatus> | null | undefined;
};

/** A collected return with its order. */
export type ReturnCollectInput = {
  /** 8 to 200 visible ASCII characters, stored for ever per caller: the same key with the same input gives the same answer, with another input IDEMPOTENCY_KEY_REUSED. Make a fresh UUID per intent; never derive it from the content. */
  idempotencyKey: string;
  /** The order as the shop knows it (주문). */
  order: OrderFactsInput;
  /** The return as the shop knows it (반품). */
  return: ReturnFactsInput;
};

/** The return as the shop knows it (반품). */
export type ReturnFactsInput = {
  /** The party at fault (귀책), sent to the gateway as who asks for the cancel where it has a field for it; left out: not reported. It must be possible for the reason. */
  atFault?: FaultParty | null | undefined;
  /** When the goods were back (회수완료). The statutory clock starts here. */
  collectedAt: string;
  /** Up to 10 deductions. */
  deductions?: Array<DeductionInput>;
  /** The split over the payments; left out: the merchant's strategy decides. */
  legs?: Array<LegInput> | null | undefined;
  /** Lines that came back: 1 to 200 lines, each once. */
  lines: Array<ReturnedLineInput>;
  /** The reason that the goods came back, sent to the gateway with the cancel; left out: not reported. */
  reason?: ReturnReason | null | undefined;
  /** The customer's bank account, where a payment cannot go back the way it came (가상계좌). Stored encrypted, shown masked. */
  refundAccount?: RefundAccountInput | null | undefined;
  /** The return service's own number (반품번호). */
  returnNo: string;
};

/** The reason that goods came back (반품 사유). It goes to the gateway with the cancel, in Korean. */
export type ReturnReason =
  /** The customer changed their mind (단순 변심). */
  | 'CHANGE_OF_MIND'
  /** The customer asked for it (고객 요청). */
  | 'CUSTOMER_REQUEST'
  /** The goods were damaged on their way (배송 중 파손). */
  | 'DAMAGED_IN_TRANSIT'
  /** The goods have a defect (상품 불량). */
  | 'DEFECTIVE'
  /** Other goods were sent than were bought (오배송). */
  | 'WRONG_ITEM';

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

/** A return that is taken back. */
export type ReturnWithdrawInput = {
  /** 8 to 200 visible ASCII characters, stored for ever per caller: the same key with the same input gives the same answer, with another input IDEMPOTENCY_KEY_REUSED. Make a fresh UUID per intent; never derive it from the content. */
  idempotencyKey: string;
  /** A note, stored encrypted; up to 2000 characters. */
  memo?: string | null | undefined;
  /** The return service's own number. */
  returnNo: string;
};

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

/** The source of money behind a wallet (간편결제). */
export type WalletSource =
  /** 카드 — a card behind the wallet. */
  | 'CARD'
  /** The wallet's own prepaid money (페이머니). */
  | 'MONEY';

export type RefundByIdQueryVariables = Exact<{
  id: string | number;
}>;


export type RefundByIdQuery = { refund: { id: string, refundNo: string, version: number, status: RefundStatus, state: RefundState, amount: { amount: number, currencyCode: string } } | null };

export type RequestRefundsMutationVariables = Exact<{
  input: RefundsRequestInput;
}>;


export type RequestRefundsMutation = { refundsRequest: { results: Array<{ replayed: boolean, refund: { id: string, refundNo: string, version: number, status: RefundStatus, state: RefundState, amount: { amount: number, currencyCode: string } } | null, userErrors: Array<
        | { code: ProblemCode, message: string, field: Array<string> | null }
        | { code: ProblemCode, message: string, field: Array<string> | null }
        | { code: ProblemCode, message: string, field: Array<string> | null }
        | { code: ProblemCode, message: string, field: Array<string> | null }
        | { code: ProblemCode, message: string, field: Array<string> | null }
        | { code: ProblemCode, message: string, field: Array<string> | null }
      > }>, userErrors: Array<
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
    > } };

export type ReportCaptureMutationVariables = Exact<{
  input: PaymentCaptureReportInput;
}>;


export type ReportCaptureMutation = { paymentCaptureReport: { replayed: boolean, userErrors: Array<
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
    > } };

export type ReportLedgerResultMutationVariables = Exact<{
  input: RefundLedgerResultReportInput;
}>;


export type ReportLedgerResultMutation = { refundLedgerResultReport: { replayed: boolean, userErrors: Array<
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
    > } };

export type FollowRefundsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  where?: RefundChangedWhere | null | undefined;
}>;


export type FollowRefundsSubscription = { refundChanged: { cursor: string, at: string, event: RefundEvent, cause: Cause, from: RefundState | null, to: RefundState, version: number, refund: { id: string, refundNo: string, version: number, status: RefundStatus, state: RefundState, amount: { amount: number, currencyCode: string } } | null } };

export type RefundFactsFragment = { id: string, refundNo: string, version: number, status: RefundStatus, state: RefundState, amount: { amount: number, currencyCode: string } };

type Problem_AmountExceedsRefundable_Fragment = { code: ProblemCode, message: string, field: Array<string> | null };

type Problem_HasSuccessor_Fragment = { code: ProblemCode, message: string, field: Array<string> | null };

type Problem_PlainUserError_Fragment = { code: ProblemCode, message: string, field: Array<string> | null };

type Problem_QuantityExceeded_Fragment = { code: ProblemCode, message: string, field: Array<string> | null };

type Problem_StateConflict_Fragment = { code: ProblemCode, message: string, field: Array<string> | null };

type Problem_VersionConflict_Fragment = { code: ProblemCode, message: string, field: Array<string> | null };

export type ProblemFragment =
  | Problem_AmountExceedsRefundable_Fragment
  | Problem_HasSuccessor_Fragment
  | Problem_PlainUserError_Fragment
  | Problem_QuantityExceeded_Fragment
  | Problem_StateConflict_Fragment
  | Problem_VersionConflict_Fragment
;

export type CollectReturnMutationVariables = Exact<{
  input: ReturnCollectInput;
}>;


export type CollectReturnMutation = { returnCollect: { replayed: boolean, return: { id: string, returnNo: string, refundStatus: ReturnRefundStatus, refunds: Array<{ id: string, refundNo: string, version: number, status: RefundStatus, state: RefundState, amount: { amount: number, currencyCode: string } }> } | null, userErrors: Array<
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
    > } };

export type WithdrawReturnMutationVariables = Exact<{
  input: ReturnWithdrawInput;
}>;


export type WithdrawReturnMutation = { returnWithdraw: { replayed: boolean, return: { id: string, returnNo: string, refundStatus: ReturnRefundStatus, refunds: Array<{ id: string, refundNo: string, version: number, status: RefundStatus, state: RefundState, amount: { amount: number, currencyCode: string } }> } | null, userErrors: Array<
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
      | { code: ProblemCode, message: string, field: Array<string> | null }
    > } };

export type FollowReturnsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  where?: ReturnChangedWhere | null | undefined;
}>;


export type FollowReturnsSubscription = { returnChanged: { cursor: string, at: string, returnNo: string, from: ReturnRefundStatus | null, to: ReturnRefundStatus } };

export type ReturnFactsFragment = { id: string, returnNo: string, refundStatus: ReturnRefundStatus, refunds: Array<{ id: string, refundNo: string, version: number, status: RefundStatus, state: RefundState, amount: { amount: number, currencyCode: string } }> };

export const ProblemFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<ProblemFragment, unknown>;
export const RefundFactsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RefundFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Refund"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}}]} as unknown as DocumentNode<RefundFactsFragment, unknown>;
export const ReturnFactsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ReturnFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Return"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"returnNo"}},{"kind":"Field","name":{"kind":"Name","value":"refundStatus"}},{"kind":"Field","name":{"kind":"Name","value":"refunds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RefundFacts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RefundFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Refund"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}}]} as unknown as DocumentNode<ReturnFactsFragment, unknown>;
export const RefundByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RefundById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refund"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RefundFacts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RefundFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Refund"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}}]} as unknown as DocumentNode<RefundByIdQuery, RefundByIdQueryVariables>;
export const RequestRefundsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RequestRefunds"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RefundsRequestInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundsRequest"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"refund"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RefundFacts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RefundFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Refund"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<RequestRefundsMutation, RequestRefundsMutationVariables>;
export const ReportCaptureDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReportCapture"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PaymentCaptureReportInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paymentCaptureReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<ReportCaptureMutation, ReportCaptureMutationVariables>;
export const ReportLedgerResultDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReportLedgerResult"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RefundLedgerResultReportInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundLedgerResultReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<ReportLedgerResultMutation, ReportLedgerResultMutationVariables>;
export const FollowRefundsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"FollowRefunds"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"RefundChangedWhere"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"refund"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RefundFacts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RefundFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Refund"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}}]} as unknown as DocumentNode<FollowRefundsSubscription, FollowRefundsSubscriptionVariables>;
export const CollectReturnDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CollectReturn"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReturnCollectInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returnCollect"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"return"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ReturnFacts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RefundFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Refund"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ReturnFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Return"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"returnNo"}},{"kind":"Field","name":{"kind":"Name","value":"refundStatus"}},{"kind":"Field","name":{"kind":"Name","value":"refunds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RefundFacts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<CollectReturnMutation, CollectReturnMutationVariables>;
export const WithdrawReturnDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"WithdrawReturn"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReturnWithdrawInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returnWithdraw"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"return"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ReturnFacts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Problem"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RefundFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Refund"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"refundNo"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ReturnFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Return"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"returnNo"}},{"kind":"Field","name":{"kind":"Name","value":"refundStatus"}},{"kind":"Field","name":{"kind":"Name","value":"refunds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RefundFacts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Problem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]} as unknown as DocumentNode<WithdrawReturnMutation, WithdrawReturnMutationVariables>;
export const FollowReturnsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"FollowReturns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ReturnChangedWhere"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"returnChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"returnNo"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]} as unknown as DocumentNode<FollowReturnsSubscription, FollowReturnsSubscriptionVariables>;