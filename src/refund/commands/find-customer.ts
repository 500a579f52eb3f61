/** Search by the customer (고객으로 찾기): orders or refunds by an ID, a name or an account, over blind fingerprints. Every search is recorded. */
import type { Principal } from "../../access/principal.js";
import { soughtCustomer } from "../../orders/customer.js";
import type { Cipher } from "../../personal-data/cipher.js";
import type { PersonalDataField } from "../../personal-data/fields.js";
import { recordAccess } from "../../personal-data/record-access.js";
import type { Secret } from "../../secret.js";
import { transact, type RefundContext } from "../context.js";
import { soughtAccount } from "../record/account.js";

export const CUSTOMER_TRAITS = ["CUSTOMER_ID", "CUSTOMER_NAME", "ACCOUNT_NUMBER", "ACCOUNT_HOLDER"] as const;
export type CustomerTrait = (typeof CUSTOMER_TRAITS)[number];

/** The guarded kind of data each is. */
export const KIND_OF_TRAIT: Readonly<Record<CustomerTrait, PersonalDataField>> = {
  CUSTOMER_ID: "ID",
  CUSTOMER_NAME: "NAME",
  ACCOUNT_NUMBER: "ACCOUNT_NUMBER",
  ACCOUNT_HOLDER: "NAME",
};

/** More orders or refunds than these are nobody's: a name so common finds no one. */
export const MOST_FOUND = 1_000;

interface Source {
  sql: string;
  fingerprints: (cipher: Cipher, value: Secret<string>) => string[];
}

const ofOrder = (column: string) =>
  `select id as "orderId", null as "refundId" from orders where ${column} = any(?::text[])`;
const ofRefund = (column: string) =>
  `select order_id as "orderId", id as "refundId" from refund where ${column} = any(?::text[])`;

const SOURCES: Readonly<Record<CustomerTrait, Source>> = {
  CUSTOMER_ID: { sql: ofOrder("customer_fingerprint"), fingerprints: soughtCustomer.id },
  CUSTOMER_NAME: { sql: ofOrder("customer_name_fingerprint"), fingerprints: soughtCustomer.name },
  ACCOUNT_NUMBER: { sql: ofRefund("account_number_fingerprint"), fingerprints: soughtAccount.number },
  ACCOUNT_HOLDER: { sql: ofRefund("account_holder_fingerprint"), fingerprints: soughtAccount.holder },
};

export interface FoundOfCustomer {
  orderIds: string[];
  /** Refunds to the account that was searched by; null where an order's customer was. */
  refundIds: string[] | null;
}

/**
 * The caller holds the grant of the trait. `value`: as the customer says it; a name in any spelling (`plainName`), an account
 * number in digits.
 * @returns null when more than `MOST_FOUND` match; that search is recorded as well.
 */
export function findOfCustomer(
  context: RefundContext,
  by: { principal: Principal; clientAddress: string },
  { trait, value }: { trait: CustomerTrait; value: Secret<string> },
): Promise<FoundOfCustomer | null> {
  const { cipher, clock } = context;
  const { sql, fingerprints } = SOURCES[trait];
  return transact(context, async (em) => {
    const rows = await em.execute<{ orderId: string; refundId: string | null }[]>(`${sql} limit ${MOST_FOUND + 1}`, [
      `{${fingerprints(cipher, value).join(",")}}`,
    ]);
    await recordAccess(cipher, em, {
      ...by,
      at: clock.now(),
      action: "SEARCH",
      fields: [KIND_OF_TRAIT[trait]],
      recordCount: Math.min(rows.length, MOST_FOUND),
      ...(rows.length === 1 && { orderId: rows[0]!.orderId }),
      ...(rows.length === 1 && rows[0]!.refundId !== null && { refundId: rows[0]!.refundId }),
      sought: value,
    });
    if (rows.length > MOST_FOUND) return null;
    const refundIds = rows.flatMap(({ refundId }) => refundId ?? []);
    return {
      orderIds: [...new Set(rows.map(({ orderId }) => orderId))],
      refundIds: trait.startsWith("ACCOUNT") ? refundIds : null,
    };
  });
}
