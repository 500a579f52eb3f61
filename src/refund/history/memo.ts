/** Keeps the free text somebody gave with a step, encrypted, beside the history row it belongs to. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { Secret } from "../../secret.js";
import type { Desk } from "../desk.js";
import { RefundMemo } from "./history.entity.js";
import type { Refund } from "../refund.entity.js";

/** Call it after the step: the memo belongs to the refund's newest history row. */
export function keepMemo(desk: Desk, em: EntityManager, refund: Refund, text: string | null): void {
  if (text === null || text === "") return;
  const sealed = desk.cipher.seal(new Secret(text), placeOfMemo(refund.id, refund.version));
  em.persist(Object.assign(new RefundMemo(), { refundId: refund.id, sequence: refund.version, sealed }));
}

export const placeOfMemo = (refundId: string, sequence: number) => ({
  table: "refund_memo",
  column: "sealed",
  rowId: `${refundId}:${sequence}`,
});
