/** Keeps the free text somebody gave with a step, encrypted, beside the history row it belongs to. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { Secret } from "../../secret.js";
import type { RefundContext } from "../context.js";
import { RefundMemo } from "./history.entity.js";
import type { Refund } from "./refund.entity.js";

/** Call it after the step: the memo belongs to the refund's newest history row. */
export function storeMemo(context: RefundContext, em: EntityManager, refund: Refund, text: string | null): void {
  if (text === null || text === "") return;
  const sealed = context.cipher.seal(new Secret(text), memoSealContext(refund.id, refund.version));
  em.persist(Object.assign(new RefundMemo(), { refundId: refund.id, sequence: refund.version, sealed }));
}

const memoSealContext = (refundId: string, sequence: number) => ({
  table: "refund_memo",
  column: "sealed",
  rowId: `${refundId}:${sequence}`,
});
