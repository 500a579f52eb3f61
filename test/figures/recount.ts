/** A slow recount: every refund is followed through its history, and the groups are added up one refund at a time. */
import type { RefundState } from "../../machines/states.js";
import { koreanDay } from "../../src/clock.js";
import { daysBetween } from "../../src/calendar/korean-days.js";
import type { GatewayName, PaymentMethod, RefusalCause } from "../../src/gateways/port.js";
import { won } from "../../src/money/minor-units.js";
import { interestOf } from "../../src/refund/record/refund-interest.js";
import type { TestService } from "../kit/test-service.js";
import { DAILY, keyOf, type Figures, type Groups } from "./figures.js";

interface Step {
  refund_id: string;
  from_state: RefundState | null;
  to_state: RefundState;
  event: string;
  amount: number;
  at: string;
  reason_code: string | null;
  /** Of the attempt that the step was about. */
  attempt_cause: RefusalCause | null;
  gateway: GatewayName;
  provider: string | null;
  method: PaymentMethod;
  disputed: boolean;
  currency: string;
  owed_since: string;
  due_on: string;
  refusal_cause: RefusalCause | null;
}

const STEPS = `
  select h.refund_id, h.from_state, h.to_state, h.event, h.amount::float8 as amount, h.at::text as at, h.reason_code,
    a.refusal_cause as attempt_cause, p.gateway, p.provider, p.method, p.disputed, o.currency, r.owed_since::text as owed_since,
    r.due_on::text as due_on, r.refusal_cause
  from refund_history h join refund r on r.id = h.refund_id join payment p on p.id = r.payment_id join orders o on o.id = r.order_id
  left join gateway_attempt a on a.id = h.attempt_id
  order by h.refund_id, h.sequence`;

const HOUR_MS = 3_600_000;
const FAILED: readonly string[] = ["refundRequested.refused", "accepted.failed"];
/** As the schema spells them. */
const nameOf = (state: string): string => state.replace(/[A-Z]/g, "_$&").replaceAll(".", "_").toUpperCase();
const AGES: [number, string][] = [
  [0, "TODAY"],
  [3, "DAYS_1_TO_3"],
  [7, "DAYS_4_TO_7"],
  [30, "DAYS_8_TO_30"],
];
const ageOf = (days: number): string => AGES.find(([most]) => days <= most)?.[1] ?? "MORE_THAN_30_DAYS";

function causeOf({ to_state: state, attempt_cause: ofAttempt, event, reason_code: reason }: Step): string {
  if (state === "accepted.failed") return reason ?? "BANK_REFUSED";
  return event === "OVERTAKEN" ? "OVERTAKEN" : (ofAttempt ?? "PROVIDER_REFUSED");
}

/** The smallest value that at least this share of all does not exceed. */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.ceil(share * sorted.length - 1e-9) - 1] ?? NaN;

function add(groups: Groups, key: string, numbers: readonly number[]): void {
  const known = groups[key] ?? numbers.map(() => 0);
  groups[key] = numbers.map((number, index) => number + (known[index] ?? 0));
}

export async function recount(t: TestService): Promise<Figures> {
  const figures: Figures = {
    ...{ open: {}, overdue: {}, daily: {}, failures: {} },
    ...{ byDay: {}, byMethod: {}, ofDays: {}, byGateway: {}, byPayment: {}, together: {} },
  };
  const hours: Record<string, number[]> = {};
  const today = koreanDay(t.clock.now());
  for (const steps of Map.groupBy(await t.rows<Step>(STEPS), (step) => step.refund_id).values()) {
    countOne(figures, hours, steps, today);
  }
  for (const [key, list] of Object.entries(hours)) {
    const sorted = list.toSorted((a, b) => a - b);
    const numbers = [sorted.length, percentile(sorted, 0.5), percentile(sorted, 0.9), percentile(sorted, 0.99)];
    const groups = key === "all" ? figures.together : key.includes(" ") ? figures.byPayment : figures.byGateway;
    groups[key] = numbers;
  }
  for (const [key, counted] of Object.entries(figures.daily)) {
    const [day, , method, currency] = key.split(" ");
    add(figures.byDay, keyOf(day, currency), counted);
    add(figures.byMethod, keyOf(method, currency), counted);
  }
  for (const [key, counted] of Object.entries(figures.failures)) {
    const [day, , , , currency] = key.split(" ");
    add(figures.ofDays, keyOf(day, currency), counted);
  }
  return figures;
}

function countOne(figures: Figures, hours: Record<string, number[]>, steps: readonly Step[], today: string): void {
  const first = steps[0]!;
  const last = steps.at(-1)!;
  const { gateway, provider, method, currency } = last;
  const on = ({ at }: Pick<Step, "at">) => koreanDay(new Date(at));
  const daily = (step: Step, name: (typeof DAILY)[number], amount: number) =>
    add(
      figures.daily,
      keyOf(on(step), gateway, method, currency),
      DAILY.flatMap((each) => (each === name ? [1, amount] : [0, 0])),
    );
  daily(first, "created", last.amount);
  const entered = steps.filter((step) => step.from_state !== step.to_state);
  for (const step of entered.filter(({ to_state: state }) => FAILED.includes(state))) {
    daily(step, "failed", step.amount);
    add(figures.failures, keyOf(on(step), gateway, method, causeOf(step), currency), [1, step.amount]);
  }
  for (const step of entered.filter(({ to_state: state }) => state === "cancelled"))
    daily(step, "cancelled", step.amount);
  const completed = entered.find(({ to_state: state }) => state === "completed");
  if (completed) {
    daily(completed, "completed", last.amount);
    if (completed.event === "RECORD_SUCCESS") daily(completed, "paidByTransfer", last.amount);
    const took = Math.floor((Date.parse(completed.at) - Date.parse(last.owed_since)) / HOUR_MS);
    for (const key of ["all", gateway, keyOf(gateway, provider, method)]) (hours[key] ??= []).push(took);
  }
  const reversed = steps.find(({ event }) => event === "REVERSED");
  if (reversed) daily(reversed, "reversed", last.amount);
  if (!["completed", "cancelled"].includes(last.to_state)) countOpen(figures, first, entered.at(-1)!, last, today);
}

function countOpen(figures: Figures, first: Step, entered: Step, last: Step, today: string): void {
  const { gateway, provider, method, currency, amount, to_state: state } = last;
  const age = ageOf(daysBetween(koreanDay(new Date(first.at)), today));
  const cause = FAILED.includes(state) ? causeOf(entered) : null;
  add(figures.open, keyOf(nameOf(state), age, gateway, provider, method, cause, currency), [1, amount]);
  const late = {
    state,
    amount: won(amount),
    dueOn: last.due_on,
    completedAt: null,
    cancelReason: null,
    refusalCause: last.refusal_cause,
    method,
    disputed: last.disputed,
    hasSuccessor: false,
  };
  const { daysLate, amount: interest } = interestOf(late, today);
  if (daysLate === 0) return;
  const numbers = [1, amount, interest ?? 0, interest === null ? 1 : 0];
  add(figures.overdue, keyOf(gateway, provider, method, currency), numbers);
}
