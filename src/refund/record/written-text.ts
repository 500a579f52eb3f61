/** Texts people wrote (memos, evidence, reasons, notes): the context each is sealed to, and the one function that opens them. */
import { CipherError, type Cipher, type SealContext } from "../../personal-data/cipher.js";

/** A text as it is stored. */
export interface WrittenText {
  sealed: string;
  sealContext: SealContext;
  /** Subject of who wrote it. */
  writtenBy: string;
}

/** The text; null where it cannot be opened: its key is gone, or it was erased. Never written to a log. */
export function openWrittenText(
  cipher: Cipher,
  { sealed, sealContext }: Pick<WrittenText, "sealed" | "sealContext">,
): string | null {
  try {
    return cipher.open(sealed, sealContext).reveal();
  } catch (error) {
    if (error instanceof CipherError) return null;
    throw error;
  }
}

export const memoSealContext = (refundId: string, sequence: number): SealContext => ({
  table: "refund_memo",
  column: "sealed",
  rowId: `${refundId}:${sequence}`,
});

export const noteSealContext = (noteId: string): SealContext => ({
  table: "refund_note",
  column: "sealed",
  rowId: noteId,
});

export const withdrawalMemoSealContext = (returnId: string): SealContext => ({
  table: "collected_return",
  column: "withdrawal_memo_sealed",
  rowId: returnId,
});

const ofWorkItem =
  (column: string) =>
  (itemId: string): SealContext => ({ table: "work_item", column, rowId: itemId });
export const workItemSealContext = { snooze: ofWorkItem("snooze_reason"), closing: ofWorkItem("closing_reason") };

/** The kinds of statements, and where the evidence of the first person stands. */
export const EVIDENCE_AT = {
  unknown: { table: "refund_statement", column: "evidence" },
  cancellation: { table: "cancellation_statement", column: "evidence" },
  facts: { table: "order_fact_correction", column: "reason" },
} as const;
type EvidenceAt = Omit<SealContext, "rowId">;

export const evidenceContext = (at: EvidenceAt, statementId: string): SealContext => ({ ...at, rowId: statementId });

/** Beside the first person's: sealed as such, neither opens in the other's column. */
export const confirmingEvidenceContext = ({ table, column }: EvidenceAt, statementId: string): SealContext => ({
  table,
  column: `confirming_${column}`,
  rowId: statementId,
});
