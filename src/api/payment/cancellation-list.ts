/** The list of booked cancellations: money that moved back at gateways, for the books. */
import { Field, ID, InputType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { GATEWAYS, type GatewayName } from "../../gateways/port.js";
import { CANCELLATION_CAUSES, type CancellationCause } from "../../refund/record/attempt.entity.js";
import { connectionType } from "../connection/connection.type.js";
import type { Filter, Filtered, Served } from "../connection/filter.js";
import { DIRECTIONS } from "../connection/list.js";
import type { Page } from "../connection/page.js";
import { DateTimeRange } from "../connection/range.type.js";
import { allOf, anyOf, sql, TRUE } from "../connection/statement.js";
import { compileWhere, isOneOf, isOneOfIds, liesBetween, type Conditions } from "../connection/where.js";
import { GatewayEnum } from "../order/order.enums.js";
import { CancellationCauseEnum } from "../refund/refund.enums.js";
import { BookedCancellationType, CANCELLATION_COLUMNS } from "./payment.type.js";

export const BookedCancellationConnection = connectionType(
  "BookedCancellation",
  BookedCancellationType,
  Permission.PaymentRead,
  "booked cancellations",
);

@InputType({
  description:
    "A filter for booked cancellations. Fields must all hold; of several values in one field any may. A field that is left out demands nothing, an empty list matches nothing.",
})
export class BookedCancellationWhere {
  @Field(() => [GatewayEnum], { nullable: true, description: "The gateways the money moved at (결제사)." })
  gateway?: GatewayName[];

  @Field(() => [CancellationCauseEnum], { nullable: true, description: "The parties that caused it." })
  cause?: CancellationCause[];

  @Field(() => DateTimeRange, { nullable: true, description: "When we booked them." })
  bookedAt?: DateTimeRange;

  @Field(() => [String], { nullable: true, description: "The gateway's ids of cancellations, in full." })
  gatewayCancellationId?: string[];

  @Field(() => [ID], { nullable: true, description: "Ids of their payments." })
  paymentId?: string[];
}

const { column } = CANCELLATION_COLUMNS;
const BOOKED = column("bookedAt");

/** Beside the branches; flat, as the input is. */
interface Rest extends Pick<BookedCancellationWhere, "bookedAt" | "gatewayCancellationId" | "paymentId"> {
  AND?: never;
  OR?: never;
}

const CONDITIONS: Conditions<Rest> = {
  bookedAt: liesBetween(BOOKED),
  gatewayCancellationId: isOneOf(column("gatewayCancellationId")),
  paymentId: isOneOfIds(column("paymentId")),
};

/** One branch per gateway and cause that is asked for: the index has both, in the order of the list. */
function servedBy({ gateway, cause }: BookedCancellationWhere): Served[] {
  if (!gateway && !cause) return [];
  const gateways = new Set(gateway ?? GATEWAYS);
  const causes = new Set(cause ?? CANCELLATION_CAUSES);
  const branches = [...gateways].flatMap((name) =>
    [...causes].map((each) => sql`(gateway = ${name}::text and cause = ${each}::text)`),
  );
  return [{ condition: anyOf(branches), branches, orders: [BOOKED] }];
}

function filterOf(where: BookedCancellationWhere): Filter {
  const served = servedBy(where);
  const rest = compileWhere<Rest>(where, CONDITIONS);
  const { gatewayCancellationId: ids, paymentId: payments } = where;
  const key = ids
    ? CONDITIONS.gatewayCancellationId(ids, "gatewayCancellationId")
    : payments
      ? CONDITIONS.paymentId(payments, "paymentId")
      : null;
  if (key !== null)
    return { key, served: [], stretches: [], rest: allOf([rest, ...served.map(({ condition }) => condition)]) };
  return { key, served, stretches: rest === TRUE ? [] : [{ condition: rest, order: BOOKED }], rest: TRUE };
}

export const cancellationList = (where: BookedCancellationWhere, page: Page): Filtered => ({
  table: "booked_cancellation",
  columns: CANCELLATION_COLUMNS.selectList,
  filter: filterOf(where),
  sort: { order: "bookedCancellations", column: BOOKED, type: "timestamptz", direction: DIRECTIONS[1] },
  page,
  extra: {
    columns: ", orders.currency",
    joins: "join payment on payment.id = page.payment_id join orders on orders.id = payment.order_id",
  },
});
