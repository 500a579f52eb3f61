/** The one writer of the access record: a row in the transaction of the access itself, so that neither exists without the other. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { createHash } from "node:crypto";
import type { Principal } from "../access/principal.js";
import { personKey } from "../access/subject.js";
import { newId } from "../identifier.js";
import type { Secret } from "../secret.js";
import { monthOf, openMonth } from "./access-months.js";
import type { AccessAction, PersonalDataAccess } from "./access.entity.js";
import type { Cipher } from "./cipher.js";
import type { PersonalDataField } from "./fields.js";

export interface Access {
  principal: Principal;
  /** Network address of the caller. */
  clientAddress: string;
  at: Date;
  action: AccessAction;
  fields: readonly PersonalDataField[];
  refundId?: string;
  orderId?: string;
  /** Orders or refunds whose data was shown or found. */
  recordCount: number;
  reasonCode?: string;
  reason?: Secret<string>;
  /** The clear value that was searched by. */
  sought?: Secret<string>;
}

/** The hash the first access chains to. */
export const ACCESS_CHAIN_START = "0".repeat(64);

const DIGEST_PURPOSE = "personal data access texts";

export const accessSealContext = (column: "reason" | "sought", rowId: string) => ({
  table: "personal_data_access",
  column,
  rowId,
});

/** Called last in its transaction: until that ends, nobody else's access is recorded. */
export async function recordAccess(cipher: Cipher, em: EntityManager, access: Access): Promise<void> {
  const { principal, at, reason, sought } = access;
  const head = await lockChain(em);
  await openMonth(em, monthOf(at));
  const id = newId();
  const row: Omit<PersonalDataAccess, "hash"> = {
    id,
    at,
    sequence: String(BigInt(head.sequence) + 1n),
    actor: principal.subject,
    actorKey: personKey(principal.subject),
    clientAddress: access.clientAddress,
    action: access.action,
    fields: [...access.fields],
    refundId: access.refundId ?? null,
    orderId: access.orderId ?? null,
    recordCount: access.recordCount,
    reasonCode: access.reasonCode ?? null,
    reasonSealed: reason ? cipher.seal(reason, accessSealContext("reason", id)) : null,
    soughtSealed: sought ? cipher.seal(sought, accessSealContext("sought", id)) : null,
    textsDigest: cipher.digest(JSON.stringify([reason?.reveal(), sought?.reveal()]), DIGEST_PURPOSE),
    previousHash: head.hash,
  };
  const hash = hashOfAccess(row);
  await em.execute(
    `insert into personal_data_access (id, at, sequence, actor, actor_key, client_address, action, fields, refund_id, order_id,
       record_count, reason_code, reason_sealed, sought_sealed, texts_digest, previous_hash, hash)
     values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      row.id,
      row.at,
      row.sequence,
      row.actor,
      row.actorKey,
      row.clientAddress,
      row.action,
      JSON.stringify(row.fields),
      row.refundId,
      row.orderId,
      row.recordCount,
      row.reasonCode,
      row.reasonSealed,
      row.soughtSealed,
      row.textsDigest,
      row.previousHash,
      hash,
    ],
  );
  await em.execute(`update personal_data_access_head set sequence = ?, hash = ?`, [row.sequence, hash]);
}

/** Waits for whoever appends just now; the end of the chain stays as it is until the caller's transaction ends. */
export async function lockChain(em: EntityManager): Promise<{ sequence: string; hash: string }> {
  const [head] = await em.execute<{ sequence: string; hash: string }[]>(
    `select sequence::text, hash from personal_data_access_head for update`,
  );
  if (!head) throw new Error("the end of the access record is gone");
  return head;
}

/** SHA-256, hex, of everything in the row and of the row before it. The texts are covered by their keyed digest. */
export function hashOfAccess(row: Omit<PersonalDataAccess, "hash">): string {
  const covered = [
    row.previousHash,
    row.id,
    String(row.sequence),
    row.at.toISOString(),
    row.actor,
    row.actorKey,
    row.clientAddress,
    row.action,
    row.fields,
    row.refundId,
    row.orderId,
    row.recordCount,
    row.reasonCode,
    row.textsDigest,
  ];
  return createHash("sha256").update(JSON.stringify(covered)).digest("hex");
}
