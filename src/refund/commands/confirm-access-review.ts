/** personalDataAccessReviewConfirm (접속기록 월 점검): an officer's word that a month of the access record was reviewed, once and for good. */
import type { Principal } from "../../access/principal.js";
import { personKey } from "../../access/subject.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { sentence } from "../../messages/sentence.js";
import { monthOf, monthsAfter, startOf } from "../../personal-data/access-months.js";
import { PersonalDataAccessReview } from "../../personal-data/access.entity.js";
import { lockChain } from "../../personal-data/record-access.js";
import { fail, ok } from "../../problem.js";
import { Secret } from "../../secret.js";
import { commandOnce, type RefundContext } from "../context.js";

export const reviewSealContext = (month: string) => ({
  table: "personal_data_access_review",
  column: "findings",
  rowId: month,
});

/**
 * `month`: its first day. Nobody confirms what they did themselves: with an access of one's own in the month, another officer has to.
 * Outcomes: INVALID_INPUT (the month is not over), SAME_PERSON, ACCESS_REVIEW_CONFIRMED.
 */
export function confirmAccessReview(
  context: RefundContext,
  principal: Principal,
  { month, findings, idempotencyKey }: { month: string; findings: string; idempotencyKey: string },
): Promise<IdempotentResult<{ month: string }>> {
  const { cipher, clock } = context;
  const command = {
    principal,
    operation: "personalDataAccessReviewConfirm",
    idempotencyKey,
    input: { month, findings },
  };
  return commandOnce(context, command, async (em) => {
    const now = clock.now();
    if (month >= monthOf(now))
      return fail("INVALID_INPUT", { reason: sentence("reasons.accessReview.notOver") }, ["month"]);
    await lockChain(em);
    const known = await em.findOne(PersonalDataAccessReview, { month });
    if (known) return fail("ACCESS_REVIEW_CONFIRMED", { month: month.slice(0, 7) }, ["month"]);
    const [counts] = await em.execute<{ accesses: number; own: number }[]>(
      `select count(*)::int as accesses, (count(*) filter (where actor_key = ?))::int as own
       from personal_data_access where at >= ?::timestamptz and at < ?::timestamptz`,
      [personKey(principal.subject), startOf(month), startOf(monthsAfter(month, 1))],
    );
    const { accesses = 0, own = 0 } = counts ?? {};
    if (own > 0) return fail("SAME_PERSON");
    em.persist(
      Object.assign(new PersonalDataAccessReview(), {
        month,
        confirmedBy: principal.subject,
        confirmedAt: now,
        accesses,
        findingsSealed: cipher.seal(new Secret(findings), reviewSealContext(month)),
      }),
    );
    return ok({ month });
  });
}
