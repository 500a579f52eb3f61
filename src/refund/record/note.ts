/** Leaves a note on a refund, in the caller's transaction: sealed, and no step of its history. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { newId } from "../../identifier.js";
import { Secret } from "../../secret.js";
import type { RefundContext } from "../context.js";
import { RefundNote } from "./note.entity.js";
import { noteSealContext } from "./written-text.js";

export function leaveNote(
  context: RefundContext,
  em: EntityManager,
  { refundId, text, author, at }: { refundId: string; text: string; author: string; at: Date },
): RefundNote {
  const id = newId();
  const sealed = context.cipher.seal(new Secret(text), noteSealContext(id));
  const note = Object.assign(new RefundNote(), { id, refundId, author, sealed, at });
  em.persist(note);
  return note;
}
