/** The reason of a cancel (환불사유) as a vendor's field can carry it. It is for people, so it must never be why a refund is turned down. Pure. */

export interface ReasonLimits {
  /** Counted in UTF-16 units: no vendor that counts characters counts more of them. */
  maxLength: number;
  /** Characters the vendor does not admit; each run of them becomes a space. */
  notAdmitted?: RegExp;
}

/** Where a vendor demands a reason and none can be read: 환불 is "refund". */
export const UNREADABLE_REASON = "환불";

/** Characters that nobody sees and that steer how text is shown; those inside an emoji (U+200D, U+FE0F) are left. */
const UNSEEN = /[\u00AD\u200B\u200C\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/g;
/** Control characters, line ends and halves of surrogate pairs: a parser may refuse them, and a log line breaks on them. */
const NO_TEXT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu;

const GRAPHEMES = new Intl.Segmenter("ko", { granularity: "grapheme" });

/** One line in composed letters (NFC), cut between two characters as people see them; "" where nothing is left. */
export function reasonWithin(reason: string, { maxLength, notAdmitted }: ReasonLimits): string {
  const line = reason.normalize("NFC").replace(UNSEEN, "").replace(NO_TEXT, " ");
  const admitted = notAdmitted ? line.replace(notAdmitted, " ") : line;
  return cut(admitted.replace(/\s+/g, " ").trim(), maxLength).trimEnd();
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  let end = 0;
  for (const { index, segment } of GRAPHEMES.segment(text)) {
    if (index + segment.length > maxLength) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
