/** Compares the histories with the last checkpoint, refund by refund: both come by id, so neither is ever held as a whole. */
import type { Chain } from "../refund/record/verify-history.js";
import type { Head } from "./checkpoint.js";
import { MAX_FINDINGS } from "./compare-books.js";
import type { Finding, FindingKind } from "./finding.js";

export interface CheckpointComparison {
  /** The next chains, by refund id. */
  next(chains: readonly Chain[]): Promise<void>;
  /** After the last chain: whatever the checkpoint still names is gone. */
  end(): Promise<Finding[]>;
}

/** `all`: every refund will come; otherwise one that does not come is not gone. */
export function compareWith(heads: AsyncIterable<Head>, name: string, { all }: { all: boolean }): CheckpointComparison {
  const findings: Finding[] = [];
  const report = (kind: FindingKind, finding: Omit<Finding, "kind">) => {
    if (findings.filter((one) => one.kind === kind).length < MAX_FINDINGS) findings.push({ kind, ...finding });
  };
  const iterator = heads[Symbol.asyncIterator]();
  let waiting: Head | null | undefined;
  const head = async (): Promise<Head | null> => {
    if (waiting === undefined) {
      const { done, value } = await iterator.next();
      waiting = done ? null : value;
    }
    return waiting;
  };
  const gone = ({ refundId, version }: Head) =>
    all &&
    report("CHECKPOINT_REFUND_GONE", {
      subject: refundId,
      field: name,
      refundId: null,
      paymentId: null,
      stored: null,
      expected: `step ${version}`,
    });
  const compare = ({ refund, rows }: Chain, { version, hash }: Head) => {
    const row = rows.find(({ sequence }) => sequence === version);
    if (row?.hash === hash) return;
    const { refundNo: subject, id: refundId, paymentId } = refund;
    const about = { subject, field: name, refundId, paymentId, expected: `step ${version}: ${hash}` };
    if (row) report("CHECKPOINT_REWRITTEN", { ...about, stored: `step ${version}: ${row.hash}` });
    else report("CHECKPOINT_CUT", { ...about, stored: `${rows.length} steps` });
  };
  return {
    async next(chains) {
      for (const chain of chains) {
        let known = await head();
        while (known && known.refundId < chain.refund.id) {
          gone(known);
          waiting = undefined;
          known = await head();
        }
        if (known?.refundId !== chain.refund.id) continue;
        compare(chain, known);
        waiting = undefined;
      }
    },
    async end() {
      for (let known = await head(); known; known = await head()) {
        gone(known);
        waiting = undefined;
      }
      return findings;
    },
  };
}
