/** `audit verify` and `audit checkpoint`: compares the books with themselves and with the last checkpoint, and signs the next one. */
import { openDatabase } from "../app/open-database.js";
import { auditSettingsOf } from "../app/settings.js";
import type { Statement } from "../audit/checkpoint.js";
import { FINDINGS, type Finding } from "../audit/finding.js";
import { verifyBooks, type AuditOptions, type AuditReport } from "../audit/verify-books.js";
import { systemClock } from "../clock.js";
import type { Config } from "../config.js";
import { connect } from "../database/orm.js";
import { entities } from "../orm.config.js";
import { cipherKeysOf } from "../personal-data/cipher-keys.js";
import { createCipher } from "../personal-data/cipher.js";
import { print } from "./print.js";

export async function auditVerifyCommand(config: Config, { refund }: { refund?: string }): Promise<boolean> {
  const report = await audit(config, { refundNo: refund });
  printFindings(report);
  if (refund !== undefined && report.refunds === 0) {
    print(`not ok  there is no refund ${refund}`);
    return false;
  }
  return printVerdict(report);
}

/** Signs a checkpoint now; `accept`: over damage that somebody has looked into and that cannot be undone. */
export async function auditCheckpointCommand(config: Config, { accept }: { accept: boolean }): Promise<boolean> {
  const report = await audit(config, { checkpoint: accept ? "ACCEPT_FINDINGS" : "WHEN_WHOLE" });
  printFindings(report);
  printVerdict(report);
  if (report.taken) print(`ok  took ${named(report.taken)}`);
  else print("not ok  no checkpoint was taken: it would cover this damage up. Look into it; --accept signs over it");
  return report.taken !== null;
}

async function audit(config: Config, options: AuditOptions): Promise<AuditReport> {
  const cipher = createCipher(cipherKeysOf(config.ENCRYPTION_KEYS));
  const database = await openDatabase(config);
  try {
    const orm = await connect({ url: database.url, entities, pool: 2, applicationName: "hwanbul-audit" });
    try {
      const context = { root: orm.em, clock: systemClock, cipher };
      return await verifyBooks(context, auditSettingsOf(config, database.url), options);
    } finally {
      await orm.close();
    }
  } finally {
    await database.close();
  }
}

function printFindings({ findings }: AuditReport): void {
  for (const finding of findings) print(`not ok  ${finding.subject}: ${sentenceOf(finding)} (${finding.kind})`);
}

function sentenceOf({ kind, field, stored, expected }: Finding): string {
  if (kind === "CHECKPOINT_FORGED") return `${field}: ${FINDINGS[kind]}`;
  if (stored === null && expected === null) return `${field} ${FINDINGS[kind]}`;
  return `${FINDINGS[kind]}; ${field} holds ${stored ?? "nothing"}, expected ${expected ?? "nothing"}`;
}

function printVerdict({ refunds, steps, findings, comparedWith }: AuditReport): boolean {
  const whole = findings.length === 0;
  const verdict = whole ? "all as they were written, and the books agree" : `${findings.length} finding(s)`;
  print(`${whole ? "ok" : "not ok"}  ${refunds} refunds, ${steps} steps: ${verdict}`);
  print(comparedWith ? `        compared with ${named(comparedWith)}` : "        compared with no checkpoint");
  return whole;
}

const named = ({ number, takenAt, refunds }: Statement): string =>
  `checkpoint ${number} of ${takenAt}, ${refunds} refunds`;
