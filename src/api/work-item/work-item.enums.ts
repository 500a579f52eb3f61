/** Kinds, severities and states of work items in the API. */
import type { Severity, WorkItemKind } from "../../refund/record/work-item.entity.js";
import { enumeration } from "../enumeration.js";

export const WorkItemKindEnum = enumeration<WorkItemKind>(
  "WorkItemKind",
  "The kind of a work item (확인할 일). Those of a state or a statement close by themselves; the others are closed by a person, where they have not ended by themselves.",
  {
    OUTCOME_UNKNOWN:
      "Nobody knows whether the money of a refund moved (결과 미확인). Closes when evidence or two people say so.",
    REFUSED: "A refund was refused and waits for a decision (거절). Facts: `cause`.",
    PENDING_LONG: "A refund is pending at the gateway for long (처리 지연).",
    DEFERRED_LONG: "A refund is put off again and again for long (장기 보류).",
    APPROVAL_WAITING: "A refund waits for its approval by a second person (승인대기).",
    TRANSFER_NOT_MADE: "The bank transfer of a manual refund failed (이체 실패). Facts: `cause`.",
    OUTCOME_STATED: "Somebody stated an unknown outcome; a second person has to confirm it. Facts: `statedBy`.",
    CANCELLATION_STATED:
      "Somebody stated a correction of a cancel; a second person has to confirm it. Facts: `statedBy`.",
    CORRECTION_PROPOSED:
      "Somebody proposed a correction of facts; a second person has to confirm it. Facts: `statedBy`.",
    BLOCKED:
      "A refund was collected long ago and cannot be requested because of something no operator can do (요청 불가). Facts: `code`, as the refund's first blocked reason has it, and the `task` that takes it out of the way. Closes when nothing is in the way, or the refund went on.",
    UNEXPECTED_SUCCESS: "The gateway refunded although the refund was on another way or already over.",
    AMOUNT_DIFFERS: "The gateway moved another amount than was asked for.",
    ANSWER_DIFFERS:
      "The gateway moved the amount that was asked for, and answered other parts of it than were sent: products, delivery, their taxes, or the figures of a line; or it counts another amount as still refundable than our books. Facts: each field as sent, or as it is in our books, and as answered, and the `gatewayRequestId` its support asks for.",
    EXCESS:
      "More has gone back than was paid, or is held for refunds than was captured (then `uncaptured` is among the facts).",
    OVERTAKEN:
      "A refund lost its reservation to money that moved in the gateway's console, or was never captured. Closes when the refund is no longer refused.",
    CHARGEBACK: "The card company took the money back.",
    MONEY_MAY_HAVE_MOVED:
      "Money moved at the gateway without this service while refunds of the payment are open. Each waits for a second person: cancel the one that it was, approve what is to be paid in addition. Closes when all of the cancel is matched or it is taken back, or when none of those refunds is open. Facts: `cancellationId`, `amount`, or of a corrected capture `captured`, `noRelease`.",
    AMOUNT_UNKNOWN:
      "Somebody cancelled a part at a gateway that names no amounts: find out how much, and record it (`paymentCancellationCorrect`), which closes it.",
    CANCELLATION_GONE:
      "The gateway counts less as cancelled than we booked: find out whether a cancel was taken back (취소 원복), and record that (`paymentCancellationCorrect`), which closes it, as a look does that finds as much as is booked. Facts: `counted`, `booked`.",
    RETURN_OWED_LESS:
      "Goods came back for which less is owed than they cost, because the rest had been cancelled at the gateway without this service, or was never captured. Where that cancel was for something else, have the difference reported as a cut of the line (quantity 0). Facts: `returnNo`, `alreadyReturned`.",
    CAPTURE_DIFFERS:
      "The gateway reports another captured amount (매입) than is recorded, or one that cannot be: nothing was changed. Find out which is right; where the recorded one is not, two people correct it (`orderFactsCorrect`), which closes the item of that amount. Facts: `reported` (UNREADABLE where it cannot be read as won), `recorded`, `problem`.",
    REVERSED: "The customer's bank sent a refund back: the money is owed again.",
    TRANSFER_FAILED:
      "The gateway says the transfer to the customer failed although the cancel succeeded. A refund that was still under way is refused with TRANSFER_FAILED; of a completed one, record the reversal.",
    GATEWAY_UNREACHABLE:
      "A gateway does not answer: work for it waits, and it is asked once a minute. Facts: `gateway`, `call`, `code`. Closes when the gateway answers again.",
    CREDENTIAL_REFUSED:
      "A gateway refuses the shop itself: its credential, its id or its rights. Its refunds wait, and go on by themselves once that is corrected, which closes it. Facts: `gateway`, `call`, `code`.",
    TRIES_EXHAUSTED:
      "A refund was put off for the same cause as often as it may be: it is refused with that cause. Facts: `cause`, `code`, `tries`. Closes when the refund is no longer refused.",
    RECONCILIATION:
      "Reconciliation found a difference to the gateway. Facts: `difference` (MISSING_HERE, MISSING_THERE, AMOUNT, STATE, DUPLICATE, LATE), `subject`, `ours`, `theirs`, `canDo`, `mended` (YES: our books agree now), `cancellationId`, `day`; where the order service is to report a booking, `attemptId`. Closes when a later reconciliation finds both sides agreed, unless our books were changed for it.",
    BOOKS_DIFFER:
      "The audit found that the books do not agree with themselves, or with the last signed checkpoint. Facts: `finding` (as `audit verify` names it), `subject`, `field`, `stored`, `expected`.",
    JOBS_FAILED:
      "Jobs failed every time and were set aside (중단된 작업). Facts: `jobs` (counted up to 1,000), and when the `newest` failed. Closes when none is left; closed by a person, it comes back with the next one.",
  },
);

export const SeverityEnum = enumeration<Severity>("Severity", "The severity of a work item (심각도).", {
  HIGH: "Money moved, or may have, otherwise than it should.",
  MEDIUM: "A customer waits until somebody acts.",
  LOW: "A look is enough.",
});

export type WorkItemState = "OPEN" | "SNOOZED" | "CLOSED";
export const WorkItemStateEnum = enumeration<WorkItemState>(
  "WorkItemState",
  "The state of a work item (확인할 일의 상태): whether somebody has to look at it now, later, or no more.",
  {
    OPEN: "To be looked at now, assigned or not (열림).",
    SNOOZED: "Put off by a person; it comes back by itself (미룸).",
    CLOSED: "Closed, by a person or by itself; it stays readable (닫힘).",
  },
);
