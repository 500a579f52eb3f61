/** An order and its lines, as the return service reported them. */
import { Check, Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from "@mikro-orm/decorators/legacy";
import type { EntityManager } from "@mikro-orm/postgresql";
import { minorUnitsColumn, moment } from "../database/columns.js";
import type { MinorUnits } from "../money/minor-units.js";
import type { TaxCategory } from "./split.js";

export const LINE_KINDS = ["PHYSICAL", "DIGITAL", "SUBSCRIPTION", "DELIVERY", "SERVICE"] as const;
export type LineKind = (typeof LINE_KINDS)[number];

@Entity({ tableName: "orders" })
@Index({
  name: "orders_not_in_won",
  expression: `create index orders_not_in_won on orders (id, currency) where currency <> 'KRW'`,
})
@Index({
  name: "orders_search_no",
  expression: `create index orders_search_no on orders (order_no text_pattern_ops, id)`,
})
@Index({
  name: "orders_without_fingerprint",
  expression: `create index orders_without_fingerprint on orders (id) where customer_fingerprint is null or customer_name_fingerprint is null`,
})
export class Order {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  /** The shop's own order number. */
  @Unique()
  @Property({ type: "text" })
  orderNo!: string;

  /** ISO 4217; one currency per order. */
  @Property({ columnType: "char(3)" })
  currency!: string;

  /** Customer id and name, encrypted for this row and column. */
  @Property({ type: "text" })
  customerIdSealed!: string;

  @Property({ type: "text" })
  customerNameSealed!: string;

  /** Keyed fingerprint of the customer's id, to find their other orders by; null in orders from before it was kept. */
  @Index()
  @Property({ type: "text", nullable: true })
  customerFingerprint!: string | null;

  /** The same of the name, however it is spelled (`plainName`). */
  @Index()
  @Property({ type: "text", nullable: true })
  customerNameFingerprint!: string | null;

  @Property(moment())
  createdAt!: Date;
}

/** The currency of an order, of its payments, and of all that is refunded of them. */
export const currencyOf = async (em: EntityManager, orderId: string): Promise<string> =>
  (await em.findOneOrFail(Order, orderId)).currency;

@Entity({ tableName: "order_line" })
@Unique({ properties: ["orderId", "lineNo"] })
@Check({
  name: "order_line_money",
  expression:
    "amount >= 0 and reserved >= 0 and refunded >= 0 and reversed >= 0 and refunded + reserved <= amount + reversed",
})
@Check({ name: "order_line_seq", expression: "seq > 0" })
@Check({
  name: "order_line_quantity",
  expression: "quantity > 0 and returned_quantity >= 0 and returned_quantity <= quantity",
})
export class OrderLine {
  @PrimaryKey({ type: "uuid" })
  id!: string;

  @ManyToOne(() => Order, { mapToPk: true, fieldName: "order_id" })
  orderId!: string;

  /** The shop's own number of the line, unique in its order. */
  @Property({ type: "text" })
  lineNo!: string;

  @Property({ type: "text" })
  kind!: LineKind;

  @Property({ type: "text" })
  taxCategory!: TaxCategory;

  @Property({ type: "text" })
  name!: string;

  @Property({ type: "integer" })
  quantity!: number;

  /** 상품 ID by which a gateway that cancels line by line (EBP) knows the line; null: not reported. */
  @Property({ type: "text", nullable: true })
  itemId!: string | null;

  /** 일련번호 of the line at such a gateway, unique in its order; null: not reported. */
  @Property({ type: "integer", nullable: true })
  seq!: number | null;

  /** Units handed over in returns. Counted once here, however many payments paid for the line. */
  @Property({ type: "integer" })
  returnedQuantity!: number;

  /** The price of the whole line, VAT included, in the payments' cancel units. */
  @Property({ type: minorUnitsColumn })
  amount!: MinorUnits;

  /** Held for refunds that are owed and not yet settled. */
  @Property({ type: minorUnitsColumn })
  reserved!: MinorUnits;

  @Property({ type: minorUnitsColumn })
  refunded!: MinorUnits;

  /** Refunded money that bounced back: room again. */
  @Property({ type: minorUnitsColumn })
  reversed!: MinorUnits;
}
