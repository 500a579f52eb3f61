/** `refundChanged`: every step of the refunds one follows, in order, without a gap. */
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  ObjectType,
  Resolver,
  Root,
  Subscription,
} from "type-graphql";
import type { RefundState, RefundStatus } from "../../../machines/states.js";
import { Permission } from "../../access/permission.js";
import type { Cause } from "../../refund/record/history.entity.js";
import { Authorized } from "../authorized.js";
import type { Context } from "../context.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { MAX_WATCHED } from "../event-stream.js";
import { followRefunds, type Change, type Watched } from "./changes.js";
import { RefundType } from "./refund.type.js";
import { CauseEnum, RefundStateEnum, RefundStatusEnum, RefundEventEnum, type RefundEventName } from "./refund.enums.js";

@InputType({
  description:
    "A filter for the refunds to follow. Fields side by side must all hold; a field that is left out demands nothing.",
})
class RefundChangedWhere {
  @Field(() => [ID], { nullable: true, description: `These refunds, up to ${MAX_WATCHED}.` })
  ids?: string[];

  @Field(() => [ID], { nullable: true, description: `Refunds of these returns, up to ${MAX_WATCHED}.` })
  returnIds?: string[];

  @Field(() => [RefundStatusEnum], { nullable: true, description: "Steps that lead to one of these." })
  statuses?: RefundStatus[];
}

@Authorized(Permission.RefundSubscribe)
@ObjectType({ description: "One step of a refund.", simpleResolvers: true })
class RefundChange implements Change {
  @Field(() => String, {
    description:
      "The position in the stream: store the last one you handled and pass it as `after` when you come back.",
  })
  cursor!: string;

  @Field(() => ID, { description: "The id of the refund (환불 식별자), as `refund(id)` takes it." })
  refundId!: string;

  @Field(() => String, { description: "The number of the refund (환불번호)." })
  refundNo!: string;

  @Field(() => ID, {
    nullable: true,
    description: "The id of the return it is owed for; null in events from before 2026-11-28.",
  })
  returnId!: string | null;

  @Field(() => RefundStateEnum, { nullable: true, description: "The state before (이전 상태); null for the creation." })
  from!: RefundState | null;

  @Field(() => RefundStateEnum, { description: "The state after this step." })
  to!: RefundState;

  @Field(() => RefundEventEnum, { description: "The event that happened (이벤트)." })
  event!: RefundEventName;

  @Field(() => CauseEnum, { description: "The cause of the transition (원인)." })
  cause!: Cause;

  @Field(() => Int, { description: "The refund's version after this step: what came with a smaller one is older." })
  version!: number;

  @Field(() => DateTimeScalar, { description: "When the step was made." })
  at!: Date;
}

@Resolver(() => RefundChange)
export class RefundChangesResolver {
  @Authorized(Permission.RefundSubscribe)
  @Subscription(() => RefundChange, {
    subscribe: ({ args, context }) => {
      const { where, after } = args as { where?: Watched | null; after?: string | null };
      return followRefunds(context as Context, where ?? {}, after ?? null);
    },
    description:
      "Follows refunds: with `after`, first what was missed since that cursor, then what comes, without a gap; without it, from now on. Steps of one refund come in order. Ends with the token; the permission is asked at every event. Errors: BAD_USER_INPUT for an unreadable cursor or id.",
  })
  refundChanged(
    @Root() change: RefundChange,
    @Arg("where", () => RefundChangedWhere, { nullable: true, description: "The filter; everything when left out." })
    _where: RefundChangedWhere | null,
    @Arg("after", () => String, { nullable: true, description: "The last cursor you handled." }) _after: string | null,
  ): RefundChange {
    return change;
  }

  @FieldResolver(() => RefundType, {
    nullable: true,
    description:
      "The refund as it is now, which may be later than this step. Null only with a top-level error beside it.",
  })
  refund(@Root() change: RefundChange, @Ctx() ctx: Context): Promise<RefundType | null> {
    return ctx.loaders.refund(change.refundId);
  }
}
