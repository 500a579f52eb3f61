/** Names of subjects that are no person's: parts of this service, and programs by their scope. */
import type { Scope } from "./permission.js";
import { SYSTEM_SUBJECT_PREFIX } from "./principal.js";

type Name = Readonly<{ ko: string; en: string }>;

const SYSTEM_NAMES: Readonly<Record<string, Name>> = {
  webhook: { ko: "시스템(결제사 알림)", en: "System (gateway notice)" },
  reconciler: { ko: "시스템(대사)", en: "System (reconciliation)" },
};
const SYSTEM_NAME: Name = { ko: "시스템", en: "System" };

const SCOPE_NAMES: Readonly<Record<Scope, Name>> = {
  "returns:write": { ko: "반품 서비스", en: "Return service" },
  "captures:write": { ko: "정산 서비스", en: "Settlement service" },
  "ledger-results:write": { ko: "주문 서비스", en: "Order service" },
  "orders:write": { ko: "주문 서비스", en: "Order service" },
  "events:read": { ko: "이벤트 수신 프로그램", en: "Event consumer" },
  "metrics:read": { ko: "모니터링", en: "Monitoring" },
};
const PROGRAM_NAME: Name = { ko: "프로그램", en: "Program" };

export const isSystemSubject = (subject: string): boolean => subject.startsWith(SYSTEM_SUBJECT_PREFIX);

export const systemName = (subject: string): Name =>
  SYSTEM_NAMES[subject.slice(SYSTEM_SUBJECT_PREFIX.length)] ?? SYSTEM_NAME;

/** One scope says what a program is for; several, or none, do not. */
export function programName(scopes: readonly Scope[]): Name {
  const [only, ...others] = scopes;
  return only !== undefined && others.length === 0 ? SCOPE_NAMES[only] : PROGRAM_NAME;
}
