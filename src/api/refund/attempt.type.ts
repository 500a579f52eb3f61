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
@ObjectType("GatewayAttempt", { description: "One try to refund at a gateway.", simpleResolvers: true })
export class AttemptType {
  @Field(() => ID, { description: "Also the key the gateway sees, on every try of this attempt." })
  id!: string;

  @Field(() => Int, { description: "1, 2, 3 … of its refund." })
  sequence!: number;

  @Field(() => AttemptStatusEnum, { description: "The status of the attempt." })
  status!: AttemptStatus;

  @Field(() => GatewayEnum, { description: "The gateway of the attempt." })
  gateway!: GatewayName;

  @Field(() => Money, { description: "The amount asked for." })
  amount!: Money;

  @Field(() => Int, { description: "The number of times it was sent, or tried to be." })
  tries!: number;

  @Field(() => Int, { description: "The number of look-ups at the gateway." })
  lookUps!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was first sent; null when it never was." })
  firstSentAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was last sent." })
  lastSentAt!: Date | null;

  @Field(() => String, { nullable: true, description: "The gateway's id of the cancellation, once it gave one." })
  gatewayCancellationId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The gateway's own id of the last request it answered with one, which its support asks for (EBP).",
  })
  gatewayRequestId!: string | null;

  @Field(() => RefusalCauseEnum, { nullable: true, description: "The cause of the refusal." })
  refusalCause!: RefusalCause | null;

  @Field(() => String, {
    nullable: true,
    description: "The gateway's own code, or its provider's; null where they said nothing.",
  })
  gatewayCode!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The gateway's own message, or its provider's; null where they said nothing.",
  })
  gatewayMessage!: string | null;

  @Field(() => Finding, {
    nullable: true,
    description: "The finding of this service: what it saw, compared or concluded itself.",
  })
  finding!: Finding | null;

  @Field(() => DateTimeScalar, { description: "When it was committed, before any call." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When its outcome was settled; null while it is open." })
  settledAt!: Date | null;
}

@Authorized(Permission.AttemptExchangeRead)
@ObjectType("GatewayExchange", {
  description:
    "The last request of an attempt and its answer, as sent and received, with credentials and account numbers taken out.",
  simpleResolvers: true,
})
export class ExchangeType {
  @Field(() => String, { description: "HTTP method." })
  method!: string;

  @Field(() => String, { description: "Path at the gateway." })
  path!: string;

  @Field(() => String, { nullable: true, description: "Body of the request, as JSON text." })
  requestBody!: string | null;

  @Field(() => Int, { nullable: true, description: "HTTP status; null when no complete answer came." })
  status!: number | null;

  @Field(() => String, { nullable: true, description: "Body of the answer, as JSON text; null when none came." })
  responseBody!: string | null;

  @Field(() => String, { nullable: true, description: "The transport failure; null when an answer came." })
  error!: string | null;

  @Field(() => Int, { description: "The duration in milliseconds." })
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
