/** Work items: the lists, their counts, their sentences, and what people do with them. */
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  type ClassType,
} from "type-graphql";
import { z } from "zod";
import { MATRIX } from "../../access/matrix.js";
import { Permission } from "../../access/permission.js";
import { may, type Principal } from "../../access/principal.js";
import { samePerson } from "../../access/subject.js";
import { nameOf } from "../../messages/catalogue.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import {
  assignWorkItem,
  closeWorkItem,
  LONGEST_SNOOZE_DAYS,
  snoozeWorkItem,
} from "../../refund/commands/handle-work-item.js";
import { isOwnDoing } from "../../refund/eligibility/rules.js";
import type { RefundContext } from "../../refund/context.js";
import { workItemSealContext } from "../../refund/record/written-text.js";
import { Authorized, Part } from "../authorized.js";
import type { Connection } from "../connection/connection.type.js";
import { readConnection } from "../connection/list.js";
import { PageArgs, pageOf } from "../connection/page.js";
import type { Context } from "../context.js";
import { callerOf, command, freeText, id, idempotencyKey, line, MAX_TEXT_LENGTH, version } from "../input.js";
import { writtenText, WrittenTextType } from "../note/written-text.type.js";
import { PaymentType } from "../payment/payment.type.js";
import { nameInSentence } from "../person/display-name.js";
import { UserError } from "../problem/user-error.type.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { RefundType } from "../refund/refund.type.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { countItems } from "./work-item-count.rows.js";
import { workItemList, WorkItemOrder, WorkItemWhere } from "./work-item-list.js";
import { itemText } from "./work-item-texts.js";
import { permissionFor } from "./work-item-permission.js";
import { WORK_ITEM_COLUMNS, WorkItemConnection, WorkItemCount, WorkItemType } from "./work-item.type.js";

const LANGUAGE = "In Korean, or in English by `Accept-Language`.";

@Resolver(() => WorkItemType)
class WorkItemResolver {
  @Authorized(Permission.WorkItemRead)
  @Query(() => WorkItemConnection, {
    description:
      "The work items (확인할 일), those longest in the list first; the open ones where nothing else is asked for. Errors: BAD_USER_INPUT for an unreadable page, cursor or filter.",
  })
  workItems(
    @Args(() => PageArgs) page: PageArgs,
    @Arg("where", () => WorkItemWhere, {
      nullable: true,
      description: "Only items like these; left out: the open ones.",
    })
    where: WorkItemWhere | null,
    @Arg("orderBy", () => WorkItemOrder, { nullable: true, description: "The order; left out: SINCE, ASC." })
    orderBy: WorkItemOrder | null,
    @Ctx() ctx: Context,
  ): Promise<Connection<WorkItemType>> {
    const { subject: me } = callerOf(ctx);
    const asked = { where, page: pageOf(page), me, now: ctx.refundContext.clock.now() };
    // In their own order they are counted without looking past any.
    return readConnection(ctx.em, workItemList({ ...asked, orderBy }), WORK_ITEM_COLUMNS.nodeOf, workItemList(asked));
  }

  @Authorized(Permission.WorkItemRead)
  @Query(() => [WorkItemCount], {
    description:
      "The numbers of open work items, by kind and by who sees to them: one entry for each kind there are any of.",
  })
  workItemCounts(@Ctx() ctx: Context): Promise<WorkItemCount[]> {
    return countItems(ctx.em, callerOf(ctx).subject, ctx.refundContext.clock.now());
  }

  @FieldResolver(() => String, { description: `The event or state behind it (무슨 일). ${LANGUAGE}` })
  whatHappened(@Root() item: WorkItemType, @Ctx() ctx: Context): Promise<string> {
    return textOf("happened", item, ctx);
  }

  @FieldResolver(() => String, { description: `The consequence for the customer (고객에게 미치는 영향). ${LANGUAGE}` })
  meaningForCustomer(@Root() item: WorkItemType, @Ctx() ctx: Context): Promise<string> {
    return textOf("meaning", item, ctx);
  }

  @FieldResolver(() => String, { description: `The next step for whoever sees to it (할 일). ${LANGUAGE}` })
  whatToDo(@Root() item: WorkItemType, @Ctx() ctx: Context): Promise<string> {
    return textOf("toDo", item, ctx);
  }

  @FieldResolver(() => [String], {
    description: `The roles that can do it (담당 가능 역할), by their names; a program's where no person can, and none where there is only waiting. ${LANGUAGE}`,
  })
  whoCan(@Root() item: WorkItemType, @Ctx() { language }: Context): string[] {
    const permission = permissionFor(item);
    if (permission === null) return [];
    const { roles, scopes } = MATRIX[permission];
    return roles.length > 0
      ? roles.map((role) => nameOf(language, "role", role))
      : scopes.map((scope) => nameOf(language, "program", scope));
  }

  @FieldResolver(() => Boolean, {
    description:
      "True when you may do it (처리 가능 여부): you hold the permission, and where a second person decides, you are not the first.",
  })
  async canDo(@Root() item: WorkItemType, @Ctx() ctx: Context): Promise<boolean> {
    const caller = callerOf(ctx);
    const permission = permissionFor(item);
    return permission !== null && may(caller, permission) && !(await isFirstPerson(item, caller.subject, ctx));
  }

  @FieldResolver(() => RefundType, { nullable: true, description: "The refund it is about, where it is about one." })
  async refund(@Root() { refundId }: WorkItemType, @Ctx() ctx: Context): Promise<RefundType | null> {
    return refundId === null ? null : ctx.loaders.refund(refundId);
  }

  @FieldResolver(() => PaymentType, { nullable: true, description: "The payment it is about, where it is about one." })
  async payment(@Root() { paymentId }: WorkItemType, @Ctx() ctx: Context): Promise<PaymentType | null> {
    return paymentId === null ? null : ctx.loaders.payment(paymentId);
  }

  @FieldResolver(() => WrittenTextType, {
    nullable: true,
    description: "The reason it was snoozed for last; null where it never was, or with a top-level error beside it.",
  })
  snoozeReason(@Root() { id: itemId, snoozeReasonSealed, snoozedBy }: WorkItemType): WrittenTextType | null {
    return writtenText(snoozeReasonSealed, workItemSealContext.snooze(itemId), snoozedBy);
  }

  @FieldResolver(() => WrittenTextType, {
    nullable: true,
    description:
      "The reason the person gave who closed it; null while it is open, where none was given, or with a top-level error beside it.",
  })
  closingReason(@Root() { id: itemId, closingReasonSealed, closedBy }: WorkItemType): WrittenTextType | null {
    return writtenText(closingReasonSealed, workItemSealContext.closing(itemId), closedBy);
  }
}

/** True where the deciding mutation would answer SAME_PERSON. */
async function isFirstPerson(
  { kind, refundId, detail }: WorkItemType,
  subject: string,
  ctx: Context,
): Promise<boolean> {
  const { statedBy } = detail;
  if (typeof statedBy === "string") return samePerson(statedBy, subject);
  if (kind !== "APPROVAL_WAITING" || refundId === null) return false;
  const refund = await ctx.loaders.refund(refundId);
  return refund !== null && isOwnDoing(refund, subject);
}

async function textOf(part: Parameters<typeof itemText>[0], item: WorkItemType, ctx: Context): Promise<string> {
  const { refundId, paymentId, detail } = item;
  const refund = refundId === null ? null : await ctx.loaders.refund(refundId);
  const payment = refund || paymentId === null ? null : await ctx.loaders.payment(paymentId);
  const { statedBy } = detail;
  const person = typeof statedBy === "string" ? await ctx.loaders.person(statedBy) : null;
  return itemText(part, item, ctx.language, {
    currency: refund?.amount.currencyCode ?? payment?.amount.total.currencyCode,
    refundNo: refund?.refundNo,
    statedBy: person ? nameInSentence(person, ctx.language) : undefined,
  });
}

@InputType({ description: "A work item, as the caller has seen it." })
class WorkItemInput {
  @Field(() => ID, { description: "The work item." })
  id!: string;

  @Field(() => Int, { description: "The version of the work item you have seen." })
  expectedVersion!: number;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}
const seen = { id, expectedVersion: version, idempotencyKey };

@InputType({ description: "The assignee of a work item." })
class WorkItemAssignInput extends WorkItemInput {
  @Field(() => String, {
    nullable: true,
    description: "Subject of a person of the directory, as `persons` lists them; yourself, too. Null: nobody.",
  })
  assignee?: string | null;
}

const REASON = `The reason, 1 to ${MAX_TEXT_LENGTH} characters; stored encrypted.`;

@InputType({ description: "Until when a work item is to rest." })
class WorkItemSnoozeInput extends WorkItemInput {
  @Field(() => DateTimeScalar, {
    description: `When it comes back: later than now, and at most ${LONGEST_SNOOZE_DAYS} days later.`,
  })
  until!: Date;

  @Field(() => String, { description: REASON })
  reason!: string;
}

@InputType({ description: "The end of a work item." })
class WorkItemCloseInput extends WorkItemInput {
  @Field(() => String, { description: REASON })
  reason!: string;
}

interface WorkItemMutation<Schema extends z.ZodType> {
  name: `workItem${string}`;
  permission: Permission;
  description: string;
  input: { type: ClassType; schema: Schema; description: string };
  useCase: (
    context: RefundContext,
    principal: Principal,
    input: z.output<Schema>,
  ) => Promise<IdempotentResult<{ workItemId: string }>>;
}

const CODES =
  "Codes: INVALID_INPUT, NOT_FOUND, WORK_ITEM_CHANGED, WORK_ITEM_CLOSED, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS, BUSY";

interface WorkItemPayload {
  workItem: WorkItemType | null;
  replayed: boolean;
  userErrors: UserError[];
}

/** A resolver with this one mutation. */
function workItemMutation<Schema extends z.ZodType>(mutation: WorkItemMutation<Schema>): ClassType {
  const { name, permission, description, input, useCase } = mutation;
  const { schema } = input;
  const Payload = payloadOf(name);

  @Resolver()
  class WorkItemMutationResolver {
    @Authorized(permission)
    @Mutation(() => Payload, { name, description })
    async run(
      @Arg("input", () => input.type, { description: input.description }) given: object,
      @Ctx() ctx: Context,
    ): Promise<WorkItemPayload> {
      const { value, ...rest } = await command(ctx, { schema, input: given }, (parsed, by) =>
        useCase(ctx.refundContext, by, parsed),
      );
      return { ...rest, workItem: value ? await ctx.loaders.workItem(value.workItemId) : null };
    }
  }
  return WorkItemMutationResolver;
}

function payloadOf(name: string): ClassType<WorkItemPayload> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;

  @Part()
  @ObjectType(type, { description: `Answer to \`${name}\`.`, simpleResolvers: true })
  class Payload implements WorkItemPayload {
    @Field(() => WorkItemType, {
      nullable: true,
      description: "The work item as it is now; null when there are errors.",
    })
    workItem!: WorkItemType | null;

    @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
    replayed!: boolean;

    @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
    userErrors!: UserError[];
  }
  return Payload;
}

export const WORK_ITEM_RESOLVERS = [
  WorkItemResolver,
  workItemMutation({
    name: "workItemAssign",
    permission: Permission.WorkItemHandle,
    description: `Says who sees to a work item (담당자 지정): yourself, a person of the directory, or nobody. ${CODES}.`,
    input: {
      type: WorkItemAssignInput,
      schema: z.object({
        ...seen,
        assignee: line()
          .nullish()
          .transform((subject) => subject ?? null),
      }),
      description: "The work item, and who is to see to it.",
    },
    useCase: assignWorkItem,
  }),
  workItemMutation({
    name: "workItemSnooze",
    permission: Permission.WorkItemHandle,
    description: `Puts a work item off until a moment (미루기), with a reason; it comes back by itself. ${CODES}.`,
    input: {
      type: WorkItemSnoozeInput,
      schema: z.object({ ...seen, until: z.date(), reason: freeText }),
      description: "The work item, the moment and the reason.",
    },
    useCase: snoozeWorkItem,
  }),
  workItemMutation({
    name: "workItemClose",
    permission: Permission.WorkItemClose,
    description: `Closes a work item (닫기), with a reason; it stays readable. One that is a state of a refund or a statement closes only by itself. ${CODES}, WORK_ITEM_CLOSES_BY_ITSELF.`,
    input: {
      type: WorkItemCloseInput,
      schema: z.object({ ...seen, reason: freeText }),
      description: "The work item and the reason.",
    },
    useCase: closeWorkItem,
  }),
];
