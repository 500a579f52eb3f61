/** Keeps, sealed, the account of a refund that is about to be replaced by another one. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { newId } from "../../identifier.js";
import type { RefundAccount } from "../../gateways/port.js";
import type { Cipher, SealContext } from "../../personal-data/cipher.js";
import type { RefundContext } from "../context.js";
import type { Refund } from "./refund.entity.js";
import { openAccount } from "./account.js";
import { ReplacedAccount } from "./replaced-account.entity.js";

const sealContext = (column: string, rowId: string): SealContext => ({ table: "replaced_account", column, rowId });

/** Does nothing for a refund without an account. */
export function storeReplacedAccount(context: RefundContext, em: EntityManager, refund: Refund): void {
  const account = openAccount(context.cipher, refund);
  if (!account) return;
  const { number, holder, phone } = account;
  const id = newId();
  em.persist(
    Object.assign(new ReplacedAccount(), {
      id,
      refundId: refund.id,
      numberSealed: context.cipher.seal(number, sealContext("number", id)),
      holderSealed: context.cipher.seal(holder, sealContext("holder", id)),
      phoneSealed: phone && context.cipher.seal(phone, sealContext("phone", id)),
      replacedAt: context.clock.now(),
    } satisfies ReplacedAccount),
  );
}

export const openReplacedAccount = (
  cipher: Cipher,
  { id, numberSealed, holderSealed, phoneSealed }: ReplacedAccount,
): Omit<RefundAccount, "bankCode"> => ({
  number: cipher.open(numberSealed, sealContext("number", id)),
  holder: cipher.open(holderSealed, sealContext("holder", id)),
  phone: phoneSealed === null ? null : cipher.open(phoneSealed, sealContext("phone", id)),
});
