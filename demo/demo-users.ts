/** Users of the demo's refund service: one person for each role, and the programs with their scopes. */
import { MAX_TOKEN_AGE_S } from "../src/access/token.js";
import type { DevelopmentIssuer } from "../src/access/development-issuer.js";
import {
  PERSONAL_DATA_GRANTS,
  ROLES,
  type PersonalDataGrant,
  type Role,
  type Scope,
} from "../src/access/permission.js";

export interface DemoUser {
  role: Role;
  subject: string;
  name: string;
  /** The purpose of the role, in a few words. */
  does: string;
  grants: readonly PersonalDataGrant[];
}

const person = (
  role: Role,
  subject: string,
  name: string,
  does: string,
  grants: readonly PersonalDataGrant[] = [],
): DemoUser => ({ role, subject, name, does, grants });

const DEMO_USERS_BY_ROLE: Readonly<Record<Role, DemoUser>> = {
  "refund-operator": person("refund-operator", "kim.seoyeon", "김서연", "환불 담당 · requests refunds"),
  "cs-agent": person("cs-agent", "park.jiwoo", "박지우", "상담원 · explains and cancels", ["PERSONAL_DATA_NAME"]),
  accountant: person("accountant", "lee.youngho", "이영호", "회계 · reads refunds and payments", PERSONAL_DATA_GRANTS),
  approver: person("approver", "choi.jungsook", "최정숙", "팀장 · approves large refunds"),
  "privacy-officer": person("privacy-officer", "han.taeyoon", "한태윤", "개인정보 보호 · sees who decided"),
  analyst: person("analyst", "yoon.dahye", "윤다혜", "분석가 · reads everything, changes nothing"),
  service: person("service", "return-service", "반품 서비스", "hands over collected returns"),
};

/** The demo's programs: each may do its own work and no other's. */
const PROGRAMS = {
  "return-service": { name: "반품 서비스", scopes: ["returns:write"] },
  "order-service": { name: "주문 서비스", scopes: ["ledger-results:write", "events:read"] },
} as const satisfies Record<string, { name: string; scopes: readonly Scope[] }>;
export type DemoProgram = keyof typeof PROGRAMS;

export const programToken = (issuer: DevelopmentIssuer, program: DemoProgram): Promise<string> => {
  const { name, scopes } = PROGRAMS[program];
  return issuer.issue({ subject: program, name, roles: ["service"], scopes, expiresIn: MAX_TOKEN_AGE_S });
};

export const DEMO_USERS: readonly DemoUser[] = ROLES.map((role) => DEMO_USERS_BY_ROLE[role]);

/** A token that lives as long as any may: a shift. */
export const tokenFor = (issuer: DevelopmentIssuer, role: Role): Promise<string> => {
  if (role === "service") return programToken(issuer, "return-service");
  const { subject, name, grants } = DEMO_USERS_BY_ROLE[role];
  return issuer.issue({ subject, name, roles: [role], grants, expiresIn: MAX_TOKEN_AGE_S });
};
