/** The access record for the privacy officer: its rows, its months, and the word that a month was reviewed. */
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { z } from "zod";
import { Permission } from "../../access/permission.js";
import { schemaMessage } from "../../messages/schema-message.js";
import { masked } from "../../personal-data/fields.js";
import { accessSealContext } from "../../personal-data/record-access.js";
import { confirmAccessReview, reviewSealContext } from "../../refund/commands/confirm-access-review.js";
import { Authorized, Part } from "../authorized.js";
import type { Connection } from "../connection/connection.type.js";
import { PageArgs, pageOf } from "../connection/page.js";
import type { Context } from "../context.js";
import { command, freeText, idempotencyKey, MAX_TEXT_LENGTH } from "../input.js";
import { writtenText, WrittenTextType } from "../note/written-text.type.js";
import { UserError } from "../problem/user-error.type.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { RefundType } from "../refund/refund.type.js";
import { PersonalDataAccessWhere, readAccesses, readMonths } from "./access-list.js";
import { PersonalDataAccessConnection, PersonalDataAccessMonth, PersonalDataAccessType } from "./access.type.js";

@Resolver(() => PersonalDataAccessType)
class AccessResolver {
  @Authorized(Permission.PersonalDataAccessReview)
  @Query(() => PersonalDataAccessConnection, {
    description:
      "The record of accesses to personal data (개인정보 접속기록), newest first. Errors: BAD_USER_INPUT for an unreadable page, cursor or filter.",
  })
  personalDataAccesses(
    @Args(() => PageArgs) page: PageArgs,
    @Arg("where", () => PersonalDataAccessWhere, {
      nullable: true,
      description: "The filter; everything when left out.",
    })
    where: PersonalDataAccessWhere | null,
    @Ctx() ctx: Context,
  ): Promise<Connection<PersonalDataAccessType>> {
    return readAccesses(ctx.em, { where, page: pageOf(page) });
  }

  @FieldResolver(() => RefundType, {
    nullable: true,
    description: "The refund whose data it was (환불), where it was one.",
  })
  async refund(@Root() { refundId }: PersonalDataAccessType, @Ctx() ctx: Context): Promise<RefundType | null> {
    return refundId === null ? null : ctx.loaders.refund(refundId);
  }

  @FieldResolver(() => WrittenTextType, {
    nullable: true,
    description: "The reason in detail (상세 사유); null for a search, or with a top-level error beside it.",
  })
  reason(@Root() { id, reasonSealed, actor }: PersonalDataAccessType): WrittenTextType | null {
    return writtenText(reasonSealed, accessSealContext("reason", id), actor);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "The value that was searched by (검색어), masked; null for what is no search.",
  })
  sought(@Root() { id, soughtSealed, fields }: PersonalDataAccessType, @Ctx() ctx: Context): string | null {
    const [field] = fields;
    if (soughtSealed === null || !field) return null;
    return masked(field, ctx.refundContext.cipher.open(soughtSealed, accessSealContext("sought", id)));
  }
}

@Resolver(() => PersonalDataAccessMonth)
class MonthResolver {
  @Authorized(Permission.PersonalDataAccessReview)
  @Query(() => [PersonalDataAccessMonth], {
    description: "The months of the access record, newest first: how many accesses, and who reviewed them (월 점검).",
  })
  personalDataAccessMonths(@Ctx() ctx: Context): Promise<PersonalDataAccessMonth[]> {
    return readMonths(ctx.em);
  }

  @FieldResolver(() => WrittenTextType, {
    nullable: true,
    description: "The result of the review (점검 결과); null: nobody yet, or with a top-level error beside it.",
  })
  findings(@Root() { month, findingsSealed, confirmedBy }: PersonalDataAccessMonth): WrittenTextType | null {
    return writtenText(findingsSealed, reviewSealContext(`${month}-01`), confirmedBy);
  }
}

@InputType({ description: "The month whose accesses were reviewed, and what was found." })
class PersonalDataAccessReviewConfirmInput {
  @Field(() => String, { description: "The Korean month (월), `yyyy-mm`; it must be over." })
  month!: string;

  @Field(() => String, {
    description: `The result of the review (점검 결과), 1 to ${MAX_TEXT_LENGTH} characters; stored encrypted.`,
  })
  findings!: string;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

const schema = z.object({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, schemaMessage("reasons.accessReview.month"))
    .transform((month) => `${month}-01`),
  findings: freeText,
  idempotencyKey,
});

@Part()
@ObjectType({ description: "Answer to `personalDataAccessReviewConfirm`.", simpleResolvers: true })
class PersonalDataAccessReviewConfirmPayload {
  @Field(() => PersonalDataAccessMonth, { nullable: true, description: "The month (월); null when there are errors." })
  month!: PersonalDataAccessMonth | null;

  @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
  replayed!: boolean;

  @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
  userErrors!: UserError[];
}

@Resolver()
class ReviewResolver {
  @Authorized(Permission.PersonalDataAccessReview)
  @Mutation(() => PersonalDataAccessReviewConfirmPayload, {
    description:
      "States that a month of the access record was reviewed (접속기록 월 점검), by whom and with what result; once, and never changed. Nobody confirms a month in which they had access themselves. Codes: INVALID_INPUT (no month, or one that is not over), SAME_PERSON, ACCESS_REVIEW_CONFIRMED, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS, BUSY.",
  })
  async personalDataAccessReviewConfirm(
    @Arg("input", () => PersonalDataAccessReviewConfirmInput, { description: "The month, and what was found." })
    input: PersonalDataAccessReviewConfirmInput,
    @Ctx() ctx: Context,
  ): Promise<PersonalDataAccessReviewConfirmPayload> {
    const { value, ...rest } = await command(ctx, { schema, input }, (parsed, by) =>
      confirmAccessReview(ctx.refundContext, by, parsed),
    );
    if (!value) return { ...rest, month: null };
    const months = await readMonths(ctx.em);
    return { ...rest, month: months.find(({ month }) => value.month.startsWith(month)) ?? null };
  }
}

export const ACCESS_RESOLVERS = [AccessResolver, MonthResolver, ReviewResolver];
