/** Everything personal that is known for an order: its customer, and the accounts of all its refunds, replaced ones too. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { gateOf, type Gate } from "../../personal-data/redacted-text.js";
import { CipherError } from "../../personal-data/cipher.js";
import type { KnownValue } from "../../personal-data/strike-out.js";
import { Order } from "../../orders/order.entity.js";
import type { RefundAccount } from "../../gateways/port.js";
import type { RefundContext } from "../context.js";
import { Refund } from "../record/refund.entity.js";
import { openAccount } from "../record/account.js";
import { openReplacedAccount } from "../record/replaced-account.js";
import { ReplacedAccount } from "../record/replaced-account.entity.js";

/** The gate for what a vendor says of an order. What cannot be opened cannot be struck out: then nothing passes. */
export async function gateFor(context: RefundContext, em: EntityManager, orderId: string): Promise<Gate> {
  try {
    return gateOf(await knownValues(context, em, orderId));
  } catch (error) {
    if (!(error instanceof CipherError)) throw error;
    context.log.error(error, "what vendors write of an order is not kept: its customer's data cannot be opened");
    return gateOf(null);
  }
}

async function knownValues(context: RefundContext, em: EntityManager, orderId: string): Promise<KnownValue[]> {
  const { cipher } = context;
  const order = await em.findOneOrFail(Order, orderId);
  const refunds = await em.find(Refund, { orderId });
  const replaced = await em.find(ReplacedAccount, { refundId: { $in: refunds.map(({ id }) => id) } });
  const customer = (column: string, sealed: string) =>
    cipher.open(sealed, { table: "orders", column, rowId: order.id });
  return [
    { kind: "ID", clear: customer("customer_id", order.customerIdSealed) },
    { kind: "NAME", clear: customer("customer_name", order.customerNameSealed) },
    ...refunds.flatMap((refund) => valuesOf(openAccount(cipher, refund))),
    ...replaced.flatMap((account) => valuesOf(openReplacedAccount(cipher, account))),
  ];
}

function valuesOf(account: Omit<RefundAccount, "bankCode"> | null): KnownValue[] {
  if (!account) return [];
  const { number, holder, phone } = account;
  return [
    { kind: "NUMBER", clear: number },
    { kind: "NAME", clear: holder },
    ...(phone ? [{ kind: "NUMBER", clear: phone } as const] : []),
  ];
}
