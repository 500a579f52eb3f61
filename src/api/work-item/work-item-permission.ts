/** Permissions that work items are seen to with. */
import { Permission } from "../../access/permission.js";
import { isTask, PERMISSION_OF_TASK } from "../../refund/eligibility/advice.js";
import type { WorkItemKind } from "../../refund/record/work-item.entity.js";
import type { WorkItemType } from "./work-item.type.js";

/** The permission that what is to be done is done with. A blocked refund's depends on what is in the way. */
const SEEN_TO_WITH: Readonly<Record<Exclude<WorkItemKind, "BLOCKED">, Permission>> = {
  OUTCOME_UNKNOWN: Permission.RefundResolveUnknown,
  REFUSED: Permission.RefundRetry,
  PENDING_LONG: Permission.RefundResolveUnknown,
  DEFERRED_LONG: Permission.RefundRetry,
  APPROVAL_WAITING: Permission.RefundApprove,
  TRANSFER_NOT_MADE: Permission.ManualRefundResultRecord,
  OUTCOME_STATED: Permission.RefundResolveUnknown,
  CANCELLATION_STATED: Permission.RefundResolveUnknown,
  CORRECTION_PROPOSED: Permission.OrderFactsCorrect,
  UNEXPECTED_SUCCESS: Permission.WorkItemClose,
  AMOUNT_DIFFERS: Permission.WorkItemClose,
  ANSWER_DIFFERS: Permission.WorkItemClose,
  EXCESS: Permission.WorkItemClose,
  OVERTAKEN: Permission.RefundMatchCancellation,
  CHARGEBACK: Permission.WorkItemClose,
  MONEY_MAY_HAVE_MOVED: Permission.RefundMatchCancellation,
  RETURN_OWED_LESS: Permission.WorkItemClose,
  AMOUNT_UNKNOWN: Permission.RefundResolveUnknown,
  CANCELLATION_GONE: Permission.RefundResolveUnknown,
  CAPTURE_DIFFERS: Permission.OrderFactsCorrect,
  REVERSED: Permission.RefundApprove,
  TRANSFER_FAILED: Permission.RefundReversalRecord,
  GATEWAY_UNREACHABLE: Permission.WorkItemClose,
  CREDENTIAL_REFUSED: Permission.WorkItemClose,
  TRIES_EXHAUSTED: Permission.RefundRetry,
  RECONCILIATION: Permission.WorkItemClose,
  BOOKS_DIFFER: Permission.WorkItemClose,
  JOBS_FAILED: Permission.WorkItemClose,
};

/** Null: nobody can do anything but wait. */
export function permissionFor({ kind, detail }: Pick<WorkItemType, "kind" | "detail">): Permission | null {
  if (kind !== "BLOCKED") return SEEN_TO_WITH[kind];
  const { task } = detail;
  return isTask(task) ? PERMISSION_OF_TASK[task] : null;
}
