/** Texts people wrote, in the API: opened only when they are asked for. */
import { Field, ObjectType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import type { SealContext } from "../../personal-data/cipher.js";
import { confirmingEvidenceContext, evidenceContext, type WrittenText } from "../../refund/record/written-text.js";
import { Authorized } from "../authorized.js";

@Authorized(Permission.NoteRead)
@ObjectType("WrittenText", {
  description:
    "A text somebody wrote (메모·증빙·사유), stored encrypted: it may name people. Plain text, to be shown as such. Read by queries and mutations, never streamed.",
  simpleResolvers: true,
})
export class WrittenTextType implements WrittenText {
  @Field(() => String, { description: "Subject of who wrote it (작성자)." })
  writtenBy!: string;

  sealed!: string;
  sealContext!: SealContext;
}

/** Null where nothing was written. */
export const writtenText = (
  sealed: string | null,
  sealContext: SealContext,
  writtenBy: string | null,
): WrittenTextType | null => (sealed === null ? null : { sealed, sealContext, writtenBy: writtenBy ?? "" });

export const evidenceOf = (
  at: Parameters<typeof evidenceContext>[0],
  { id, evidenceSealed, by }: { id: string; evidenceSealed: string; by: string },
): WrittenTextType | null => writtenText(evidenceSealed, evidenceContext(at, id), by);

/** The second person's; null where there is none. */
export const confirmingOf = (
  at: Parameters<typeof confirmingEvidenceContext>[0],
  of: { id: string; confirmingEvidenceSealed: string | null; confirmedBy: string | null },
): WrittenTextType | null =>
  writtenText(of.confirmingEvidenceSealed, confirmingEvidenceContext(at, of.id), of.confirmedBy);
