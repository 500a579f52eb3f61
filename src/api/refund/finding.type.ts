/** Findings in the API: what this service found out by itself, apart from what a gateway said. */
import { Field, ObjectType } from "type-graphql";
import type { FindingCode } from "../../gateways/finding.js";
import { Part } from "../authorized.js";
import { derived } from "../connection/columns.js";
import { enumeration } from "../enumeration.js";

const FindingCodeEnum = enumeration<FindingCode>(
  "FindingCode",
  "The code of a finding (판단 코드). Findings are this service's own; a gateway's texts stand in `gatewayCode` and `gatewayMessage`.",
  {
    NOT_SENT: "요청 미전송 — the request could not be sent: no connection, or no access token.",
    NO_ANSWER: "응답 없음 — it was sent, and no complete answer came.",
    FOREIGN_ANSWER: "결제사 응답 아님 — somebody else answered, such as a proxy in front of the gateway.",
    UNREADABLE_ANSWER: "응답 해석 불가 — the gateway answered what cannot be read or trusted.",
    ANOTHER_PAYMENT:
      "다른 결제에 대한 응답 — the answer is about another payment or refund, it may be about several, or the payment is reported as another one already.",
    CONTRADICTORY_ANSWER: "모순된 응답 — the answer contradicts itself, or what was sent.",
    TOO_MANY_REQUESTS: "호출 한도 초과 — the gateway limits the number of calls.",
    CREDENTIAL_REFUSED: "인증 거절 — the gateway does not accept the credential.",
    CANCELLATION_FAILED: "취소 실패 — the gateway lists the cancellation as failed, without a reason.",
    TRANSFER_FAILED: "송금 실패 — the cancel succeeded, and the transfer to the customer's account failed.",
    NOT_SENDABLE: "전송 불가 — the gateway has no field or no value for a part of this refund; nothing was sent.",
    FORBIDDEN_BY_RULE: "규칙상 불가 — a rule forbids it now; nothing was sent.",
    OUTSIDE_HOURS: "처리 시간 아님 — the provider takes no refunds at this hour; nothing was sent.",
    CIRCUIT_OPEN: "결제사 중단 — the gateway does not answer, or refuses the shop; nothing is sent until it does.",
    LEASE_LOST: "작업 인계 — another worker has taken over; nothing was sent.",
    PAYMENT_NOT_FOUND: "결제 없음 — the gateway does not know the payment.",
    NOT_PAID: "미결제 — the gateway says that the payment was never completed.",
    NOT_CAPTURED: "매입 전 — the payment is not captured, so only all of it can be cancelled.",
    PAYMENT_DISPUTED: "분쟁 중 — a dispute is open at the gateway.",
    CURRENCY_DIFFERS: "통화 불일치 — the gateway shows another currency than was reported.",
    AMOUNT_DIFFERS: "금액 불일치 — the gateway shows another amount than was reported, or asked for.",
    GATEWAY_BUSY: "다른 취소 처리중 — another cancel of the payment is running at the gateway.",
    GATEWAY_AHEAD: "결제사 선취소 — money was cancelled at the gateway of which nothing was known.",
    BALANCE_DIFFERS: "취소액 불일치 — the gateway counts another amount as cancelled.",
    TOO_LITTLE_LEFT: "잔액 부족 — the gateway has less left to cancel than this refund.",
    NO_EVIDENCE: "조회 불가 — the look-up gave no evidence.",
    NO_TRACE: "취소 내역 없음 — the look-up shows no trace of it yet.",
    STATEMENT_OPEN: "진술 확인 대기 — it is not sent again while a statement waits for its second person.",
    PENDING_VANISHED: "처리중 내역 사라짐 — the gateway no longer lists the cancellation that it had accepted.",
    ACCEPTED_WITHOUT_TRACE: "접수 후 내역 없음 — the gateway accepted it hours ago and does not show it.",
    NOT_EXECUTED: "미실행 확인 — evidence proves that nothing moved.",
    CANCELLATION_ALREADY_BOOKED: "이미 기록된 취소 — the gateway named a cancellation that is booked already.",
    EARLIER_ATTEMPT_BOOKED: "이전 시도 성공 — an earlier attempt was booked after all.",
    CONFIRMED_BY_TWO: "두 사람 확인 — two people stated the outcome.",
  },
);

@Part()
@ObjectType({
  description:
    "A finding of this service about an attempt or a refund (서비스의 판단). No text of the gateway's stands in it.",
  simpleResolvers: true,
})
export class Finding {
  @Field(() => FindingCodeEnum, { description: "The code of the finding (판단 코드)." })
  code!: FindingCode;

  @Field(() => String, {
    description:
      "The particulars (기술 정보) as they were recorded, for developers and a gateway's support: in English always.",
  })
  particulars!: string;
}

interface FindingRow {
  finding_code: FindingCode | null;
  finding_message: string | null;
}

/** Column of a row that holds a finding. */
export const finding = derived(
  ["finding_code", "finding_message"],
  ({ finding_code: code, finding_message: message }: FindingRow): Finding | null =>
    code === null ? null : { code, particulars: message ?? code },
);
