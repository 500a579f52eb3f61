/** manualRefundResultsRecord (환불처리결과 변경): what became of up to 100 bank transfers; one answer each. */
import { sentence } from "../messages/sentence.js";
import type { Sentence } from "../messages/text.js";
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import type { RefundEvent } from "../../machines/transition.js";
import type { Principal } from "../access/principal.js";
import { koreanDay } from "../clock.js";
import type { GatewayName } from "../gateways/port.js";
import type { MinorUnits } from "../money/minor-units.js";
import { currencyOf } from "../orders/order.entity.js";
import { Payment } from "../orders/payment.entity.js";
import { fail, ok, type Failure, type Outcome } from "../problem.js";
import { inBulk, type BulkAnswer } from "../refund/commands/bulk.js";
import { commandOnce, type RefundContext } from "../refund/context.js";
import { forbidEvent } from "../refund/eligibility/rules.js";
import { applyTransition } from "../refund/record/apply-transition.js";
import { RefundHistory } from "../refund/record/history.entity.js";
import { joinedMemo, storeMemo } from "../refund/record/memo.js";
import { Refund } from "../refund/record/refund.entity.js";
import { lockRefundAt } from "../refund/record/repository.js";
import type { TransferFailureCause } from "../refund/record/transfer-failure.js";
import { lookBeforeTransfer, type LookBeforeTransfer } from "../refund/settlement/look-before-transfer.js";

export type TransferResult =
  /** 성공: the bank made it. */
  | {
      result: "SUCCEEDED";
      /** Korean day on which it was made, `yyyy-mm-dd`: not before the acceptance, not in the future. */
      transferredOn: string;
      /** The bank's number of it, where there is one. */
      bankReference: string | null;
      /** Why it is recorded although the gateway cannot be asked just now. Stored with the memo. */
      withoutLookUpBecause: string | null;
    }
  /** 실패: the status stays 환불접수, and the refund is owed as before. */
  | { result: "FAILED"; failureCause: TransferFailureCause }
  /** 미처리: a failure is taken back, to be paid again. */
  | { result: "UNPROCESSED" };

export type RecordedResult = TransferResult & {
  id: string;
  expectedVersion: number;
  /** The refund's `payableByHand` as the page showed it, in minor units. */
  expectedPayable: MinorUnits;
  memo: string | null;
};

const EVENT_OF: Readonly<Record<TransferResult["result"], RefundEvent>> = {
  SUCCEEDED: { type: "RECORD_SUCCESS" },
  FAILED: { type: "RECORD_FAILURE" },
  UNPROCESSED: { type: "RESET_RESULT" },
};

/**
 * Before a success is recorded the gateway is asked whether it has paid the customer meanwhile; what it shows is booked first.
 * Recording moves no money, so whoever cannot wait for a gateway that is away may say why and record it without the look.
 *
 * Outcomes as a whole: those of `inBulk`. Per refund: NOT_FOUND, VERSION_CONFLICT, REFUND_STATE_CONFLICT, PAYABLE_AMOUNT_CHANGED,
 * INVALID_INPUT (the transfer's day), GATEWAY_UNREACHABLE (nothing changed), EVIDENCE_DISAGREES.
 */
export async function recordResults(
  context: RefundContext,
  principal: Principal,
  { results, idempotencyKey }: { results: RecordedResult[]; idempotencyKey: string },
): Promise<Outcome<BulkAnswer[]>> {
  const bulk = { operation: "manualRefundResultsRecord", idempotencyKey, field: "results", items: results };
  // A hundred transfers of one gateway that is away must not wait a hundred times.
  const away = new Set<GatewayName>();
  return inBulk(context, principal, bulk, async (recorded, command) => {
    const look = recorded.result === "SUCCEEDED" ? await lookFirst(context, recorded, away) : null;
    return commandOnce(context, command, (em) => recordOne(context, em, principal, recorded, look));
  });
}

/** Null: nothing was asked, for the refund is another than the caller has seen, or its gateway is known to be away. */
async function lookFirst(
  context: RefundContext,
  { id, expectedVersion }: RecordedResult,
  away: Set<GatewayName>,
): Promise<LookBeforeTransfer | Failure | null> {
  const em = context.root.fork();
  const refund = await em.findOne(Refund, { id, version: expectedVersion });
  if (!refund || forbidEvent(refund, EVENT_OF.SUCCEEDED)) return null;
  const { gateway } = await em.findOneOrFail(Payment, refund.paymentId);
  if (away.has(gateway)) return null;
  const look = await lookBeforeTransfer(context, refund);
  if (!("problem" in look) && !look.asked) away.add(gateway);
  return look;
}

async function recordOne(
  context: RefundContext,
  em: EntityManager,
  principal: Principal,
  recorded: RecordedResult,
  look: LookBeforeTransfer | Failure | null,
): Promise<Outcome<{ refundId: string }>> {
  const locked = await lockRefundAt(em, recorded.id, recorded.expectedVersion);
  if (!locked.ok) return locked;
  const refund = locked.value;
  const event = EVENT_OF[recorded.result];
  const impossible = forbidEvent(refund, event);
  if (impossible) return impossible;
  const { payableByHand } = refund;
  assert(payableByHand !== null, "what is accepted by hand has an amount to transfer");
  if (payableByHand !== recorded.expectedPayable) {
    const currency = await currencyOf(em, refund.orderId);
    return fail("PAYABLE_AMOUNT_CHANGED", { payableByHand, currency }, ["expectedPayable"]);
  }

  const at = context.clock.now();
  let { memo } = recorded;
  let reasonCode: string | null = null;
  if (recorded.result === "SUCCEEDED") {
    if (look && "problem" in look) return look;
    memo = joinedMemo(recorded.withoutLookUpBecause, memo);
    if (!look?.asked) {
      if (recorded.withoutLookUpBecause === null) return fail("GATEWAY_UNREACHABLE");
      reasonCode = "GATEWAY_NOT_ASKED";
    }
    const impossibleDay = await forbidDay(em, refund, recorded.transferredOn, at);
    if (impossibleDay) return impossibleDay;
    refund.transferredOn = recorded.transferredOn;
    refund.bankReference = recorded.bankReference;
  } else if (recorded.result === "FAILED") refund.transferFailureCause = reasonCode = recorded.failureCause;
  const origin = { cause: "OPERATOR", actor: principal.subject, at, reasonCode } as const;
  const transition = await applyTransition(context, em, refund, event, origin);
  if (!transition.ok) return transition;
  storeMemo(context, em, refund, memo);
  return ok({ refundId: refund.id });
}

/** A transfer cannot have been made tomorrow, nor before anybody had accepted that it would be. */
async function forbidDay(em: EntityManager, refund: Refund, day: string, now: Date): Promise<Failure | null> {
  const forbidden = (reason: Sentence) => fail("INVALID_INPUT", { reason }, ["transferredOn"]);
  const today = koreanDay(now);
  if (day > today) return forbidden(sentence("reasons.refund.transferInFuture", { day, today }));
  const accepted = await em.findOneOrFail(
    RefundHistory,
    { refundId: refund.id, toState: { $like: "accepted.%" } },
    { orderBy: { sequence: "asc" } },
  );
  const since = koreanDay(accepted.at);
  return day < since ? forbidden(sentence("reasons.refund.transferTooEarly", { day, since })) : null;
}
