/** The ways to unblock a refund, and who may take them: each is tied to a permission that somebody holds. Pure. */
import { MATRIX } from "../../access/matrix.js";
import { Permission, type PersonRole, type Scope } from "../../access/permission.js";
import type { ObjectionCode } from "./objections.js";
import { availableActions, PERMISSION_OF_ACTION, type Action, type RefundFacts } from "./rules.js";

/** Steps that are no action on the refund itself. */
const PERMISSION_BESIDE = {
  CORRECT_FACTS: Permission.OrderFactsCorrect,
  RECORD_RULE: Permission.GatewayRuleCorrect,
  REPORT_CAPTURE: Permission.PaymentCaptureReport,
  REPORT_ORDER: Permission.ReturnCollect,
  REPORT_LEDGER_RESULT: Permission.RefundLedgerResultReport,
} as const satisfies Record<string, Permission>;

export type Task = Action | keyof typeof PERMISSION_BESIDE;

export const PERMISSION_OF_TASK: Readonly<Record<Task, Permission>> = { ...PERMISSION_OF_ACTION, ...PERMISSION_BESIDE };

export const isTask = (name: unknown): name is Task =>
  typeof name === "string" && Object.hasOwn(PERMISSION_OF_TASK, name);

/** Tasks of two people: one states, the other confirms. */
export const IN_TWO: ReadonlySet<Task> = new Set(["RESOLVE_UNKNOWN", "CORRECT_FACTS"]);

/** Whoever may do it: the roles of people, or where no person may, the programs. */
export function holdersOf(task: Task): readonly (PersonRole | Scope)[] {
  const { roles, scopes } = MATRIX[PERMISSION_OF_TASK[task]];
  return roles.length > 0 ? roles : scopes;
}

/** The tasks that take each objection out of the way, best first; the sentence is the message of its name in `unblock`. */
export const UNBLOCKED_BY: Readonly<Record<ObjectionCode, readonly Task[]>> = {
  NOT_SUPPORTED: ["FALL_BACK_TO_MANUAL"],
  DEADLINE_PASSED: ["FALL_BACK_TO_MANUAL"],
  WALLET_SOURCE_UNKNOWN: ["CORRECT_FACTS", "FALL_BACK_TO_MANUAL"],
  SELLER_CONSENT_MISSING: ["CORRECT_FACTS", "FALL_BACK_TO_MANUAL"],
  NOT_CAPTURED: ["REPORT_CAPTURE"],
  PARTIAL_NOT_POSSIBLE: ["FALL_BACK_TO_MANUAL"],
  CANCEL_COUNT_EXHAUSTED: ["FALL_BACK_TO_MANUAL"],
  CONTRACT_MISSING: ["RECORD_RULE", "FALL_BACK_TO_MANUAL"],
  REFUND_ACCOUNT_MISSING: ["CHANGE_ACCOUNT"],
  REFUND_ACCOUNT_PHONE_MISSING: ["CHANGE_ACCOUNT"],
  REFUND_BANK_NOT_SUPPORTED: ["CHANGE_ACCOUNT", "FALL_BACK_TO_MANUAL"],
  PROVIDER_UNKNOWN: ["CORRECT_FACTS", "REQUEST", "RETRY"],
  DEADLINE_UNCERTAIN: ["REQUEST", "RETRY", "FALL_BACK_TO_MANUAL"],
  OUTSIDE_HOURS: ["REQUEST", "RETRY"],
  GATEWAY_BALANCE_SPENT: ["FALL_BACK_TO_MANUAL"],
  REFUND_AMOUNT_EXCEEDED: ["MATCH_CANCELLATION", "LOWER_AMOUNT", "CANCEL"],
  PAYMENT_DISPUTED: ["CANCEL"],
  PAYMENT_BUSY: ["REQUEST", "RETRY"],
};

/** For what is possible at all, whoever may do it. */
const ANYBODY = { subject: "", may: () => true };

const ANY_ACCOUNT = { bankCode: null, hasPhone: true };

const isAction = (task: Task): task is Action => Object.hasOwn(PERMISSION_OF_ACTION, task);

/** The tasks that are possible now, in their order; where a bank transfer waits for an account, that account in its place. */
export function possibleNow<T extends Task>(tasks: readonly T[], facts: RefundFacts): (T | "CHANGE_ACCOUNT")[] {
  const possible = availableActions(facts, ANYBODY, false);
  const withAccount = availableActions({ ...facts, account: ANY_ACCOUNT }, ANYBODY, false);
  const needsAccount = !possible.includes("FALL_BACK_TO_MANUAL") && withAccount.includes("FALL_BACK_TO_MANUAL");
  const wanted = tasks.map((task) => (task === "FALL_BACK_TO_MANUAL" && needsAccount ? "CHANGE_ACCOUNT" : task));
  return [...new Set(wanted)].filter((task) => !isAction(task) || possible.includes(task));
}

/** Tasks the caller may do at once: an action that is open to them now, or another task they hold the permission for. */
export function openTo(
  tasks: readonly Task[],
  caller: { available: readonly Action[]; may(permission: Permission): boolean },
): Task[] {
  return tasks.filter((task) =>
    isAction(task) ? caller.available.includes(task) : caller.may(PERMISSION_OF_TASK[task]),
  );
}
