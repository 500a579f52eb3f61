/** Tries at a gateway in the API: what was asked, what came of it, and, for those who may resolve it, the raw exchange. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { Exchange, GatewayName, RefusalCause } from "../../gateways/port.js";
import type { AttemptStatus } from "../../refund/attempt/attempt.entity.js";
import { Authorized } from "../authorized.js";
import { Money, moneyOf, partColumns } from "../money/money.type.js";
import { GatewayEnum } from "../order/words.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { AttemptStatusEnum, RefusalCauseEnum } from "./words.js";

@Authorized(Permission.RefundRead)
@ObjectType("GatewayAttempt", { description: "One try to refund at a gateway.", simpleResolvers: true })
export class AttemptType {
  @Field(() => ID, { description: "Also the key the gateway sees, on every try of this attempt." })
  id!: string;

  @Field(() => Int, { description: "1, 2, 3 … of its refund." })
  sequence!: number;

  @Field(() => AttemptStatusEnum, { description: "How far it is." })
  status!: AttemptStatus;

  @Field(() => GatewayEnum, { description: "Where." })
  gateway!: GatewayName;

  @Field(() => Money, { description: "What is asked for." })
  amount!: Money;

  @Field(() => Int, { description: "How often it was sent, or tried to be." })
  tries!: number;

  @Field(() => Int, { description: "How often the gateway was asked what became of it." })
  lookUps!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was first sent; null when it never was." })
  firstSentAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was last sent." })
  lastSentAt!: Date | null;

  @Field(() => String, { nullable: true, description: "The gateway's id of the cancellation, once it gave one." })
  gatewayCancellationId!: string | null;

  @Field(() => RefusalCauseEnum, { nullable: true, description: "Why it was a definite no." })
  refusalCause!: RefusalCause | null;

  @Field(() => String, { nullable: true, description: "The gateway's own code." })
  code!: string | null;

  @Field(() => String, { nullable: true, description: "The gateway's own words." })
  message!: string | null;

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

  @Field(() => String, { nullable: true, description: "What went wrong on the way; null when an answer came." })
  error!: string | null;

  @Field(() => Int, { description: "How long it took, in milliseconds." })
  durationMs!: number;
}

/** Read of each row. The exchange is not: it is large and few may see it. */
export const ATTEMPT_COLUMNS = `id, sequence, status, gateway, ${partColumns("amount_")}, tries, look_ups, first_sent_at, last_sent_at, gateway_cancellation_id, refusal_cause, code, message, created_at, settled_at`;

export interface AttemptRow {
  id: string;
  sequence: number;
  status: AttemptStatus;
  gateway: GatewayName;
  amount_total: string;
  tries: number;
  look_ups: number;
  first_sent_at: string | null;
  last_sent_at: string | null;
  gateway_cancellation_id: string | null;
  refusal_cause: RefusalCause | null;
  code: string | null;
  message: string | null;
  created_at: string;
  settled_at: string | null;
  currency: string;
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

export const attemptOf = (row: AttemptRow): AttemptType => ({
  id: row.id,
  sequence: row.sequence,
  status: row.status,
  gateway: row.gateway,
  amount: moneyOf(row.amount_total, row.currency),
  tries: row.tries,
  lookUps: row.look_ups,
  firstSentAt: dateOf(row.first_sent_at),
  lastSentAt: dateOf(row.last_sent_at),
  gatewayCancellationId: row.gateway_cancellation_id,
  refusalCause: row.refusal_cause,
  code: row.code,
  message: row.message,
  createdAt: new Date(row.created_at),
  settledAt: dateOf(row.settled_at),
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
