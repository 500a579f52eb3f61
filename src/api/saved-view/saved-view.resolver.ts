/** Saved views: reading them, saving one, and deleting one. */
import { GraphQLJSONObject } from "graphql-scalars";
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import type { GraphQLResolveInfo } from "graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import { personKey, samePerson } from "../../access/subject.js";
import { schemaMessage } from "../../messages/schema-message.js";
import { sentence } from "../../messages/sentence.js";
import { fail } from "../../problem.js";
import { deleteView } from "../../saved-views/delete-view.js";
import { MAX_VIEWS, saveView } from "../../saved-views/save-view.js";
import { VIEWED_LISTS, type ViewedList } from "../../saved-views/saved-view.entity.js";
import { Authorized, Part } from "../authorized.js";
import type { Connection } from "../connection/connection.type.js";
import { readConnection } from "../connection/list.js";
import { PageArgs, pageOf } from "../connection/page.js";
import { read, sql, trusted } from "../connection/statement.js";
import type { Context } from "../context.js";
import { callerOf, command, id, idempotencyKey, line } from "../input.js";
import { PersonType } from "../person/person.type.js";
import { UserError } from "../problem/user-error.type.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { argumentFaults, writtenPath } from "./arguments.js";
import { savedViewList } from "./saved-view-list.js";
import { ViewedListEnum } from "./saved-view.enums.js";
import { SAVED_VIEW_COLUMNS, SavedViewConnection, SavedViewType } from "./saved-view.type.js";

const MAX_NAME_LENGTH = 80;
/** Of the arguments as JSON. */
const MAX_ARGUMENTS_LENGTH = 8_000;

@ArgsType()
class SavedViewsArgs extends PageArgs {
  @Field(() => ViewedListEnum, { nullable: true, description: "Views of this list; of every list when left out." })
  list?: ViewedList | null;
}

@InputType({ description: "A saved view, as it is to be." })
class SavedViewSaveInput {
  @Field(() => ID, {
    nullable: true,
    description: "The view to change, one of your own; a new one is made when left out.",
  })
  id?: string | null;

  @Field(() => ViewedListEnum, { description: "The list it belongs to." })
  list!: ViewedList;

  @Field(() => String, {
    description: `The name, 1 to ${MAX_NAME_LENGTH} characters; once only among your views of the list.`,
  })
  name!: string;

  @Field(() => GraphQLJSONObject, {
    description: `Arguments of the list's query but for the page, as its variables have them; at most ${MAX_ARGUMENTS_LENGTH} characters as JSON. They are read by whoever sees the view: no personal data.`,
  })
  arguments!: Record<string, unknown>;

  @Field(() => Boolean, { defaultValue: false, description: "True to let everybody see it." })
  shared!: boolean;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

@InputType({ description: "A saved view to take away." })
class SavedViewDeleteInput {
  @Field(() => ID, { description: "The view to take away (저장한 조건)." })
  id!: string;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

const savedView = z.object({
  id: id.nullish().transform((given) => given ?? null),
  list: z.enum(VIEWED_LISTS),
  name: line(MAX_NAME_LENGTH),
  // An object, as the scalar has seen to; passed on whole, so that what no list takes is refused and not dropped.
  arguments: z
    .custom<Record<string, unknown>>()
    .refine(
      (given) => JSON.stringify(given).length <= MAX_ARGUMENTS_LENGTH,
      schemaMessage("reasons.input.tooLong", { max: MAX_ARGUMENTS_LENGTH }),
    ),
  shared: z.boolean(),
  idempotencyKey,
});
const deletion = z.object({ id, idempotencyKey });

@Part()
@ObjectType({ description: "Answer to `savedViewSave`.", simpleResolvers: true })
class SavedViewSavePayload {
  @Field(() => SavedViewType, { nullable: true, description: "The view as it is now; null when there are errors." })
  savedView!: SavedViewType | null;

  @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
  replayed!: boolean;

  @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
  userErrors!: UserError[];
}

@Part()
@ObjectType({ description: "Answer to `savedViewDelete`.", simpleResolvers: true })
class SavedViewDeletePayload {
  @Field(() => ID, { nullable: true, description: "The id of the view that is gone; null when there are errors." })
  deletedId!: string | null;

  @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
  replayed!: boolean;

  @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
  userErrors!: UserError[];
}

@Resolver(() => SavedViewType)
export class SavedViewResolver {
  @Authorized(Permission.SavedViewUse)
  @Query(() => SavedViewConnection, {
    description:
      "The caller's own saved views and those that others share (저장한 조건), oldest first. Errors: BAD_USER_INPUT for an unreadable page or cursor.",
  })
  savedViews(
    @Args(() => SavedViewsArgs) { list, ...page }: SavedViewsArgs,
    @Ctx() ctx: Context,
  ): Promise<Connection<SavedViewType>> {
    const mine = personKey(callerOf(ctx).subject);
    return readConnection(ctx.em, savedViewList(mine, list ?? null, pageOf(page)), SAVED_VIEW_COLUMNS.nodeOf);
  }

  @Authorized(Permission.SavedViewUse)
  @Mutation(() => SavedViewSavePayload, {
    description: `Saves a filter and an order of a list under a name, or changes a view of your own; of two changes the later one stands. Each person has at most ${MAX_VIEWS}. Codes: INVALID_INPUT (also arguments the list does not take, and a name you have given already), NOT_FOUND (also a view of somebody else), TOO_MANY, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS, BUSY.`,
  })
  async savedViewSave(
    @Arg("input", () => SavedViewSaveInput, { description: "The view to save." }) input: SavedViewSaveInput,
    @Ctx() ctx: Context,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<SavedViewSavePayload> {
    const { value, ...rest } = await command(ctx, { schema: savedView, input }, async (view, by) => {
      const [fault] = argumentFaults(schema, view.list, view.arguments);
      if (fault) {
        const reason = sentence("reasons.savedView.notTaken");
        return { outcome: fail("INVALID_INPUT", { reason }, ["arguments", ...fault]), replayed: false };
      }
      return saveView(ctx.refundContext, by, view);
    });
    return { ...rest, savedView: value && (await viewWith(ctx, value.viewId)) };
  }

  @Authorized(Permission.SavedViewUse)
  @Mutation(() => SavedViewDeletePayload, {
    description:
      "Takes a saved view away for good: one of your own, or, with the permission SAVED_VIEW_TIDY, one that somebody shares. Codes: INVALID_INPUT, NOT_FOUND (also a view that is not yours to delete), IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS, BUSY.",
  })
  async savedViewDelete(
    @Arg("input", () => SavedViewDeleteInput, { description: "The view to take away." }) input: SavedViewDeleteInput,
    @Ctx() ctx: Context,
  ): Promise<SavedViewDeletePayload> {
    const { value, ...rest } = await command(ctx, { schema: deletion, input }, (wanted, by) =>
      deleteView(ctx.refundContext, by, wanted),
    );
    return { ...rest, deletedId: value?.viewId ?? null };
  }

  @FieldResolver(() => [String], {
    description:
      "Paths in the arguments that the list takes no longer, as in `where.status[0]`: change these before asking with it. Empty while it can be used as it is.",
  })
  outdated(@Root() view: SavedViewType, @Info() { schema }: GraphQLResolveInfo): string[] {
    return [...new Set(argumentFaults(schema, view.list, view.arguments).map(writtenPath))];
  }

  @FieldResolver(() => Boolean, { description: "True for the caller's own (내 조건)." })
  mine(@Root() { ownedBy }: SavedViewType, @Ctx() ctx: Context): boolean {
    return samePerson(ownedBy, callerOf(ctx).subject);
  }

  @FieldResolver(() => PersonType, {
    nullable: true,
    description: "The person it belongs to (만든 사람); null only with a top-level error beside it.",
  })
  owner(@Root() { ownedBy }: SavedViewType, @Ctx() ctx: Context): Promise<PersonType> {
    return ctx.loaders.person(ownedBy);
  }
}

/** Null where it was deleted since. */
async function viewWith(ctx: Context, viewId: string): Promise<SavedViewType | null> {
  const [row] = await read<object>(
    ctx.em,
    sql`select ${trusted(SAVED_VIEW_COLUMNS.selectList)} from saved_view where id = ${viewId}::uuid`,
  );
  return row ? SAVED_VIEW_COLUMNS.nodeOf(row) : null;
}
