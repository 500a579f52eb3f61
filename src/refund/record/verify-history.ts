/** Checks that history is as it was written: every hash again, every sequence without a gap, every end where its refund says. */
import { IsolationLevel } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { RefundHistory } from "./history.entity.js";
import { CHAIN_START, hashOfHistory } from "./record-transition.js";
import { Refund } from "./refund.entity.js";

/** Refunds per page; a refund has tens of steps, so a page is a few thousand rows. */
const PAGE = 200;
/** More than this says nothing new: something has gone through the whole table. */
const MAX_FAULTS = 100;

export type HistoryFaultKind =
  /** A row's hash does not fit its contents. */
  | "EDITED"
  /** A sequence number is missing, or stands twice. */
  | "GAP"
  /** A row does not chain to the one before it. */
  | "CHAIN_BROKEN"
  /** The refund has made more steps than its history tells. */
  | "TAIL_CUT"
  /** The history tells of steps the refund has not made, or its end is not the one the refund names. */
  | "END_DIFFERS";

export interface HistoryFault {
  kind: HistoryFaultKind;
  refundId: string;
  refundNo: string;
  /** The row it was found at; for a cut tail the first one that is missing. */
  sequence: number;
}

export interface HistoryReport {
  refunds: number;
  steps: number;
  faultyRefunds: number;
  /** The first `MAX_FAULTS`; one for each refund, where it was first found to be wrong. */
  faults: HistoryFault[];
}

type Checked = Pick<Refund, "id" | "refundNo" | "version" | "historyHash">;

/** A refund with the whole of its history, oldest row first. */
export interface Chain {
  refund: Refund;
  rows: readonly RefundHistory[];
}

/**
 * Reads all refunds, or one, page by page and by id; each page as of one moment, so that steps made meanwhile are no faults.
 * Whoever can write to both tables and compute every hash anew is not found here: that takes a checkpoint kept elsewhere.
 */
export async function verifyHistory(
  root: EntityManager,
  only?: { refundNo: string },
  onPage: (chains: readonly Chain[]) => Promise<void> = async () => {},
): Promise<HistoryReport> {
  const report: HistoryReport = { refunds: 0, steps: 0, faultyRefunds: 0, faults: [] };
  for (let after: string | null = null, more = true; more;) {
    const page: { refunds: Refund[]; rows: RefundHistory[] } = await readPage(root, after, only);
    const rowsOf = Map.groupBy(page.rows, (row) => row.refundId);
    for (const refund of page.refunds) {
      const rows = rowsOf.get(refund.id) ?? [];
      const fault = faultIn(refund, rows);
      report.refunds += 1;
      report.steps += rows.length;
      if (!fault) continue;
      report.faultyRefunds += 1;
      if (report.faults.length < MAX_FAULTS) report.faults.push(fault);
    }
    await onPage(page.refunds.map((refund) => ({ refund, rows: rowsOf.get(refund.id) ?? [] })));
    after = page.refunds.at(-1)?.id ?? null;
    more = page.refunds.length === PAGE;
  }
  return report;
}

const readPage = (root: EntityManager, after: string | null, only?: { refundNo: string }) =>
  root.fork().transactional(
    async (em) => {
      const refunds: Refund[] = await em.find(
        Refund,
        { ...(after === null ? {} : { id: { $gt: after } }), ...only },
        { orderBy: { id: "asc" }, limit: PAGE },
      );
      const rows = await em.find(
        RefundHistory,
        { refundId: { $in: refunds.map((refund) => refund.id) } },
        { orderBy: { refundId: "asc", sequence: "asc" } },
      );
      return { refunds, rows };
    },
    { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true },
  );

/** The first thing that is wrong with a refund's history, in the order it was written; `null` when nothing is. */
export function faultIn(refund: Checked, rows: readonly RefundHistory[]): HistoryFault | null {
  const fault = (kind: HistoryFaultKind, sequence: number): HistoryFault => ({
    kind,
    refundId: refund.id,
    refundNo: refund.refundNo,
    sequence,
  });
  let previous = CHAIN_START;
  let sequence = 0;
  for (const row of rows) {
    sequence += 1;
    if (row.sequence !== sequence) return fault("GAP", sequence);
    if (hashOfHistory(row) !== row.hash) return fault("EDITED", sequence);
    if (row.previousHash !== previous) return fault("CHAIN_BROKEN", sequence);
    previous = row.hash;
  }
  if (refund.version > sequence) return fault("TAIL_CUT", sequence + 1);
  if (refund.version < sequence || refund.historyHash !== previous) return fault("END_DIFFERS", sequence);
  return null;
}
