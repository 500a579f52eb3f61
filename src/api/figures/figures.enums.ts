/** The dimensions figures are grouped by, as GraphQL enums: each list of figures has those that mean something for it. */
import { enumeration } from "../enumeration.js";

export type OpenDimension = "STATE" | "AGE" | "GATEWAY" | "PROVIDER" | "METHOD" | "CAUSE";
export type OverdueDimension = "GATEWAY" | "PROVIDER" | "METHOD";
export type DailyDimension = "DAY" | "GATEWAY" | "PROVIDER" | "METHOD";
export type FailureDimension = DailyDimension | "CAUSE";
export type PersonDimension = "DAY" | "MONTH";
export type Dimension = OpenDimension | FailureDimension;

const GATEWAY = "결제사 — the gateway of the payment.";
const PROVIDER = "PG — the provider behind the gateway.";
const METHOD = "결제수단 — the method of payment.";
const DAY = "일자 — the Korean calendar day.";
const CAUSE = "실패 사유 — the cause of the failure.";

export const OpenDimensionEnum = enumeration<OpenDimension>(
  "OpenRefundDimension",
  "A dimension that open refunds are grouped by.",
  {
    STATE: "상태 — the state of the refund.",
    AGE: "경과일수 — how long ago the refund was created.",
    GATEWAY,
    PROVIDER,
    METHOD,
    CAUSE,
  },
);

export const OverdueDimensionEnum = enumeration<OverdueDimension>(
  "OverdueRefundDimension",
  "A dimension that overdue refunds are grouped by.",
  { GATEWAY, PROVIDER, METHOD },
);

export const DailyDimensionEnum = enumeration<DailyDimension>(
  "DailyRefundDimension",
  "A dimension that the refunds of a range of days are grouped by.",
  { DAY, GATEWAY, PROVIDER, METHOD },
);

export const FailureDimensionEnum = enumeration<FailureDimension>(
  "FailureDimension",
  "A dimension that failures are grouped by.",
  { DAY, GATEWAY, PROVIDER, METHOD, CAUSE },
);

export const PersonDimensionEnum = enumeration<PersonDimension>(
  "PersonFigureDimension",
  "A dimension that figures of persons are grouped by, besides the person.",
  { DAY, MONTH: "월 — the Korean month." },
);

export type AgeBucket = "TODAY" | "DAYS_1_TO_3" | "DAYS_4_TO_7" | "DAYS_8_TO_30" | "MORE_THAN_30_DAYS";

export const AgeBucketEnum = enumeration<AgeBucket>(
  "AgeBucket",
  "The Korean calendar days since a refund was created (경과일수).",
  {
    TODAY: "당일 — created today.",
    DAYS_1_TO_3: "1–3일 — created one to three days ago.",
    DAYS_4_TO_7: "4–7일 — created four to seven days ago.",
    DAYS_8_TO_30: "8–30일 — created eight to thirty days ago.",
    MORE_THAN_30_DAYS: "30일 초과 — created more than thirty days ago.",
  },
);
