/** The special contract (가상계좌 특약서비스) without which a PG pays no money to an account: per PG, or per payment. */
import type { Queryable } from "../kit/database.js";
import type { PaymentRow } from "./payment.js";

/** A PG has the contract until it is told otherwise. */
export async function setContract(db: Queryable, pgProvider: string, contracted: boolean): Promise<void> {
  await db.query(
    contracted
      ? "DELETE FROM iamport_v1.no_refund_contract WHERE pg_provider = $1"
      : "INSERT INTO iamport_v1.no_refund_contract (pg_provider) VALUES ($1) ON CONFLICT DO NOTHING",
    [pgProvider],
  );
}

/** The contract of a payment: what it says itself comes before what is set for its PG. */
export async function isContracted(
  db: Queryable,
  { refund_contract, pg_provider }: Pick<PaymentRow, "refund_contract" | "pg_provider">,
): Promise<boolean> {
  if (refund_contract !== null) return refund_contract;
  const { rowCount } = await db.query("SELECT 1 FROM iamport_v1.no_refund_contract WHERE pg_provider = $1", [
    pg_provider,
  ]);
  return rowCount === 0;
}
