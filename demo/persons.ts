/** Who works at the demo's refund desk: one person for each role, and the return service. */
import { MAX_TOKEN_AGE_S } from "../src/access/token.js";
import type { DevelopmentIssuer } from "../src/access/development-issuer.js";
import { PERSONAL_DATA_GRANTS, ROLES, type PersonalDataGrant, type Role } from "../src/access/permission.js";

export interface DemoPerson {
  role: Role;
  subject: string;
  name: string;
  /** What the role is for, in a few words. */
  does: string;
  grants: readonly PersonalDataGrant[];
}

const person = (
  role: Role,
  subject: string,
  name: string,
  does: string,
  grants: readonly PersonalDataGrant[] = [],
): DemoPerson => ({ role, subject, name, does, grants });

const CAST: Readonly<Record<Role, DemoPerson>> = {
  "refund-operator": person("refund-operator", "kim.seoyeon", "김서연", "환불 담당 · requests refunds"),
  "cs-agent": person("cs-agent", "park.jiwoo", "박지우", "상담원 · explains and cancels", ["PERSONAL_DATA_NAME"]),
  accountant: person("accountant", "lee.youngho", "이영호", "회계 · reads refunds and payments", PERSONAL_DATA_GRANTS),
  approver: person("approver", "choi.jungsook", "최정숙", "팀장 · approves large refunds"),
  "privacy-officer": person("privacy-officer", "han.taeyoon", "한태윤", "개인정보 보호 · sees who decided"),
  analyst: person("analyst", "yoon.dahye", "윤다혜", "분석가 · reads everything, changes nothing"),
  service: person("service", "return-service", "반품 서비스", "hands over collected returns"),
};

export const DEMO_PERSONS: readonly DemoPerson[] = ROLES.map((role) => CAST[role]);

/** A token that lives as long as any may: a shift. */
export const tokenFor = (issuer: DevelopmentIssuer, role: Role): Promise<string> => {
  const { subject, name, grants } = CAST[role];
  return issuer.issue({ subject, name, roles: [role], grants, expiresIn: MAX_TOKEN_AGE_S });
};
