/** The words of access control: what may be done (permission), who a person is (role), what a program is for (scope), whose data one may see in clear (grant). */

/** One entry per kind of thing that can be done or read. Who holds which stands in `matrix.ts`. */
export enum Permission {
  OrderReport = "ORDER_REPORT",
  ReturnCollect = "RETURN_COLLECT",
  ReturnWithdraw = "RETURN_WITHDRAW",
  PaymentCaptureReport = "PAYMENT_CAPTURE_REPORT",
  OrderFactsCorrect = "ORDER_FACTS_CORRECT",

  OrderRead = "ORDER_READ",
  PaymentRead = "PAYMENT_READ",
  ReturnRead = "RETURN_READ",
  RefundRead = "REFUND_READ",
  HistoryRead = "HISTORY_READ",
  /** The texts people wrote: memos, evidence, reasons, notes. */
  NoteRead = "NOTE_READ",
  NoteAdd = "NOTE_ADD",
  WorkItemRead = "WORK_ITEM_READ",
  WorkItemHandle = "WORK_ITEM_HANDLE",
  WorkItemClose = "WORK_ITEM_CLOSE",
  /** Lists by a customer's id, name, account or its holder; the value's grant on top. */
  CustomerSearch = "CUSTOMER_SEARCH",
  /** Clear values of one refund; each value's grant on top. */
  PersonalDataReveal = "PERSONAL_DATA_REVEAL",
  /** The record of accesses, and the word that a month of it was reviewed. */
  PersonalDataAccessReview = "PERSONAL_DATA_ACCESS_REVIEW",
  PersonRead = "PERSON_READ",
  FiguresRead = "FIGURES_READ",
  PersonFiguresRead = "PERSON_FIGURES_READ",
  /** One's own saved views, and reading those that are shared. */
  SavedViewUse = "SAVED_VIEW_USE",
  /** Also views that somebody else shares. */
  SavedViewTidy = "SAVED_VIEW_TIDY",
  RefundSubscribe = "REFUND_SUBSCRIBE",
  AttemptExchangeRead = "ATTEMPT_EXCHANGE_READ",

  RefundPreview = "REFUND_PREVIEW",
  RefundRequest = "REFUND_REQUEST",
  /** Also declining: whoever may say yes may say no. */
  RefundApprove = "REFUND_APPROVE",
  RefundRetry = "REFUND_RETRY",
  RefundCancel = "REFUND_CANCEL",
  RefundReopen = "REFUND_REOPEN",
  RefundResolveUnknown = "REFUND_RESOLVE_UNKNOWN",
  RefundFallBack = "REFUND_FALL_BACK",
  RefundAccountChange = "REFUND_ACCOUNT_CHANGE",
  RefundReversalRecord = "REFUND_REVERSAL_RECORD",
  RefundMatchCancellation = "REFUND_MATCH_CANCELLATION",
  RefundAmountLower = "REFUND_AMOUNT_LOWER",
  ManualRefundAccept = "MANUAL_REFUND_ACCEPT",
  ManualRefundResultRecord = "MANUAL_REFUND_RESULT_RECORD",
  RefundLedgerResultReport = "REFUND_LEDGER_RESULT_REPORT",

  GatewayRuleRead = "GATEWAY_RULE_READ",
  GatewayRuleCorrect = "GATEWAY_RULE_CORRECT",

  CalendarRead = "CALENDAR_READ",
  HolidayRecord = "HOLIDAY_RECORD",

  SchemaIntrospect = "SCHEMA_INTROSPECT",
  MetricsRead = "METRICS_READ",
}

export const PERMISSIONS: readonly Permission[] = Object.values(Permission);

/** Roles as the token names them. `service` is for programs; the others are for people. */
export const ROLES = [
  "refund-operator",
  "cs-agent",
  "accountant",
  "approver",
  "privacy-officer",
  "analyst",
  "service",
] as const;
export type Role = (typeof ROLES)[number];
/** The roles of people: the only ones the matrix gives anything to. `service` alone opens nothing but being logged in. */
export const PERSON_ROLES = ROLES.filter((role): role is PersonRole => role !== "service");
export type PersonRole = Exclude<Role, "service">;

/** Scopes of a program, as the values of the token's claim `scope` (RFC 8693 §4.2, RFC 9068). Each opens its part of the matrix. */
export const SCOPES = [
  "returns:write",
  "captures:write",
  "ledger-results:write",
  "orders:write",
  "events:read",
  "metrics:read",
] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * Grants to see personal data in clear, each on top of a role and given one by one to registered personal-data
 * handlers (개인정보취급자). Without a grant the field is masked.
 */
export const PERSONAL_DATA_GRANTS = ["PERSONAL_DATA_ID", "PERSONAL_DATA_NAME", "PERSONAL_DATA_ACCOUNT_NUMBER"] as const;
export type PersonalDataGrant = (typeof PERSONAL_DATA_GRANTS)[number];

export const isRole = (name: unknown): name is Role => (ROLES as readonly unknown[]).includes(name);

export const isScope = (name: unknown): name is Scope => (SCOPES as readonly unknown[]).includes(name);

export const isPersonalDataGrant = (name: unknown): name is PersonalDataGrant =>
  (PERSONAL_DATA_GRANTS as readonly unknown[]).includes(name);
