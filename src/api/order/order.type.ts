/** Orders and their lines in the API, and the columns they are read from. The customer is masked, always. */
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { LineKind } from "../../orders/order.entity.js";
import type { TaxCategory } from "../../orders/split.js";
import type { Cipher } from "../../personal-data/cipher.js";
import { masked, type PersonalDataField } from "../../personal-data/fields.js";
import { Authorized } from "../authorized.js";
import { columns, derived, instant, integer, money, text } from "../connection/columns.js";
import { Money } from "../money/money.type.js";
import { NodeType } from "../node/node.type.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { LineKindEnum, TaxCategoryEnum } from "./order.enums.js";

@Authorized(Permission.OrderRead)
@ObjectType("Order", {
  implements: NodeType,
  description: "An order (주문), as the return service reported it.",
  simpleResolvers: true,
})
export class OrderType implements NodeType {
  @Field(() => ID, { description: "The id (식별자), unique and opaque." })
  id!: string;

  @Field(() => String, { description: "The shop's own order number (주문번호)." })
  orderNo!: string;

  @Field(() => String, { description: "ISO 4217 (통화); one currency per order." })
  currencyCode!: string;

  @Field(() => DateTimeScalar, { description: "When we first heard of it (접수 시각)." })
  createdAt!: Date;

  /** Sealed: opened and masked only where the field is asked for. */
  sealed!: { id: string; name: string };
}

@Authorized(Permission.OrderRead)
@ObjectType("OrderLine", {
  description: "A line of an order (주문 상품). Amounts are for the whole line, VAT included.",
  simpleResolvers: true,
})
export class OrderLineType {
  @Field(() => ID, { description: "The id (식별자), unique and opaque." })
  id!: string;

  @Field(() => String, { description: "The shop's own number of the line (상품 번호), unique in its order." })
  lineNo!: string;

  @Field(() => LineKindEnum, { description: "The kind of the line (종류)." })
  kind!: LineKind;

  @Field(() => TaxCategoryEnum, { description: "The tax category of the line (과세 구분)." })
  taxCategory!: TaxCategory;

  @Field(() => String, { description: "The order line that was sold (상품명)." })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The product id (상품 ID) of the line at a gateway that cancels line by line (EBP); null: not reported.",
  })
  itemId!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "The serial number (일련번호) of the line at such a gateway; null: not reported.",
  })
  seq!: number | null;

  @Field(() => Int, { description: "Units sold (수량)." })
  quantity!: number;

  @Field(() => Int, {
    description: "Units handed over in returns (반품 수량), counted once however many payments paid for them.",
  })
  returnedQuantity!: number;

  @Field(() => Money, { description: "The price of the line (금액)." })
  amount!: Money;

  @Field(() => Money, { description: "Held for refunds that are owed and not yet settled (예약액)." })
  reserved!: Money;

  @Field(() => Money, { description: "The amount that has gone back (환불액)." })
  refunded!: Money;

  @Field(() => Money, { description: "Refunded money that bounced back (반송액): can be refunded again." })
  reversed!: Money;

  orderId!: string;
}

export const ORDER_COLUMNS = columns<OrderType>({
  id: text("id"),
  orderNo: text("order_no"),
  currencyCode: text("currency"),
  createdAt: instant("created_at"),
  sealed: derived(
    ["customer_id_sealed", "customer_name_sealed"],
    (row: { customer_id_sealed: string; customer_name_sealed: string }) => ({
      id: row.customer_id_sealed,
      name: row.customer_name_sealed,
    }),
  ),
});

const SEALED_COLUMNS = {
  id: { column: "customer_id", field: "ID" },
  name: { column: "customer_name", field: "NAME" },
} as const satisfies Record<string, { column: string; field: PersonalDataField }>;

/** Opens what the order sealed and masks it at once: the clear value goes nowhere else. */
export function maskedCustomer(cipher: Cipher, order: OrderType, what: keyof typeof SEALED_COLUMNS): string {
  const { column, field } = SEALED_COLUMNS[what];
  return masked(field, cipher.open(order.sealed[what], { table: "orders", column, rowId: order.id }));
}

export const ORDER_LINE_COLUMNS = columns<OrderLineType>({
  id: text("id"),
  orderId: text("order_id"),
  lineNo: text("line_no"),
  kind: text("kind"),
  taxCategory: text("tax_category"),
  name: text("name"),
  itemId: text("item_id"),
  seq: integer("seq"),
  quantity: integer("quantity"),
  returnedQuantity: integer("returned_quantity"),
  amount: money("amount"),
  reserved: money("reserved"),
  refunded: money("refunded"),
  reversed: money("reversed"),
});
