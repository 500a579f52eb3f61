/** Opens every sealed bank account: sealing binds it to its row, so one that was swapped with another refund's does not open. */
import { CipherError, type Cipher } from "../personal-data/cipher.js";
import { openAccount } from "../refund/record/account.js";
import type { Refund } from "../refund/record/refund.entity.js";
import type { Finding } from "./finding.js";

/** The finding about a refund's account; null when it opens, or when there is none. */
export function accountFinding(cipher: Cipher, refund: Refund): Finding | null {
  try {
    openAccount(cipher, refund);
    return null;
  } catch (error) {
    if (!(error instanceof CipherError)) throw error;
    return {
      kind: "ACCOUNT_NOT_AUTHENTIC",
      subject: refund.refundNo,
      field: "account",
      refundId: refund.id,
      paymentId: refund.paymentId,
      stored: error.fault,
      expected: null,
    };
  }
}
