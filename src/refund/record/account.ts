/** The customer's bank account for a refund (환불계좌): sealed in the refund's row, opened only to be sent or masked. */
import assert from "node:assert/strict";
import type { RefundAccount } from "../../gateways/port.js";
import type { Cipher, SealContext } from "../../personal-data/cipher.js";
import { plainName } from "../../personal-data/plain-name.js";
import { Secret } from "../../secret.js";
import type { RefundContext } from "../context.js";
import type { Refund } from "./refund.entity.js";

const sealContext = (column: string, refundId: string): SealContext => ({ table: "refund", column, rowId: refundId });

export type AccountColumns = Pick<
  Refund,
  | "accountBankCode"
  | "accountNumberSealed"
  | "accountHolderSealed"
  | "accountPhoneSealed"
  | "accountNumberFingerprint"
  | "accountHolderFingerprint"
  | "accountNamedBy"
>;

export const NO_ACCOUNT: AccountColumns = {
  accountBankCode: null,
  accountNumberSealed: null,
  accountHolderSealed: null,
  accountPhoneSealed: null,
  accountNumberFingerprint: null,
  accountHolderFingerprint: null,
  accountNamedBy: [],
};

/**
 * The columns an account is kept in, bound to the refund's row: copied to another row they do not open.
 *
 * @param namedBy subjects of everybody who has named an account for this debt, the present one's last.
 */
export const sealAccount = (
  cipher: Cipher,
  refundId: string,
  account: RefundAccount,
  namedBy: readonly string[],
): AccountColumns => ({
  accountBankCode: account.bankCode,
  accountNumberSealed: cipher.seal(account.number, sealContext("account_number", refundId)),
  accountHolderSealed: cipher.seal(account.holder, sealContext("account_holder", refundId)),
  accountPhoneSealed: account.phone && cipher.seal(account.phone, sealContext("account_phone", refundId)),
  ...fingerprintsToFindBy(cipher, account),
  accountNamedBy: [...namedBy],
});

const NUMBER = "refund account number";
const HOLDER = "refund account holder, plain";
const plain = (holder: Secret<string>): Secret<string> => new Secret(plainName(holder.reveal()));

export const fingerprintsToFindBy = (cipher: Cipher, { number, holder }: Pick<RefundAccount, "number" | "holder">) => ({
  accountNumberFingerprint: cipher.fingerprint(number, NUMBER),
  accountHolderFingerprint: cipher.fingerprint(plain(holder), HOLDER),
});

/** Of every key, so that refunds are found which none has rotated yet. */
export const soughtAccount = {
  number: (cipher: Cipher, number: Secret<string>) => cipher.fingerprints(number, NUMBER),
  holder: (cipher: Cipher, holder: Secret<string>) => cipher.fingerprints(plain(holder), HOLDER),
};

/** The account as it may be sent; null where none is known. */
export function openAccount(
  cipher: Cipher,
  refund: Pick<Refund, "id" | "accountBankCode" | "accountNumberSealed" | "accountHolderSealed" | "accountPhoneSealed">,
): RefundAccount | null {
  const { id, accountBankCode, accountNumberSealed, accountHolderSealed, accountPhoneSealed } = refund;
  if (accountBankCode === null) return null;
  assert(accountNumberSealed && accountHolderSealed, "an account is kept whole (CHECK refund_account_whole)");
  return {
    bankCode: accountBankCode,
    number: cipher.open(accountNumberSealed, sealContext("account_number", id)),
    holder: cipher.open(accountHolderSealed, sealContext("account_holder", id)),
    phone: accountPhoneSealed === null ? null : cipher.open(accountPhoneSealed, sealContext("account_phone", id)),
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

/** Seals the same account, and who named it, for a successor's row; undefined where the refund has none. */
export function accountOf(
  context: RefundContext,
  refund: Refund,
): ((successorId: string) => AccountColumns) | undefined {
  const account = openAccount(context.cipher, refund);
  return account
    ? (successorId) => sealAccount(context.cipher, successorId, account, refund.accountNamedBy)
    : undefined;
}
