/** The values of gateway rules: their kinds, and the shape of the value each kind has. */
import { z } from "zod";
import { bankOf } from "../gateways/bank.js";
import { schemaMessage } from "../messages/schema-message.js";
import type { MinorUnits } from "../money/minor-units.js";

/** No refund waits longer, in any unit; keeps day arithmetic far from the end of the calendar. */
const MAX_COUNT = 10_000;
/** No gateway moves a cancel's money later than this, in business days. */
const MAX_ARRIVAL_DAYS = 60;
/** Far above any fee per refund; a larger one is a typing error. */
const MAX_FEE = 1_000_000;

const count = z
  .number(schemaMessage("reasons.input.periodCount"))
  .int()
  .min(1, schemaMessage("reasons.input.least", { min: 1 }))
  .max(MAX_COUNT, schemaMessage("reasons.input.most", { max: MAX_COUNT }));
const fee = z
  .number()
  .int(schemaMessage("reasons.input.wholeWon"))
  .min(0, schemaMessage("reasons.input.least", { min: 0 }))
  .max(MAX_FEE, schemaMessage("reasons.input.mostWon", { max: MAX_FEE }))
  .transform((value) => value as MinorUnits);
const businessDays = z
  .number()
  .int()
  .min(0, schemaMessage("reasons.input.least", { min: 0 }))
  .max(MAX_ARRIVAL_DAYS, schemaMessage("reasons.input.mostDays", { max: MAX_ARRIVAL_DAYS }));
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, schemaMessage("reasons.input.timeOfDay"));

const bankCode = z.string().refine((code) => bankOf(code)?.code === code, schemaMessage("reasons.input.bankCode"));

const PERIOD_UNITS = ["DAYS", "MONTHS", "YEARS", "CALENDAR_MONTH"] as const;
export type PeriodUnit = (typeof PERIOD_UNITS)[number];

/** A stretch of Korean calendar days that begins with the day of payment. CALENDAR_MONTH: to the end of that month (당월). */
const period = z.discriminatedUnion("unit", [
  z.strictObject({ unit: z.enum(["DAYS", "MONTHS", "YEARS"]), count }),
  z.strictObject({ unit: z.literal("CALENDAR_MONTH") }),
]);
export type Period = z.output<typeof period>;

/** Only to compare two periods roughly. */
const DAYS_IN: Record<PeriodUnit, number> = { DAYS: 1, MONTHS: 30, YEARS: 365, CALENDAR_MONTH: 31 };
const roughDays = (it: Period): number => DAYS_IN[it.unit] * (it.unit === "CALENDAR_MONTH" ? 1 : it.count);

/** When something is needed: AFTER_MONTH is from the first day of the month after the payment's on. */
const NEEDS = ["NEVER", "ALWAYS", "AFTER_MONTH"] as const;
export type Need = (typeof NEEDS)[number];
const need = z.enum(NEEDS);

export const RULE_VALUES = {
  /**
   * `within`: until when the gateway cancels; null: without end. `atMost`: for a rule that differs by card company or
   * contract, after when it is clearly too late; null: the rule is exact. `ofMoney`: the period of a wallet's own money, where
   * `within` is that of a card behind it. `consentAfter`: later the seller has to agree with the provider first.
   */
  DEADLINE: z
    .strictObject({
      within: period.nullable().default(null),
      atMost: period.nullable().default(null),
      ofMoney: period.optional(),
      consentAfter: period.optional(),
    })
    .refine(({ within, atMost, ofMoney }) => ofMoney === undefined || (within !== null && atMost === null), {
      path: ["ofMoney"],
      message: schemaMessage("reasons.input.ofMoney"),
    })
    .refine(({ within, atMost }) => within !== null || atMost === null, {
      path: ["atMost"],
      message: schemaMessage("reasons.input.noDeadline"),
    })
    .refine(({ within, atMost }) => !within || !atMost || roughDays(atMost) > roughDays(within), {
      path: ["atMost"],
      message: schemaMessage("reasons.input.longerPeriod"),
    }),
  PARTIAL: z.strictObject({ possible: z.boolean() }),
  /** True when an authorised payment (매입 전) can be cancelled in part. */
  BEFORE_CAPTURE: z.strictObject({ partialPossible: z.boolean() }),
  /** How often one payment can be cancelled in part; null: as often as wanted. */
  CANCEL_COUNT: z.strictObject({
    max: z
      .number()
      .int()
      .min(1, schemaMessage("reasons.input.cancelCount"))
      .max(MAX_COUNT, schemaMessage("reasons.input.most", { max: MAX_COUNT }))
      .nullable()
      .default(null),
  }),
  /** The customer's bank account, and whether its holder's telephone number goes with it. */
  ACCOUNT: z.strictObject({ needed: need, phone: z.boolean() }),
  /** KFTC codes of the banks the provider can pay to; null: any. None at all: no list of its banks is published. */
  BANKS: z.strictObject({
    codes: z
      .array(bankCode)
      .refine((codes) => new Set(codes).size === codes.length, schemaMessage("reasons.input.bankOnce"))
      .nullable()
      .default(null),
  }),
  /** Need of the shop's refund contract (환불 특약) with the provider. */
  CONTRACT: z.strictObject({ needed: need }),
  /** True from the day the shop has its refund contract with the provider, false from the day it ended. People record it. */
  CONTRACT_MADE: z.strictObject({ made: z.boolean() }),
  UNSUPPORTED: z.strictObject({ unsupported: z.boolean() }),
  /** The fees the shop pays, in won: for each refund, and for the payment already, which does not come back. */
  FEE: z.strictObject({ perRefund: fee, sunk: fee }),
  /** Business days until the customer has the money; `max` null: no promise. `sameDay`: a full cancel on the day of payment arrives that day. */
  ARRIVAL: z
    .strictObject({ min: businessDays, max: businessDays.nullable().default(null), sameDay: z.boolean() })
    .refine(({ min, max }) => max === null || max >= min, {
      path: ["max"],
      message: schemaMessage("reasons.input.notLess"),
    }),
  /** Korean time of day in which the gateway takes refunds, `to` not included; null: all day. */
  HOURS: z.strictObject({
    open: z
      .strictObject({ from: timeOfDay, to: timeOfDay })
      .refine(({ from, to }) => from < to, { path: ["to"], message: schemaMessage("reasons.input.laterThan") })
      .nullable()
      .default(null),
  }),
} as const;

export type RuleKind = keyof typeof RULE_VALUES;
export const RULE_KINDS = Object.keys(RULE_VALUES) as RuleKind[];

export type ValueOf<K extends RuleKind> = z.output<(typeof RULE_VALUES)[K]>;
/** A kind with its value. */
export type RuleContent = { [K in RuleKind]: { kind: K; value: ValueOf<K> } }[RuleKind];
