/** The customer's bank account for a refund (환불계좌): sealed in the refund's row, opened only to be sent or masked. */
import assert from "node:assert/strict";
import type { RefundAccount } from "../../gateways/port.js";
import type { Cipher, Place } from "../../personal-data/cipher.js";
import type { Secret } from "../../secret.js";
import type { Desk } from "../desk.js";
import type { Refund } from "../refund.entity.js";

const place = (column: string, refundId: string): Place => ({ table: "refund", column, rowId: refundId });

export type AccountColumns = Pick<
  Refund,
  "accountBankCode" | "accountNumberSealed" | "accountHolderSealed" | "accountPhoneSealed"
>;

export const NO_ACCOUNT: AccountColumns = {
  accountBankCode: null,
  accountNumberSealed: null,
  accountHolderSealed: null,
  accountPhoneSealed: null,
};

/** The columns an account is kept in, bound to the refund's row: copied to another row they do not open. */
export const sealAccount = (cipher: Cipher, refundId: string, account: RefundAccount): AccountColumns => ({
  accountBankCode: account.bankCode,
  accountNumberSealed: cipher.seal(account.number, place("account_number", refundId)),
  accountHolderSealed: cipher.seal(account.holder, place("account_holder", refundId)),
  accountPhoneSealed: account.phone && cipher.seal(account.phone, place("account_phone", refundId)),
});

/** The account as it may be sent; null where none is known. */
export function openAccount(cipher: Cipher, refund: AccountColumns & Pick<Refund, "id">): RefundAccount | null {
  const { id, accountBankCode, accountNumberSealed, accountHolderSealed, accountPhoneSealed } = refund;
  if (accountBankCode === null) return null;
  assert(accountNumberSealed && accountHolderSealed, "an account is kept whole (CHECK refund_account_whole)");
  return {
    bankCode: accountBankCode,
    number: cipher.open(accountNumberSealed, place("account_number", id)),
    holder: cipher.open(accountHolderSealed, place("account_holder", id)),
    phone: accountPhoneSealed === null ? null : cipher.open(accountPhoneSealed, place("account_phone", id)),
  };
}

/**
 * The account as an idempotency key may remember it: fingerprints of all of it, one spelling for each encryption key, the
 * present one's first. Another holder or telephone number is another account, too.
 */
export function fingerprintsOf(cipher: Cipher, { bankCode, number, holder, phone }: RefundAccount): string[] {
  const of = (clear: Secret<string>, purpose: string) => cipher.fingerprints(clear, `refund account ${purpose}`);
  const [numbers, holders, phones] = [of(number, "number"), of(holder, "holder"), phone && of(phone, "phone")];
  return numbers.map((its, key) => [bankCode, its, holders[key], phones?.[key] ?? "-"].join(" "));
}

/** Seals the same account for a successor's row; undefined where the refund has none. */
export function accountOf(desk: Desk, refund: Refund): ((successorId: string) => AccountColumns) | undefined {
  const account = openAccount(desk.cipher, refund);
  return account ? (successorId) => sealAccount(desk.cipher, successorId, account) : undefined;
}
