/** The list of payments. */
import { Field, InputType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { GATEWAYS, type GatewayName } from "../../gateways/port.js";
import { connectionType } from "../connection/connection.type.js";
import type { Filter, Filtered, Served } from "../connection/filter.js";
import { DIRECTIONS } from "../connection/list.js";
import type { Page } from "../connection/page.js";
import { DateTimeRange } from "../connection/range.type.js";
import { allOf, anyOf, sql, trusted, TRUE } from "../connection/statement.js";
import { compileWhere, isOneOf, liesBetween, type Conditions } from "../connection/where.js";
import { GatewayEnum } from "../order/order.enums.js";
import { PAYMENT_COLUMNS, PaymentType } from "./payment.type.js";

export const PaymentConnection = connectionType("Payment", PaymentType, Permission.PaymentRead, "payments");

@InputType({
  description:
    "A filter for payments. Fields must all hold; of several values in one field any may. A field that is left out demands nothing, an empty list matches nothing.",
})
export class PaymentWhere {
  @Field(() => [GatewayEnum], { nullable: true, description: "The gateways they were made at (결제사)." })
  gateway?: GatewayName[];

  @Field(() => Boolean, {
    nullable: true,
    description: "True: those with a chargeback or dispute open at the gateway; false is refused, as nearly all are.",
  })
  disputed?: boolean;

  @Field(() => DateTimeRange, { nullable: true, description: "When they were paid." })
  paidAt?: DateTimeRange;

  @Field(() => [String], { nullable: true, description: "Numbers of their orders, in full." })
  orderNo?: string[];
}

const { column } = PAYMENT_COLUMNS;
const PAID = column("paidAt");

/** Beside the branches; flat, as the input is. */
interface Rest extends Pick<PaymentWhere, "paidAt" | "orderNo"> {
  AND?: never;
  OR?: never;
}

const CONDITIONS: Conditions<Rest> = {
  paidAt: liesBetween(PAID),
  orderNo: (values, field) =>
    sql`order_id = any(array(select id from orders where ${isOneOf("order_no")(values, field)}))`,
};

/** One branch per gateway: what is disputed has an index of its own by gateway. */
function servedBy({ gateway, disputed }: PaymentWhere): Served[] {
  if (!gateway && !disputed) return [];
  const also = trusted(disputed ? " and disputed" : "");
  const branches = [...new Set(gateway ?? GATEWAYS)].map((name) => sql`(gateway = ${name}::text${also})`);
  return [{ condition: anyOf(branches), branches, orders: [PAID] }];
}

function filterOf(where: PaymentWhere): Filter {
  const served = servedBy(where);
  const rest = compileWhere<Rest>(where, CONDITIONS);
  if (where.orderNo)
    return {
      key: CONDITIONS.orderNo(where.orderNo, "orderNo"),
      served: [],
      stretches: [],
      rest: allOf([rest, ...served.map(({ condition }) => condition)]),
    };
  return { key: null, served, stretches: rest === TRUE ? [] : [{ condition: rest, order: PAID }], rest: TRUE };
}

export const paymentList = (where: PaymentWhere, page: Page): Filtered => ({
  table: "payment",
  columns: PAYMENT_COLUMNS.selectList,
  filter: filterOf(where),
  sort: { order: "payments", column: PAID, type: "timestamptz", direction: DIRECTIONS[1] },
  page,
  extra: { columns: ", orders.currency", joins: "join orders on orders.id = page.order_id" },
});
