/** The roles of people as people say them. */
import type { PersonRole } from "./permission.js";

export const ROLE_NAMES: Readonly<Record<PersonRole, Readonly<{ ko: string; en: string }>>> = {
  "refund-operator": { ko: "환불 운영자", en: "refund operator" },
  "cs-agent": { ko: "상담원", en: "customer-service agent" },
  accountant: { ko: "회계 담당자", en: "accountant" },
  approver: { ko: "승인자", en: "approver" },
  "privacy-officer": { ko: "개인정보 보호책임자", en: "privacy officer" },
  analyst: { ko: "분석가", en: "analyst" },
};
