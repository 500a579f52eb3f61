/** Fingerprints of rows from before they were stored, page by page beside the traffic; nothing is left to do once all have them. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { fingerprintsOfCustomer } from "../../orders/customer.js";
import { Order } from "../../orders/order.entity.js";
import { inTransaction } from "../../database/transaction.js";
import type { Cipher } from "../../personal-data/cipher.js";
import { fingerprintsToFindBy, openAccount } from "./account.js";
import { Refund } from "./refund.entity.js";

const PAGE = 200;

/** One page of orders and one of refunds. A row that is changed meanwhile is left to the next round. @returns rows that got theirs. */
export async function fillFingerprints(root: EntityManager, cipher: Cipher): Promise<number> {
  return inTransaction(root, async (em) => (await fillOrders(em, cipher)) + (await fillRefunds(em, cipher)));
}

async function fillOrders(em: EntityManager, cipher: Cipher): Promise<number> {
  const orders = await lockPage(
    em,
    Order,
    `select * from orders where customer_fingerprint is null or customer_name_fingerprint is null`,
  );
  for (const { id: rowId, customerIdSealed, customerNameSealed } of orders) {
    const open = (sealed: string, column: string) => cipher.open(sealed, { table: "orders", column, rowId });
    const fingerprints = fingerprintsOfCustomer(cipher, {
      id: open(customerIdSealed, "customer_id"),
      name: open(customerNameSealed, "customer_name"),
    });
    await em.nativeUpdate(Order, { id: rowId }, fingerprints);
  }
  return orders.length;
}

async function fillRefunds(em: EntityManager, cipher: Cipher): Promise<number> {
  const refunds = await lockPage(
    em,
    Refund,
    `select * from refund where account_bank_code is not null and account_number_fingerprint is null`,
  );
  for (const refund of refunds) {
    const account = openAccount(cipher, refund);
    if (!account) continue;
    await em.nativeUpdate(Refund, { id: refund.id }, fingerprintsToFindBy(cipher, account));
  }
  return refunds.length;
}

/** Rows that somebody works on are passed by: nobody waits for this. */
async function lockPage<T extends object>(em: EntityManager, entity: new () => T, sql: string): Promise<T[]> {
  const rows = await em.execute<object[]>(`${sql} order by id limit ${PAGE} for no key update skip locked`);
  return rows.map((row) => em.map(entity, row as never));
}
