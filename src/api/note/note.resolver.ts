/** Notes: adding one, reading those of a refund and those that mention the caller; and opening what people wrote. */
import {
  Arg,
  Args,
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
import { personKey } from "../../access/subject.js";
import { schemaMessage } from "../../messages/schema-message.js";
import { sentence } from "../../messages/sentence.js";
import { addNote } from "../../refund/commands/add-note.js";
import {
  EVIDENCE_AT,
  memoSealContext,
  noteSealContext,
  openWrittenText,
  withdrawalMemoSealContext,
} from "../../refund/record/written-text.js";
import { Authorized, Part } from "../authorized.js";
import type { Connection } from "../connection/connection.type.js";
import { readConnection } from "../connection/list.js";
import { PageArgs, pageOf } from "../connection/page.js";
import { read, sql, trusted } from "../connection/statement.js";
import type { Context } from "../context.js";
import { callerOf, command, freeText, id, idempotencyKey, line, MAX_TEXT_LENGTH } from "../input.js";
import { FactCorrectionType } from "../order/fact-change.type.js";
import { CancellationStatementType } from "../payment/cancellation-statement.type.js";
import { PersonType } from "../person/person.type.js";
import { UserError } from "../problem/user-error.type.js";
import { HistoryEntryType } from "../refund/history.type.js";
import { KEY_DESCRIPTION } from "../refund/refund-commands.input.js";
import { StatementType } from "../refund/refund-parts.type.js";
import { RefundType } from "../refund/refund.type.js";
import { ReturnType } from "../return/return.type.js";
import { SentenceError } from "../sentence-error.js";
import { checkNoteCursors, mentioningNote, mentionList } from "./note.rows.js";
import { NOTE_COLUMNS, RefundNoteConnection, RefundNoteType } from "./note.type.js";
import { confirmingOf, evidenceOf, writtenText, WrittenTextType } from "./written-text.type.js";

/** A note to everybody is a note to nobody. */
const MAX_MENTIONS = 20;

@InputType({ description: "A note to leave on a refund." })
class RefundNoteAddInput {
  @Field(() => ID, { description: "The refund, in any state." })
  refundId!: string;

  @Field(() => String, { description: `The text, 1 to ${MAX_TEXT_LENGTH} characters; stored encrypted.` })
  text!: string;

  @Field(() => [String], {
    nullable: true,
    description: `Subjects of the persons it is for, at most ${MAX_MENTIONS}, as \`persons\` lists them.`,
  })
  mentions?: string[] | null;

  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;
}

const schema = z.object({
  refundId: id,
  text: freeText,
  mentions: z
    .array(line())
    .max(MAX_MENTIONS, schemaMessage("reasons.input.tooManyEntries", { max: MAX_MENTIONS }))
    .nullish()
    .transform((mentions) => mentions ?? []),
  idempotencyKey,
});

@Part()
@ObjectType({ description: "Answer to `refundNoteAdd`.", simpleResolvers: true })
class RefundNoteAddPayload {
  @Field(() => RefundNoteType, { nullable: true, description: "The note; null when there are errors." })
  note!: RefundNoteType | null;

  @Field(() => Boolean, { description: "True when this is the stored answer of an earlier call with the same key." })
  replayed!: boolean;

  @Field(() => [UserError], { description: "Problems that stood in the way; empty when there were none." })
  userErrors!: UserError[];
}

@Resolver(() => RefundNoteType)
class NoteResolver {
  @Authorized(Permission.NoteAdd)
  @Mutation(() => RefundNoteAddPayload, {
    description:
      "Leaves a note on a refund, at any state of it; it is never changed, and changes neither the refund nor its version. Codes: INVALID_INPUT, NOT_FOUND (no such refund, or a mention of somebody the directory does not have), IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS, BUSY.",
  })
  async refundNoteAdd(
    @Arg("input", () => RefundNoteAddInput, { description: "The note to leave." }) input: RefundNoteAddInput,
    @Ctx() ctx: Context,
  ): Promise<RefundNoteAddPayload> {
    const { value, ...rest } = await command(ctx, { schema, input }, (parsed, by) =>
      addNote(ctx.refundContext, by, parsed),
    );
    if (!value) return { ...rest, note: null };
    const [row] = await read<object>(
      ctx.em,
      sql`select ${trusted(NOTE_COLUMNS.selectList)} from refund_note note where note.id = ${value.noteId}::uuid`,
    );
    return { ...rest, note: row ? NOTE_COLUMNS.nodeOf(row) : null };
  }

  @Authorized(Permission.NoteRead)
  @Query(() => RefundNoteConnection, {
    description:
      "The notes that mention the caller, newest first. Errors: BAD_USER_INPUT for an unreadable page or cursor.",
  })
  mentions(@Args(() => PageArgs) page: PageArgs, @Ctx() ctx: Context): Promise<Connection<RefundNoteType>> {
    return readConnection(ctx.em, mentionList(personKey(callerOf(ctx).subject), pageOf(page)), mentioningNote);
  }

  @FieldResolver(() => WrittenTextType, {
    nullable: true,
    description: "The text (내용); null only with a top-level error beside it.",
  })
  text(@Root() { id: noteId, sealed, author }: RefundNoteType): WrittenTextType | null {
    return writtenText(sealed, noteSealContext(noteId), author);
  }

  @FieldResolver(() => [PersonType], {
    nullable: true,
    description:
      "The persons it is for (호출된 담당자), in the order they were named; null only with a top-level error beside it.",
  })
  async mentioned(@Root() { id: noteId }: RefundNoteType, @Ctx() ctx: Context): Promise<PersonType[]> {
    const subjects = await ctx.loaders.mentionsOfNote(noteId);
    return Promise.all(subjects.map((subject) => ctx.loaders.person(subject)));
  }

  @FieldResolver(() => RefundType, {
    nullable: true,
    description: "The refund it was left on (환불); null only with a top-level error beside it.",
  })
  refund(@Root() { refundId }: RefundNoteType, @Ctx() ctx: Context): Promise<RefundType | null> {
    return ctx.loaders.refund(refundId);
  }
}

@Resolver(() => RefundType)
class RefundNotesResolver {
  @FieldResolver(() => RefundNoteConnection, {
    nullable: true,
    description: "The notes people left on it (메모), oldest first. Null only with a top-level error beside it.",
  })
  async notes(
    @Root() refund: RefundType,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Promise<Connection<RefundNoteType>> {
    const page = pageOf(args);
    checkNoteCursors(page);
    return ctx.loaders.notesOfRefund({ refundId: refund.id, page });
  }
}

@Resolver(() => WrittenTextType)
class WrittenTextResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: "The text as it was written (내용); null where it cannot be opened any more.",
  })
  text(@Root() written: WrittenTextType, @Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): string | null {
    return opened(written, ctx, info);
  }

  @FieldResolver(() => Boolean, {
    description:
      "True when the text cannot be opened (열람 불가): the key it was sealed with is gone, or it was erased.",
  })
  unreadable(@Root() written: WrittenTextType, @Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): boolean {
    return opened(written, ctx, info) === null;
  }
}

/** @throws FORBIDDEN in a subscription: what is streamed lies in buffers and logs that nobody erases. */
function opened(written: WrittenTextType, ctx: Context, { operation }: GraphQLResolveInfo): string | null {
  if (operation.operation === "subscription") {
    throw new SentenceError(sentence("server.NOT_STREAMED"), {
      extensions: { code: "FORBIDDEN", permission: Permission.NoteRead },
    });
  }
  return openWrittenText(ctx.refundContext.cipher, written);
}

@Resolver(() => HistoryEntryType)
class HistoryMemoResolver {
  @FieldResolver(() => WrittenTextType, {
    nullable: true,
    description: "The memo given with the step (메모); null where there was none, or with a top-level error beside it.",
  })
  async memo(@Root() entry: HistoryEntryType, @Ctx() ctx: Context): Promise<WrittenTextType | null> {
    const { refundId, sequence, actor } = entry;
    const sealed = await ctx.loaders.memoOfStep({ refundId, sequence });
    return writtenText(sealed, memoSealContext(refundId, sequence), actor);
  }
}

@Resolver(() => ReturnType)
class WithdrawalMemoResolver {
  @FieldResolver(() => WrittenTextType, {
    nullable: true,
    description:
      "The memo given when it was taken back (철회 메모); null where there was none, or with a top-level error beside it.",
  })
  withdrawalMemo(@Root() { id: returnId, withdrawalMemoSealed, withdrawnBy }: ReturnType): WrittenTextType | null {
    return writtenText(withdrawalMemoSealed, withdrawalMemoSealContext(returnId), withdrawnBy);
  }
}

const EVIDENCE = "The evidence and where it was seen (증빙), as the first person wrote it.";
const CONFIRMING =
  "The evidence of the second person (확인 증빙); null while it is open, and for those confirmed before it was stored.";

@Resolver(() => StatementType)
class StatementEvidenceResolver {
  @FieldResolver(() => WrittenTextType, { nullable: true, description: EVIDENCE })
  evidence(@Root() { id: statementId, evidenceSealed, statedBy }: StatementType): WrittenTextType | null {
    return evidenceOf(EVIDENCE_AT.unknown, { id: statementId, evidenceSealed, by: statedBy });
  }

  @FieldResolver(() => WrittenTextType, { nullable: true, description: CONFIRMING })
  confirmingEvidence(@Root() statement: StatementType): WrittenTextType | null {
    return confirmingOf(EVIDENCE_AT.unknown, statement);
  }
}

@Resolver(() => CancellationStatementType)
class CancellationEvidenceResolver {
  @FieldResolver(() => WrittenTextType, { nullable: true, description: EVIDENCE })
  evidence(@Root() { id: statementId, evidenceSealed, statedBy }: CancellationStatementType): WrittenTextType | null {
    return evidenceOf(EVIDENCE_AT.cancellation, { id: statementId, evidenceSealed, by: statedBy });
  }

  @FieldResolver(() => WrittenTextType, { nullable: true, description: CONFIRMING })
  confirmingEvidence(@Root() statement: CancellationStatementType): WrittenTextType | null {
    return confirmingOf(EVIDENCE_AT.cancellation, statement);
  }
}

@Resolver(() => FactCorrectionType)
class CorrectionReasonResolver {
  @FieldResolver(() => WrittenTextType, {
    nullable: true,
    description: "The reason and where it was seen (사유), as the first person wrote it.",
  })
  reason(@Root() { id: correctionId, evidenceSealed, proposedBy }: FactCorrectionType): WrittenTextType | null {
    return evidenceOf(EVIDENCE_AT.facts, { id: correctionId, evidenceSealed, by: proposedBy });
  }

  @FieldResolver(() => WrittenTextType, {
    nullable: true,
    description:
      "The reason of the second person (확인 사유); null while it is open, and for those confirmed before it was stored.",
  })
  confirmingReason(@Root() correction: FactCorrectionType): WrittenTextType | null {
    return confirmingOf(EVIDENCE_AT.facts, correction);
  }
}

export const NOTE_RESOLVERS = [
  NoteResolver,
  RefundNotesResolver,
  WrittenTextResolver,
  HistoryMemoResolver,
  WithdrawalMemoResolver,
  StatementEvidenceResolver,
  CancellationEvidenceResolver,
  CorrectionReasonResolver,
];
