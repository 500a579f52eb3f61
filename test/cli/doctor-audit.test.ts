/** `doctor` says how the last nightly audit ended, how long ago, and how old the checkpoint is that it was compared with. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scheduleAudit } from "../../src/audit/nightly.js";
import { handClock, HOUR } from "../kit/clock.js";
import { collectedReturn } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { runHwanbul, settingsFor } from "./hwanbul.js";

/** Three nights ago by the machine's clock, on which the command measures ages. */
const clock = handClock(new Date(Date.now() - 72 * HOUR).toISOString());
const t = sharedTestService({ clock });
const folder = mkdtempSync(join(tmpdir(), "hwanbul-doctor-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The exit code, and the line about the audit. */
async function doctor(environment: Record<string, string> = {}) {
  const settings = { DATA_DIRECTORY: folder, AUDIT_CHECKPOINT_DIRECTORY: t.audit.directory, ...environment };
  const { code, stdout } = await runHwanbul(["doctor"], settingsFor(t, settings));
  return { code, line: stdout.split("\n").find((line) => /^.{6} {2}audit /.test(line)) };
}

async function night(): Promise<void> {
  expect(await scheduleAudit(t.context, t.audit)).toBe(1);
  await t.drain();
}

it("never run: a warning, for a new installation is not ill", async () => {
  expect(await doctor()).toEqual({
    code: 0,
    line: "warn    audit       has never run, no checkpoint: a worker (ROLE=worker or all) audits every night at AUDIT_AT",
  });
});

it("stale: nights were missed since", async () => {
  await collectedReturn(t, 10_000);
  await night();
  expect(await doctor()).toEqual({
    code: 1,
    line: "not ok  audit       0 finding(s) 72 h ago, checkpoint 1 is 72 h old: a night was missed, see that a worker runs, and its log for books.verify; none was signed since, for one is taken only over whole histories",
  });
});

it("well: no finding in the last night, with both ages", async () => {
  clock.advance(48 * HOUR);
  await night();
  expect(await doctor()).toEqual({
    code: 0,
    line: "ok      audit       0 finding(s) 24 h ago, checkpoint 2 is 24 h old",
  });
});

// The step is not as it was written, and does not tell the same as its event.
it("findings: how many, and where they stand", async () => {
  const { refund } = await collectedReturn(t, 10_000);
  await t.rows(`alter table refund_history disable trigger refund_history_append_only`);
  await t.rows(`update refund_history set actor = 'somebody.else' where refund_id = ?`, [refund.id]);
  await t.rows(`alter table refund_history enable trigger refund_history_append_only`);
  clock.advance(24 * HOUR);
  await night();
  expect(await doctor()).toEqual({
    code: 1,
    line: "not ok  audit       2 finding(s) 0 h ago, checkpoint 2 is 24 h old: see the alarms BOOKS_DIFFER, and npm run hwanbul -- audit verify for what stands now",
  });
});

it("a checkpoint that is gone, or not genuine, is named", async () => {
  const elsewhere = await doctor({ AUDIT_CHECKPOINT_DIRECTORY: folder });
  expect(elsewhere.line).toMatch(
    /no checkpoint: .*checkpoint 2, which a run took, is not in AUDIT_CHECKPOINT_DIRECTORY, see that it names the right one$/,
  );
  writeFileSync(join(t.audit.directory, "checkpoint-000002.heads"), "another\n");
  const forged = await doctor();
  expect([elsewhere.code, forged.code]).toEqual([1, 1]);
  expect(forged.line).toMatch(/checkpoint-000002 is not genuine \(its heads are not the ones that were signed\)/);
});
