/** Keeps the free text somebody gave with a step, encrypted, beside the history row it belongs to. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { Secret } from "../../secret.js";
import type { RefundContext } from "../context.js";
import { RefundMemo } from "./history.entity.js";
import type { Refund } from "./refund.entity.js";
import { memoSealContext } from "./written-text.js";

/** Call it after the step: the memo belongs to the refund's newest history row. */
export function storeMemo(context: RefundContext, em: EntityManager, refund: Refund, text: string | null): void {
  if (text === null || text === "") return;
  const sealed = context.cipher.seal(new Secret(text), memoSealContext(refund.id, refund.version));
  em.persist(Object.assign(new RefundMemo(), { refundId: refund.id, sequence: refund.version, sealed }));
}

/** Both of two texts a caller may give with one step: neither is lost. */
export const joinedMemo = (one: string | null, other: string | null): string | null =>
  [one, other].filter((text) => text !== null).join("\n\n") || null;
