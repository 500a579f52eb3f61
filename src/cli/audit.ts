/** `audit verify`: computes every refund's history again. */
import { borrowDatabase } from "../app/bring-database.js";
import type { Config } from "../config.js";
import { connect } from "../database/orm.js";
import { entities } from "../orm.config.js";
import { verifyHistory, type HistoryFaultKind } from "../refund/history/verify-history.js";
import { print } from "./print.js";

const MEANING: Record<HistoryFaultKind, string> = {
  EDITED: "was changed after it was written",
  GAP: "is missing, or stands elsewhere",
  CHAIN_BROKEN: "does not follow from the one before it",
  TAIL_CUT: "and what came after it is missing",
  END_DIFFERS: "is not the end that the refund names",
};

export async function auditVerifyCommand(config: Config, { refund }: { refund?: string }): Promise<boolean> {
  const database = await borrowDatabase(config);
  try {
    const orm = await connect({ url: database.url, entities, pool: 2, applicationName: "hwanbul-audit" });
    try {
      const report = await verifyHistory(orm.em, refund === undefined ? undefined : { refundNo: refund });
      for (const { refundNo, sequence, kind } of report.faults)
        print(`not ok  ${refundNo}: step ${sequence} ${MEANING[kind]} (${kind})`);
      if (refund !== undefined && report.refunds === 0) {
        print(`not ok  there is no refund ${refund}`);
        return false;
      }
      const faulty = report.faultyRefunds;
      const verdict = faulty === 0 ? "all as they were written" : `${faulty} with a history that was tampered with`;
      print(`${faulty === 0 ? "ok" : "not ok"}  ${report.refunds} refunds, ${report.steps} steps: ${verdict}`);
      return faulty === 0;
    } finally {
      await orm.close();
    }
  } finally {
    await database.close();
  }
}
