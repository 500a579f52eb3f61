/** The whole audit: the books against themselves, every history again, every account opened, all against the last checkpoint. */
import { IsolationLevel } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Clock } from "../clock.js";
import { newId } from "../identifier.js";
import type { Cipher } from "../personal-data/cipher.js";
import { verifyHistory, type Chain, type HistoryFault } from "../refund/record/verify-history.js";
import { Refund } from "../refund/record/refund.entity.js";
import { accountFinding } from "./compare-accounts.js";
import { compareBooks, MAX_FINDINGS } from "./compare-books.js";
import { compareWith } from "./compare-checkpoint.js";
import { verifyAccesses } from "../personal-data/verify-accesses.js";
import {
  newestCheckpoint,
  openDraft,
  type CheckpointSettings,
  type Head,
  type Newest,
  type Statement,
} from "./checkpoint.js";
import { isOfChains, type Finding } from "./finding.js";

export interface AuditContext {
  root: EntityManager;
  clock: Clock;
  cipher: Cipher;
}

export interface VerifySettings extends CheckpointSettings {
  /** How long the record of accesses to personal data is stored: a month that was dropped sooner is a finding. */
  accessRetentionMonths: number;
}

export interface AuditOptions {
  /** Only this refund, and its payment. */
  refundNo?: string;
  /** A new checkpoint at the end: where the histories are whole, or over the findings that somebody has looked into. */
  checkpoint?: "WHEN_WHOLE" | "ACCEPT_FINDINGS";
  /** Called between two pieces of work: a lease is lengthened here. */
  onProgress?: () => Promise<void>;
}

export interface AuditReport {
  refunds: number;
  steps: number;
  findings: Finding[];
  /** The checkpoint everything was compared with; null where there is none, or none to trust. */
  comparedWith: Statement | null;
  /** The checkpoint taken at the end; null when none was asked for, or when there was damage it would have covered up. */
  taken: Statement | null;
}

export async function verifyBooks(
  context: AuditContext,
  settings: VerifySettings,
  { refundNo, checkpoint, onProgress = async () => {} }: AuditOptions = {},
): Promise<AuditReport> {
  // The database is asked first: a checkpoint taken at this moment is never missed, only seen early.
  const lastTaken = await lastCheckpointTaken(context.root);
  const newest = await newestCheckpoint(settings);
  const books = await bookFindings(context.root, onProgress);
  const findings = [
    ...(refundNo === undefined ? books : await about(context.root, refundNo, books)),
    ...checkpointFindings(newest, lastTaken),
    ...(refundNo === undefined ? await accessFindings(context.root, settings.accessRetentionMonths, onProgress) : []),
  ];
  const comparison =
    newest.kind === "GENUINE" ? compareWith(newest.heads, newest.name, { all: refundNo === undefined }) : null;
  const draft = checkpoint && (await openDraft(settings, newId()));
  try {
    const accounts: Finding[] = [];
    const only = refundNo === undefined ? undefined : { refundNo };
    const { faults, refunds, steps } = await verifyHistory(context.root, only, async (chains) => {
      await onProgress();
      await comparison?.next(chains);
      await draft?.add(chains.flatMap(headOf));
      for (const { refund } of chains) {
        const finding = accountFinding(context.cipher, refund);
        if (finding && accounts.length < MAX_FINDINGS) accounts.push(finding);
      }
    });
    findings.push(...faults.map(faultFinding), ...accounts, ...((await comparison?.end()) ?? []));
    const sign = checkpoint === "ACCEPT_FINDINGS" || !findings.some(isOfChains);
    const taken =
      draft && sign
        ? await draft.publish(
            {
              number: Math.max(lastTaken, numberOf(newest)) + 1,
              takenAt: context.clock.now().toISOString(),
              acceptedFindings: findings.filter(isOfChains).length,
            },
            newest,
          )
        : null;
    if (draft && !taken) await draft.discard();
    const comparedWith = newest.kind === "GENUINE" ? newest.statement : null;
    return { refunds, steps, findings, comparedWith, taken };
  } catch (error) {
    await draft?.discard();
    throw error;
  }
}

const headOf = ({ refund, rows }: Chain): Head[] =>
  rows.slice(-1).map(({ sequence, hash }) => ({ refundId: refund.id, version: sequence, hash }));

const faultFinding = ({ kind, sequence, refundId, refundNo }: HistoryFault): Finding => ({
  kind,
  subject: refundNo,
  field: `step ${sequence}`,
  refundId,
  paymentId: null,
  stored: null,
  expected: null,
});

/** One check over 300,000 refunds with four steps each was measured at 8 s; other statements are stopped after one minute. */
const STATEMENT_TIMEOUT_MS = 10 * 60_000;

/** All checks see one moment: work that goes on meanwhile is no damage. */
const bookFindings = (root: EntityManager, onProgress: () => Promise<void>): Promise<Finding[]> =>
  root.fork().transactional(
    async (em) => {
      await em.execute(`set local statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
      return compareBooks((sql) => em.execute(sql), onProgress);
    },
    { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true },
  );

/** The findings about one refund and its payment. */
async function about(root: EntityManager, refundNo: string, findings: readonly Finding[]): Promise<Finding[]> {
  const refund = await root.fork().findOne(Refund, { refundNo });
  return findings.filter(
    ({ subject, paymentId }) => subject === refundNo || (paymentId !== null && paymentId === refund?.paymentId),
  );
}

async function accessFindings(
  root: EntityManager,
  retentionMonths: number,
  onProgress: () => Promise<void>,
): Promise<Finding[]> {
  const { faultAt } = await verifyAccesses(root, retentionMonths, onProgress);
  if (faultAt === null) return [];
  const subject = "personal_data_access";
  const nowhere = { refundId: null, paymentId: null, stored: null, expected: null };
  return [{ ...nowhere, kind: "ACCESS_RECORD_DIFFERS", subject, field: `access ${faultAt}` }];
}

/** The number of the last checkpoint this database has seen taken; 0 for none. */
async function lastCheckpointTaken(root: EntityManager): Promise<number> {
  const [row] = await root.fork().execute<{ last: number | null }[]>(`select max(checkpoint) as last from audit_run`);
  return row?.last ?? 0;
}

const numberOf = (newest: Newest): number =>
  newest.kind === "GENUINE" ? newest.statement.number : newest.kind === "FORGED" ? newest.number : 0;

function checkpointFindings(newest: Newest, lastTaken: number): Finding[] {
  const nowhere = { refundId: null, paymentId: null };
  if (newest.kind === "FORGED") {
    const { name, reason } = newest;
    return [{ ...nowhere, kind: "CHECKPOINT_FORGED", subject: name, field: reason, stored: null, expected: null }];
  }
  const number = numberOf(newest);
  if (number >= lastTaken) return [];
  const held = { field: "number", stored: String(number), expected: String(lastTaken) };
  return [{ ...nowhere, kind: "CHECKPOINT_MISSING", subject: `checkpoint ${lastTaken}`, ...held }];
}
