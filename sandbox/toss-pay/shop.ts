/** The merchant (상점): whether it may refund at all, and how much on one Korean day. */
import { z } from "zod";
import type { Queryable, Tx } from "../kit/database.js";
import { koreanDayStart } from "../kit/clock/korean-time.js";
import { Refusal } from "./refusal.js";

/** Fields left out stay as they are. */
export const SHOP_CHANGE = z.strictObject({
  state: z.enum(["NORMAL", "NOT_NORMAL", "CANNOT_REFUND"]).optional(),
  /** Whole won, gross, per Korean calendar day; `null` for none. */
  dailyRefundLimit: z.number().int().min(0).nullable().optional(),
});
export type ShopChange = z.input<typeof SHOP_CHANGE>;

export interface Shop {
  state: "NORMAL" | "NOT_NORMAL" | "CANNOT_REFUND";
  dailyRefundLimit: number | null;
}

const COLUMNS = `state, daily_refund_limit AS "dailyRefundLimit"`;

export async function readShop(db: Queryable): Promise<Shop> {
  const { rows } = await db.query<Shop>(`SELECT ${COLUMNS} FROM toss_pay.shop`);
  return rows[0] as Shop;
}

export async function changeShop(db: Queryable, { state, dailyRefundLimit }: ShopChange): Promise<Shop> {
  const { rows } = await db.query<Shop>(
    `UPDATE toss_pay.shop SET state = coalesce($1, state),
            daily_refund_limit = CASE WHEN $2 THEN $3::bigint ELSE daily_refund_limit END
     RETURNING ${COLUMNS}`,
    [state ?? null, dailyRefundLimit !== undefined, dailyRefundLimit ?? null],
  );
  return rows[0] as Shop;
}

/** @throws Refusal when the shop is not one that refunds */
export function checkShop({ state }: Shop): void {
  if (state === "NOT_NORMAL") throw new Refusal("PAYMENT_SHOP_STATE_NOT_NORMAL");
  if (state === "CANNOT_REFUND") throw new Refusal("PAYMENT_SHOP_STATE_CANNOT_REFUND");
}

/**
 * Checks the daily limit: what was asked for today counts, unless it failed. With a limit the shop's row is locked, after the payment's:
 * two refunds at once cannot both take the last of it.
 *
 * @throws Refusal REFUND_EXCEED_DAILY
 */
export async function checkDailyLimit(tx: Tx, { dailyRefundLimit }: Shop, amount: number, now: Date): Promise<void> {
  if (dailyRefundLimit === null) return;
  await tx.query("SELECT 1 FROM toss_pay.shop FOR UPDATE");
  const { rows } = await tx.query<{ today: number }>(
    `SELECT coalesce(sum(amount), 0)::bigint AS today FROM toss_pay.refund
      WHERE requested_at >= $1 AND status <> 'FAILED'`,
    [koreanDayStart(now)],
  );
  if ((rows[0]?.today ?? 0) + amount > dailyRefundLimit) throw new Refusal("REFUND_EXCEED_DAILY");
}
