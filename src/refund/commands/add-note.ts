/** refundNoteAdd: a person leaves a note on a refund, at any state of it. No transition: neither its version nor its history moves. */
import { validate as isUuid } from "uuid";
import { Person } from "../../access/person.entity.js";
import type { Principal } from "../../access/principal.js";
import { personKey } from "../../access/subject.js";
import type { IdempotentResult } from "../../idempotency/idempotency-store.js";
import { newId } from "../../identifier.js";
import { fail, ok } from "../../problem.js";
import { commandOnce, type RefundContext } from "../context.js";
import { RefundNoteMention } from "../record/note.entity.js";
import { leaveNote } from "../record/note.js";
import { Refund } from "../record/refund.entity.js";

interface Note {
  refundId: string;
  text: string;
  /** Subjects of persons of the directory. */
  mentions: readonly string[];
  idempotencyKey: string;
}

/** Outcomes: NOT_FOUND (no such refund; no such person, with the path of the mention). */
export function addNote(
  context: RefundContext,
  principal: Principal,
  { idempotencyKey, ...input }: Note,
): Promise<IdempotentResult<{ noteId: string }>> {
  return commandOnce(context, { principal, operation: "refundNoteAdd", idempotencyKey, input }, async (em) => {
    const { refundId, text, mentions } = input;
    const refund = isUuid(refundId) ? await em.findOne(Refund, refundId) : null;
    if (!refund) return fail("NOT_FOUND", { what: "refund", id: refundId }, ["refundId"]);
    const keys = mentions.map(personKey);
    const persons = await em.find(Person, { personKey: { $in: keys }, kind: "PERSON" });
    const byKey = new Map(persons.map((person) => [person.personKey, person]));
    const unknown = keys.findIndex((key) => !byKey.has(key));
    if (unknown >= 0)
      return fail("NOT_FOUND", { what: "person", id: mentions[unknown] ?? null }, ["mentions", unknown]);
    const at = context.clock.now();
    const { id } = leaveNote(context, em, { refundId, text, author: principal.subject, at });
    for (const key of new Set(keys)) {
      const personId = byKey.get(key)?.id;
      em.persist(Object.assign(new RefundNoteMention(), { id: newId(), noteId: id, personId, at }));
    }
    return ok({ noteId: id });
  });
}
