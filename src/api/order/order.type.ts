/** Orders and their lines in the API, and how rows become them. The customer is masked, always. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { LineKind } from "../../orders/order.entity.js";
import type { TaxCategory } from "../../orders/split.js";
import type { Cipher } from "../../personal-data/cipher.js";
import { masked, type PersonalDataField } from "../../personal-data/fields.js";
import { Authorized } from "../authorized.js";
import { Money, moneyOf } from "../money/money.type.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { LineKindEnum, TaxCategoryEnum } from "./words.js";

@Authorized(Permission.OrderRead)
@ObjectType("Order", { description: "An order (주문), as the return service told us.", simpleResolvers: true })
export class OrderType {
  @Field(() => ID, { description: "Opaque." })
  id!: string;

  @Field(() => String, { description: "The shop's own order number." })
  orderNo!: string;

  @Field(() => String, { description: "ISO 4217; one currency per order." })
  currencyCode!: string;

  @Field(() => DateTimeScalar, { description: "When we first heard of it." })
  createdAt!: Date;

  /** Sealed: opened and masked only where the field is asked for. */
  sealed!: { id: string; name: string };
}

@Authorized(Permission.OrderRead)
@ObjectType("OrderLine", {
  description: "A line of an order. Amounts are for the whole line, VAT included.",
  simpleResolvers: true,
})
export class OrderLineType {
  @Field(() => ID, { description: "Opaque." })
  id!: string;

  @Field(() => String, { description: "The shop's own number of the line, unique in its order." })
  lineNo!: string;

  @Field(() => LineKindEnum, { description: "What it is." })
  kind!: LineKind;

  @Field(() => TaxCategoryEnum, { description: "What it is for tax." })
  taxCategory!: TaxCategory;

  @Field(() => String, { description: "What was sold." })
  name!: string;

  @Field(() => Int, { description: "Units sold." })
  quantity!: number;

  @Field(() => Int, { description: "Units handed over in returns, counted once however many payments paid for them." })
  returnedQuantity!: number;

  @Field(() => Money, { description: "What the line cost." })
  amount!: Money;

  @Field(() => Money, { description: "Held for refunds that are owed and not yet settled." })
  reserved!: Money;

  @Field(() => Money, { description: "What has gone back." })
  refunded!: Money;

  @Field(() => Money, { description: "Refunded money that bounced back: can be refunded again." })
  reversed!: Money;

  orderId!: string;
}

export interface OrderRow {
  id: string;
  order_no: string;
  currency: string;
  customer_id_sealed: string;
  customer_name_sealed: string;
  created_at: string;
}

export const ORDER_COLUMNS = "id, order_no, currency, customer_id_sealed, customer_name_sealed, created_at";

export const orderOf = (row: OrderRow): OrderType => ({
  id: row.id,
  orderNo: row.order_no,
  currencyCode: row.currency,
  createdAt: new Date(row.created_at),
  sealed: { id: row.customer_id_sealed, name: row.customer_name_sealed },
});

const PLACES = {
  id: { column: "customer_id", field: "ID" },
  name: { column: "customer_name", field: "NAME" },
} as const satisfies Record<string, { column: string; field: PersonalDataField }>;

/** Opens what the order sealed and masks it at once: the clear value goes nowhere else. */
export function maskedCustomer(cipher: Cipher, order: OrderType, what: keyof typeof PLACES): string {
  const { column, field } = PLACES[what];
  return masked(field, cipher.open(order.sealed[what], { table: "orders", column, rowId: order.id }));
}

export interface OrderLineRow {
  id: string;
  order_id: string;
  line_no: string;
  kind: LineKind;
  tax_category: TaxCategory;
  name: string;
  quantity: number;
  returned_quantity: number;
  amount: string;
  reserved: string;
  refunded: string;
  reversed: string;
  currency: string;
}

export const ORDER_LINE_COLUMNS =
  "id, order_id, line_no, kind, tax_category, name, quantity, returned_quantity, amount, reserved, refunded, reversed";

export const orderLineOf = (row: OrderLineRow): OrderLineType => ({
  id: row.id,
  orderId: row.order_id,
  lineNo: row.line_no,
  kind: row.kind,
  taxCategory: row.tax_category,
  name: row.name,
  quantity: row.quantity,
  returnedQuantity: row.returned_quantity,
  amount: moneyOf(row.amount, row.currency),
  reserved: moneyOf(row.reserved, row.currency),
  refunded: moneyOf(row.refunded, row.currency),
  reversed: moneyOf(row.reversed, row.currency),
});
