/** The budget of automatic tries: what is put off for the same cause too often, or too long, is refused with that cause. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { after } from "../../clock.js";
import { explanationOf } from "../../gateways/finding.js";
import type { RefusalCause } from "../../gateways/port.js";
import type { RefundContext } from "../context.js";
import { raiseAlarm } from "../record/alarm.js";
import type { GatewayAttempt } from "../record/attempt.entity.js";
import type { Refund } from "../record/refund.entity.js";
import type { RedactedVerdict } from "./ask-gateway.js";
import { explanationOn, ownFinding, type RedactedExplanation } from "./finding.js";

type Deferred = Extract<RedactedVerdict, { kind: "DEFERRED" | "NOT_SENT" }>;
type Refused = Extract<RedactedVerdict, { kind: "REFUSED" }>;

/** The cause of a deferral, counted and told at the end; null where the gateway's circuit has an alarm of its own. */
export function causeOf(verdict: Deferred): RefusalCause | null {
  if (verdict.kind === "NOT_SENT") return "GATEWAY_UNAVAILABLE";
  if (verdict.notAllowed || verdict.finding === "CIRCUIT_OPEN") return null;
  return verdict.cause ?? "GATEWAY_UNAVAILABLE";
}

/** A limit of the day or the hours of a provider, who says no time: it ends by itself all the same. */
export const isProviders = (verdict: Pick<Extract<Deferred, { kind: "DEFERRED" }>, "cause">): boolean =>
  verdict.cause === "PROVIDER_REFUSED";

interface Put {
  context: RefundContext;
  em: EntityManager;
  refund: Refund;
  attempt: GatewayAttempt;
}

/** The refusal where the deferral was one too many, with its alarm; null while the budget lasts. Nothing was sent in either case. */
export async function refusedByBudget(put: Put, verdict: Deferred): Promise<Refused | null> {
  const cause = causeOf(verdict);
  if (cause === null) return null;
  const { settings, clock } = put.context;
  const { tries, since } = await earlier(put, "DEFERRED", cause);
  const timed =
    verdict.kind === "DEFERRED" &&
    (verdict.until !== null || isProviders(verdict)) &&
    cause !== "GATEWAY_STATE_DIFFERS";
  const spent = timed
    ? since !== null && since <= after(clock.now(), -settings.deferPatienceMs)
    : tries + 1 >= settings.deferTries;
  return spent ? refusal(put, cause, explanationOf(verdict), tries + 1) : null;
}

/** The same for attempts whose answers were lost and of which nothing moved, as is proved: each of them was tried again at once. */
export async function refusedAfterProofs(put: Put): Promise<Refused | null> {
  const { attempt, context } = put;
  const { tries } = await earlier(put, "NOT_EXECUTED", null);
  if (tries + 1 < context.settings.deferTries) return null;
  const cause =
    attempt.refusalCause ?? (attempt.claim === "STATE_DIFFERS" ? "GATEWAY_STATE_DIFFERS" : "GATEWAY_UNAVAILABLE");
  const words = attempt.code === null ? null : explanationOn(attempt);
  return refusal(put, cause, words ?? ownFinding("NOT_EXECUTED", "no answer came, and nothing moved"), tries + 1);
}

/** Attempts of the refund that ended like this one since a person last acted on it: who tries again has the whole budget. */
async function earlier(
  { em, refund }: Put,
  status: "DEFERRED" | "NOT_EXECUTED",
  cause: RefusalCause | null,
): Promise<{ tries: number; since: Date | null }> {
  const [row] = await em.execute<{ tries: number; since: string | null }[]>(
    `select count(*)::int as tries, min(settled_at) as since from gateway_attempt
     where refund_id = ? and status = ? and (?::text is null or refusal_cause = ?)
       and created_at >= coalesce((select max(at) from refund_history where refund_id = ? and cause = 'OPERATOR'), '-infinity')`,
    [refund.id, status, cause, cause, refund.id],
  );
  return { tries: row?.tries ?? 0, since: row?.since ? new Date(row.since) : null };
}

function refusal(
  { context, em, refund }: Put,
  cause: RefusalCause,
  because: RedactedExplanation,
  tries: number,
): Refused {
  const detail = { cause, code: because.code, tries };
  raiseAlarm(context, em, "TRIES_EXHAUSTED", { refund, at: context.clock.now(), detail });
  return { kind: "REFUSED", cause, ...because };
}
