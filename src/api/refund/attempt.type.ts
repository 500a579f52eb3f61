/** Tries at a gateway in the API: what was asked, what came of it, and, for those who may resolve it, the raw exchange. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { Exchange, GatewayName, RefusalCause } from "../../gateways/port.js";
import type { AttemptStatus } from "../../refund/record/attempt.entity.js";
import { Authorized } from "../authorized.js";
import { columns, instant, integer, money, text } from "../connection/columns.js";
import { Money } from "../money/money.type.js";
import { GatewayEnum } from "../order/order.enums.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { Finding, finding } from "./finding.type.js";
import { AttemptStatusEnum, RefusalCauseEnum } from "./refund.enums.js";

@Authorized(Permission.RefundRead)
@ObjectType("GatewayAttempt", { description: "One try to refund at a gateway (결제사 시도).", simpleResolvers: true })
export class AttemptType {
  @Field(() => ID, { description: "The id of the attempt (시도 ID), and the key the gateway sees on every try of it." })
  id!: string;

  @Field(() => Int, { description: "The number of the attempt within its refund (회차), from 1 on." })
  sequence!: number;

  @Field(() => AttemptStatusEnum, { description: "The status of the attempt (상태)." })
  status!: AttemptStatus;

  @Field(() => GatewayEnum, { description: "The gateway of the attempt (결제사)." })
  gateway!: GatewayName;

  @Field(() => Money, { description: "The amount asked for (금액)." })
  amount!: Money;

  @Field(() => Int, { description: "The number of times it was sent (전송 횟수), or tried to be." })
  tries!: number;

  @Field(() => Int, { description: "The number of look-ups at the gateway (조회 횟수)." })
  lookUps!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was first sent (최초 전송 시각); null when it never was.",
  })
  firstSentAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was last sent (최종 전송 시각)." })
  lastSentAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "The gateway's id of the cancellation (결제사 취소 번호), once it gave one.",
  })
  gatewayCancellationId!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The gateway's own id of the last request it answered with one (결제사 요청 번호), which its support asks for (EBP).",
  })
  gatewayRequestId!: string | null;

  @Field(() => RefusalCauseEnum, { nullable: true, description: "The cause of the refusal (거절 사유)." })
  refusalCause!: RefusalCause | null;

  @Field(() => String, {
    nullable: true,
    description: "The gateway's own code (결제사 코드), or its provider's; null where they said nothing.",
  })
  gatewayCode!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The gateway's own message (결제사 메시지), or its provider's; null where they said nothing.",
  })
  gatewayMessage!: string | null;

  @Field(() => Finding, {
    nullable: true,
    description: "The finding of this service (판단): what it saw, compared or concluded itself.",
  })
  finding!: Finding | null;

  @Field(() => DateTimeScalar, { description: "When it was committed (생성 시각), before any call." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When its outcome was settled (확정 시각); null while it is open.",
  })
  settledAt!: Date | null;
}

@Authorized(Permission.AttemptExchangeRead)
@ObjectType("GatewayExchange", {
  description:
    "The last request of an attempt and its answer (결제사 전문), as sent and received, with credentials and account numbers taken out.",
  simpleResolvers: true,
})
export class ExchangeType {
  @Field(() => String, { description: "The HTTP method of the request (HTTP 방식)." })
  method!: string;

  @Field(() => String, { description: "Path at the gateway (경로)." })
  path!: string;

  @Field(() => String, { nullable: true, description: "Body of the request (요청 본문), as JSON text." })
  requestBody!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "The HTTP status of the answer (HTTP 상태); null when no complete answer came.",
  })
  status!: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Body of the answer (응답 본문), as JSON text; null when none came.",
  })
  responseBody!: string | null;

  @Field(() => String, { nullable: true, description: "The transport failure (통신 오류); null when an answer came." })
  error!: string | null;

  @Field(() => Int, { description: "The duration in milliseconds (소요 시간)." })
  durationMs!: number;
}

/** The exchange is not among them: it is large and few may see it. */
export const ATTEMPT_COLUMNS = columns<AttemptType>({
  id: text("id"),
  sequence: integer("sequence"),
  status: text("status"),
  gateway: text("gateway"),
  amount: money("amount_total"),
  tries: integer("tries"),
  lookUps: integer("look_ups"),
  firstSentAt: instant("first_sent_at"),
  lastSentAt: instant("last_sent_at"),
  gatewayCancellationId: text("gateway_cancellation_id"),
  gatewayRequestId: text("gateway_request_id"),
  refusalCause: text("refusal_cause"),
  gatewayCode: text("code"),
  gatewayMessage: text("message"),
  finding,
  createdAt: instant("created_at"),
  settledAt: instant("settled_at"),
});

const json = (body: unknown): string | null =>
  body === null || body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);

export const exchangeOf = ({ request, response, error, durationMs }: Exchange): ExchangeType => ({
  method: request.method,
  path: request.path,
  requestBody: json(request.body),
  status: response?.status ?? null,
  responseBody: json(response?.body),
  error,
  durationMs: Math.round(durationMs),
});
