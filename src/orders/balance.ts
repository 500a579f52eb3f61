/**
 * The balance of a payment and of an order line: the only code that moves `reserved`, `refunded…`, `reversed`, `uncaptured` and
 * `excess`.
 * Every change is one UPDATE that computes from the row's present values; nothing is read first and written later.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import assert from "node:assert/strict";
import { crashPoint } from "../crash-point.js";
import { PART_COLUMNS } from "../database/columns.js";
import { minorUnits, type MinorUnits } from "../money/minor-units.js";
import { NO_MONEY, partsOf, TAX_PARTS, within, type Parts, type TaxPart } from "../money/parts.js";
import { splitParts } from "../money/vat.js";
import { fail, ok, type Outcome } from "../problem.js";

type Column = keyof typeof PART_COLUMNS;
const COLUMNS = Object.keys(PART_COLUMNS) as Column[];

/** The amount that may still be reserved of a part: `excess` gives no room, it only records facts. */
const ROOM = {
  amount: 1,
  reversed: 1,
  refunded_at_gateway: -1,
  refunded_by_hand: -1,
  reserved: -1,
  uncaptured: -1,
} as const;
type Balance = keyof typeof ROOM;
const BALANCES = Object.keys(ROOM) as Balance[];

const room = (column: Column): string =>
  BALANCES.map((balance) => `${ROOM[balance] < 0 ? "-" : "+"} ${balance}_${PART_COLUMNS[column]}`).join(" ");

/** The columns of a payment from which its room is counted, as plain rows have them: 64-bit numbers as text. */
export type BalanceRow = Readonly<Record<`${Balance}_${(typeof PART_COLUMNS)[Column]}`, string>>;

const roomIn = (row: BalanceRow, column: Column): number =>
  BALANCES.reduce((left, balance) => left + ROOM[balance] * Number(row[`${balance}_${PART_COLUMNS[column]}`]), 0);

/** The amount that may still be reserved of each part of a payment. */
const refundablePartsIn = (row: BalanceRow): Parts =>
  partsOf(Object.fromEntries(TAX_PARTS.map((part) => [part, Math.max(0, roomIn(row, part))])));

/** The amount that may still be reserved of a payment: no more than its parts have, nor than it has in all (after an excess they differ). */
export const refundableIn = (row: BalanceRow): MinorUnits =>
  minorUnits(Math.max(0, Math.min(refundablePartsIn(row).total, roomIn(row, "total"))));

/** Money of one order line, as a refund claims it. */
export interface LineAmount {
  orderLineId: string;
  amount: MinorUnits;
}

/**
 * Reserves money for a refund: one conditional UPDATE on the payment, one on each line. Read-then-insert would let two
 * concurrent refunds see the same room.
 *
 * @returns REFUND_AMOUNT_EXCEEDED with what is left, when any part of the payment or any line has too little room; the
 * caller's transaction must then be rolled back.
 */
export async function reserve(
  em: EntityManager,
  paymentId: string,
  amount: Parts,
  lines: readonly LineAmount[],
): Promise<Outcome<null>> {
  crashPoint("before-reserve");
  const reserved = await em.execute<unknown[]>(
    `update payment set ${COLUMNS.map((c) => `reserved_${PART_COLUMNS[c]} = reserved_${PART_COLUMNS[c]} + ?`).join(", ")}
     where id = ? and ${COLUMNS.map((c) => `${room(c)} >= ?`).join(" and ")} returning 1`,
    [...COLUMNS.map((c) => amount[c]), paymentId, ...COLUMNS.map((c) => amount[c])],
  );
  if (reserved.length === 0)
    return fail("REFUND_AMOUNT_EXCEEDED", { refundableAmount: await refundableAmount(em, paymentId) });

  for (const line of inIdOrder(lines)) {
    const held = await em.execute<unknown[]>(
      `update order_line set reserved = reserved + ? where id = ? and amount + reversed - refunded - reserved >= ? returning 1`,
      [line.amount, line.orderLineId, line.amount],
    );
    if (held.length === 0)
      return fail("REFUND_AMOUNT_EXCEEDED", { refundableAmount: await lineRoom(em, line.orderLineId) });
  }
  crashPoint("after-reserve");
  return ok(null);
}

/** True when a payment and all of the lines have room for as much; both stay locked, so that a reservation that follows cannot fail. */
export async function hasRoom(
  em: EntityManager,
  paymentId: string,
  amount: Parts,
  lines: readonly LineAmount[],
): Promise<boolean> {
  await em.execute(`select 1 from payment where id = ? for no key update`, [paymentId]);
  if (!within(amount, await refundableParts(em, paymentId))) return false;
  if (amount.total > (await refundableAmount(em, paymentId))) return false;
  for (const line of inIdOrder(lines)) {
    await em.execute(`select 1 from order_line where id = ? for no key update`, [line.orderLineId]);
    if ((await lineRoom(em, line.orderLineId)) < line.amount) return false;
  }
  return true;
}

/** Gives a reservation back. */
export async function release(
  em: EntityManager,
  paymentId: string,
  amount: Parts,
  lines: readonly LineAmount[],
): Promise<void> {
  await change(em, paymentId, { reserved: [amount, -1] });
  for (const line of inIdOrder(lines)) {
    await exactlyOne(em, `update order_line set reserved = reserved - ? where id = ? returning 1`, [
      line.amount,
      line.orderLineId,
    ]);
  }
}

/**
 * Turns a reservation into money that moved. `moved` may differ from what was held: what really moved is what is booked; null:
 * it is booked already. `held` is null for a refund that held nothing (it had been overtaken).
 */
export async function settle(
  em: EntityManager,
  paymentId: string,
  by: "GATEWAY" | "HAND",
  amounts: { held: Parts | null; moved: Parts | null },
  lines: readonly LineAmount[],
): Promise<{ excessGrewBy: MinorUnits }> {
  const { held, moved } = amounts;
  const booked = await change(em, paymentId, {
    reserved: [held ?? NO_MONEY, -1],
    [by === "GATEWAY" ? "refunded_at_gateway" : "refunded_by_hand"]: [moved ?? NO_MONEY, 1],
  });
  for (const line of inIdOrder(lines)) {
    await exactlyOne(
      em,
      held
        ? `update order_line set reserved = reserved - ?, refunded = refunded + ? where id = ? returning 1`
        : `update order_line set refunded = least(refunded + ?, amount + reversed - reserved) where id = ? returning 1`,
      held ? [line.amount, line.amount, line.orderLineId] : [line.amount, line.orderLineId],
    );
  }
  return booked;
}

/**
 * Books money that moved at the gateway without a refund of ours. A fact always finds a place: what has no room is `excess`.
 * `released`: the share of it that was never captured, which the gateway counts as cancelled from now on.
 */
export const bookAtGateway = (
  em: EntityManager,
  paymentId: string,
  moved: Parts,
  released: Parts = NO_MONEY,
): Promise<{ excessGrewBy: MinorUnits }> =>
  change(em, paymentId, { refunded_at_gateway: [moved, 1], uncaptured: [released, -1] });

/** Books what of a payment was authorised and never captured: no room for refunds any more. */
export const bookUncaptured = (
  em: EntityManager,
  paymentId: string,
  uncaptured: Parts,
): Promise<{ excessGrewBy: MinorUnits }> => change(em, paymentId, { uncaptured: [uncaptured, 1] });

/** Frees what was taken for uncaptured and was captured after all: room again. */
export const freeUncaptured = (em: EntityManager, paymentId: string, captured: Parts): Promise<unknown> =>
  change(em, paymentId, { uncaptured: [captured, -1] });

/** Books money that a gateway cancelled and whose transfer to the customer failed: it counts there, and is owed as before. */
export const bookFailedTransfer = (em: EntityManager, paymentId: string, moved: Parts): Promise<unknown> =>
  change(em, paymentId, { reversed: [moved, 1], refunded_at_gateway: [moved, 1] });

/**
 * A cancel was taken back at the provider (취소 원복): the gateway counts it no more. `reversed`: what of it had been booked as
 * sent back, or as never arrived, and is no more either. `released`: what of it had never been captured.
 */
export const bookRestoration = (
  em: EntityManager,
  paymentId: string,
  { restored, reversed, released }: { restored: Parts; reversed: Parts; released: Parts },
): Promise<unknown> =>
  change(em, paymentId, {
    refunded_at_gateway: [restored, -1],
    reversed: [reversed, -1],
    uncaptured: [released, 1],
  });

/** The lines of a refund whose cancel was taken back. `reversed`: it had been booked as sent back before. */
export async function restoreLines(
  em: EntityManager,
  lines: readonly LineAmount[],
  { reversed }: { reversed: boolean },
): Promise<void> {
  for (const line of inIdOrder(lines)) {
    await exactlyOne(
      em,
      `update order_line set refunded = greatest(0, refunded - ?), reversed = reversed - ? where id = ? returning 1`,
      [line.amount, reversed ? line.amount : 0, line.orderLineId],
    );
  }
}

/**
 * Money the customer's bank sent back: room again for a new refund of the same parts and lines. The gateway still counts its
 * refund, so `refundedAtGateway` stays.
 */
export async function bookReversal(
  em: EntityManager,
  paymentId: string,
  amount: Parts,
  lines: readonly LineAmount[],
): Promise<void> {
  await exactlyOne(
    em,
    `update payment set ${COLUMNS.map((c) => `reversed_${PART_COLUMNS[c]} = reversed_${PART_COLUMNS[c]} + ?`).join(", ")} where id = ? returning 1`,
    [...COLUMNS.map((c) => amount[c]), paymentId],
  );
  for (const line of inIdOrder(lines)) {
    await exactlyOne(em, `update order_line set reversed = reversed + ? where id = ? returning 1`, [
      line.amount,
      line.orderLineId,
    ]);
  }
}

type Change = Partial<
  Record<
    "reserved" | "refunded_at_gateway" | "refunded_by_hand" | "reversed" | "uncaptured",
    readonly [amount: Parts, sign: 1 | -1]
  >
>;

/** Applies changes in one UPDATE and raises `excess` by whatever they leave without room. */
async function change(em: EntityManager, paymentId: string, changes: Change): Promise<{ excessGrewBy: MinorUnits }> {
  const by = (balance: keyof Change, part: TaxPart): string => {
    const [amount, sign] = changes[balance] ?? [null, 1];
    // Whole numbers by type (minorUnits asserts it), so they may stand in the statement itself.
    return amount ? `${sign * amount[part]}::bigint` : "0";
  };
  const grownExcess = (part: TaxPart): string => {
    const c = PART_COLUMNS[part];
    const used = `refunded_at_gateway_${c} + ${by("refunded_at_gateway", part)} + refunded_by_hand_${c} + ${by("refunded_by_hand", part)} + reserved_${c} + ${by("reserved", part)} + uncaptured_${c} + ${by("uncaptured", part)}`;
    return `greatest(excess_${c}, ${used} - amount_${c} - reversed_${c} - ${by("reversed", part)})`;
  };
  const assignments = TAX_PARTS.flatMap((part) => {
    const c = PART_COLUMNS[part];
    return [
      ...(Object.keys(changes) as (keyof Change)[]).map(
        (balance) => `${balance}_${c} = ${balance}_${c} + ${by(balance, part)}`,
      ),
      `excess_${c} = ${grownExcess(part)}`,
    ];
  });
  const totals = (Object.keys(changes) as (keyof Change)[]).map((balance) => {
    const [amount, sign] = changes[balance] as readonly [Parts, 1 | -1];
    return `${balance}_total = ${balance}_total + ${sign * amount.total}::bigint`;
  });
  const [row] = await em.execute<{ grew: string }[]>(
    `with before as (select id, excess_total from payment where id = ? for update)
     update payment set ${[...assignments, ...totals, `excess_total = ${TAX_PARTS.map(grownExcess).join(" + ")}`].join(", ")}
     from before where payment.id = before.id returning payment.excess_total - before.excess_total as grew`,
    [paymentId],
  );
  assert(row, `no payment ${paymentId}`);
  return { excessGrewBy: minorUnits(Number(row.grew)) };
}

export const refundableAmount = async (em: EntityManager, paymentId: string): Promise<MinorUnits> =>
  refundableIn(await balanceRow(em, paymentId));

export const refundableParts = async (em: EntityManager, paymentId: string): Promise<Parts> =>
  refundablePartsIn(await balanceRow(em, paymentId));

async function balanceRow(em: EntityManager, paymentId: string): Promise<BalanceRow> {
  const columns = BALANCES.flatMap((balance) => COLUMNS.map((column) => `${balance}_${PART_COLUMNS[column]}`));
  const [row] = await em.execute<BalanceRow[]>(`select ${columns.join(", ")} from payment where id = ?`, [paymentId]);
  assert(row, `no payment ${paymentId}`);
  return row;
}

/**
 * The same amount in parts its payment has room for. What others took meanwhile may have left one won of VAT more and one
 * of supply value less than when `amount` was split; then its taxable share is split anew. Unchanged when nothing fits.
 */
export async function fitToRoom(em: EntityManager, paymentId: string, amount: Parts): Promise<Parts> {
  await em.execute(`select 1 from payment where id = ? for no key update`, [paymentId]);
  const left = await refundableParts(em, paymentId);
  const gross = minorUnits(amount.taxable + amount.vat);
  if (within(amount, left) || gross > left.taxable + left.vat) return amount;
  const { taxable, vat } = splitParts(gross, partsOf({ taxable: left.taxable, vat: left.vat }));
  return partsOf({ taxable, vat, taxFree: amount.taxFree, serviceFee: amount.serviceFee });
}

/** Locks a payment's row and reads what the gateway itself counts as not yet refunded: `amount − refundedAtGateway`, and what of it was never captured. */
export async function lockGatewayRemaining(
  em: EntityManager,
  paymentId: string,
): Promise<{ remaining: Parts; room: MinorUnits; uncaptured: Parts }> {
  const [row] = await em.execute<(Record<TaxPart | `uncaptured_${TaxPart}`, string> & { room: string })[]>(
    `select ${TAX_PARTS.map((part) => `greatest(0, amount_${PART_COLUMNS[part]} - refunded_at_gateway_${PART_COLUMNS[part]}) as "${part}"`).join(", ")},
            ${TAX_PARTS.map((part) => `uncaptured_${PART_COLUMNS[part]} as "uncaptured_${part}"`).join(", ")},
            greatest(0, ${room("total")}) as room
     from payment where id = ? for update`,
    [paymentId],
  );
  assert(row, `no payment ${paymentId}`);
  return {
    remaining: partsOf(Object.fromEntries(TAX_PARTS.map((part) => [part, Number(row[part])]))),
    room: minorUnits(Number(row.room)),
    uncaptured: partsOf(Object.fromEntries(TAX_PARTS.map((part) => [part, Number(row[`uncaptured_${part}`])]))),
  };
}

async function lineRoom(em: EntityManager, orderLineId: string): Promise<number> {
  const [row] = await em.execute<{ room: string }[]>(
    `select amount + reversed - refunded - reserved as room from order_line where id = ?`,
    [orderLineId],
  );
  return Number(row?.room ?? 0);
}

/** Rows are always locked in id order, so that two refunds of one order cannot wait for each other. */
const inIdOrder = (lines: readonly LineAmount[]): LineAmount[] =>
  lines.filter((line) => line.amount > 0).sort((a, b) => (a.orderLineId < b.orderLineId ? -1 : 1));

async function exactlyOne(em: EntityManager, sql: string, values: unknown[]): Promise<void> {
  const rows = await em.execute<unknown[]>(sql, values);
  assert.equal(rows.length, 1, "a balance row is missing");
}

/** Counts units of a line as returned (회수), or takes them back with a negative count; false when the line has not that many. */
export async function countReturned(em: EntityManager, orderLineId: string, units: number): Promise<boolean> {
  const counted = await em.execute<unknown[]>(
    `update order_line set returned_quantity = returned_quantity + ? where id = ? and returned_quantity + ? between 0 and quantity returning 1`,
    [units, orderLineId, units],
  );
  return counted.length === 1;
}
