/** The three guarded kinds of personal data: the grant each needs, and how it looks without. */
import type { PersonalDataGrant } from "../access/permission.js";
import type { Principal } from "../access/principal.js";
import type { Secret } from "../secret.js";
import { maskAccountNumber, maskId, maskName } from "./mask.js";

export const PERSONAL_DATA_FIELDS = {
  ID: { grant: "PERSONAL_DATA_ID", mask: maskId },
  NAME: { grant: "PERSONAL_DATA_NAME", mask: maskName },
  ACCOUNT_NUMBER: { grant: "PERSONAL_DATA_ACCOUNT_NUMBER", mask: maskAccountNumber },
} as const satisfies Record<string, { grant: PersonalDataGrant; mask: (clear: string) => string }>;

export type PersonalDataField = keyof typeof PERSONAL_DATA_FIELDS;

/** The mask: the part of the field anybody who may read the row may read. */
export const masked = (field: PersonalDataField, clear: Secret<string>): string =>
  PERSONAL_DATA_FIELDS[field].mask(clear.reveal());

/**
 * True when the principal may be shown the field in clear (each look is recorded by the caller). People only: a grant is
 * given to a registered handler (개인정보취급자), and a program is none.
 */
export const maySeeClear = (principal: Principal, field: PersonalDataField): boolean =>
  principal.kind === "PERSON" && principal.grants.includes(PERSONAL_DATA_FIELDS[field].grant);

/** The grants that are missing to see all of `fields` in clear, in the order of the fields; empty when none is. */
export const missingGrants = (principal: Principal, fields: readonly PersonalDataField[]): PersonalDataGrant[] =>
  fields.filter((field) => !maySeeClear(principal, field)).map((field) => PERSONAL_DATA_FIELDS[field].grant);
