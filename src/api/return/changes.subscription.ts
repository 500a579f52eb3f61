/** `returnChanged`: the life of the returns one follows, in order, without a gap. */
import { Arg, Ctx, Field, FieldResolver, ID, InputType, ObjectType, Resolver, Root, Subscription } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { MinorUnits } from "../../money/minor-units.js";
import type { ReturnRefundStatus } from "../../orders/return.entity.js";
import { Authorized } from "../authorized.js";
import type { Context } from "../context.js";
import { MAX_WATCHED } from "../event-stream.js";
import { ReturnRefundStatusEnum } from "../order/order.enums.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { MinorUnitsScalar } from "../scalar/minor-units.js";
import { followReturns, type ReturnStep, type WatchedReturns } from "./changes.js";
import { ReturnType } from "./return.type.js";

@InputType({
  description:
    "A filter for the returns to follow. Fields side by side must all hold; a field that is left out demands nothing.",
})
class ReturnChangedWhere {
  @Field(() => [ID], { nullable: true, description: `These returns, up to ${MAX_WATCHED}.` })
  ids?: string[];

  @Field(() => [ReturnRefundStatusEnum], {
    nullable: true,
    description: "Steps that lead to one of these; REFUNDED alone is 반품완료.",
  })
  refundStatuses?: ReturnRefundStatus[];
}

const IN_MINOR_UNITS = "in minor units of the order's currency; null in events from before 2026-11-29";

@Authorized(Permission.RefundSubscribe)
@ObjectType({ description: "A return whose refund status changed.", simpleResolvers: true })
class ReturnChange implements ReturnStep {
  @Field(() => String, {
    description:
      "The position in the stream: store the last one you handled and pass it as `after` when you come back.",
  })
  cursor!: string;

  @Field(() => ID, { description: "The id of the return (반품 식별자), as `return(id)` takes it." })
  returnId!: string;

  @Field(() => String, { description: "The return service's own number (반품번호)." })
  returnNo!: string;

  @Field(() => ReturnRefundStatusEnum, {
    nullable: true,
    description: "The refund status before; null when it was handed over to us.",
  })
  from!: ReturnRefundStatus | null;

  @Field(() => ReturnRefundStatusEnum, { description: "The refund status after this step; REFUNDED is 반품완료." })
  to!: ReturnRefundStatus;

  @Field(() => MinorUnitsScalar, {
    nullable: true,
    description: `The part that was refunded at this step, ${IN_MINOR_UNITS}.`,
  })
  refunded!: MinorUnits | null;

  @Field(() => MinorUnitsScalar, {
    nullable: true,
    description: `The part still owed after this step, ${IN_MINOR_UNITS}.`,
  })
  open!: MinorUnits | null;

  @Field(() => MinorUnitsScalar, {
    nullable: true,
    description: `The part that was cancelled as not owed, ${IN_MINOR_UNITS}.`,
  })
  notOwed!: MinorUnits | null;

  @Field(() => DateTimeScalar, { description: "When the step was made." })
  at!: Date;
}

@Resolver(() => ReturnChange)
export class ReturnChangesResolver {
  @Authorized(Permission.RefundSubscribe)
  @Subscription(() => ReturnChange, {
    subscribe: ({ args, context }) => {
      const { where, after } = args as { where?: WatchedReturns | null; after?: string | null };
      return followReturns(context as Context, where ?? {}, after ?? null);
    },
    description:
      "Follows the life of returns, 반품완료 (REFUNDED) above all: with `after`, first what was missed since that cursor, then what comes, without a gap; without it, from now on. Cursors are those of `refundChanged`: both are positions in one stream. Ends with the token; the permission is asked at every event. Errors: BAD_USER_INPUT for an unreadable cursor or id.",
  })
  returnChanged(
    @Root() change: ReturnChange,
    @Arg("where", () => ReturnChangedWhere, { nullable: true, description: "The filter; everything when left out." })
    _where: ReturnChangedWhere | null,
    @Arg("after", () => String, { nullable: true, description: "The last cursor you handled." }) _after: string | null,
  ): ReturnChange {
    return change;
  }

  @FieldResolver(() => ReturnType, {
    nullable: true,
    description:
      "The return as it is now, which may be later than this step. Null only with a top-level error beside it.",
  })
  return(@Root() change: ReturnChange, @Ctx() ctx: Context): Promise<ReturnType | null> {
    return ctx.loaders.return(change.returnId);
  }
}
