/** Notes on refunds in the API. */
import { Field, ID, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { Authorized } from "../authorized.js";
import { columns, instant, text } from "../connection/columns.js";
import { connectionType } from "../connection/connection.type.js";
import { DateTimeScalar } from "../scalar/date-time.js";

@Authorized(Permission.NoteRead)
@ObjectType("RefundNote", {
  description:
    "A note (메모) somebody left on a refund. Notes are only ever added; they change neither the refund nor its version.",
  simpleResolvers: true,
})
export class RefundNoteType {
  @Field(() => ID, { description: "The id (식별자), unique and opaque." })
  id!: string;

  @Field(() => ID, { description: "The id of the refund it was left on (환불 ID)." })
  refundId!: string;

  @Field(() => String, { description: "Subject of who wrote it (작성자)." })
  author!: string;

  @Field(() => DateTimeScalar, { description: "When it was written (시각)." })
  at!: Date;

  sealed!: string;
}

export const RefundNoteConnection = connectionType("RefundNote", RefundNoteType, Permission.NoteRead, "notes");

export const NOTE_COLUMNS = columns<RefundNoteType>({
  id: text("note.id"),
  refundId: text("note.refund_id"),
  author: text("note.author"),
  at: instant("note.at"),
  sealed: text("note.sealed"),
});
