/** `reconcile` as a person uses it: the compiled program, what it tells, its exit code, and a kill in the middle. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { koreanDay } from "../../src/clock.js";
import { handClock } from "../kit/clock.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { collectedReturn } from "../kit/fixtures.js";
import { workItems } from "../reconciliation/findings.js";
import { planFault, requestedReturn } from "../refund/ledgers.js";
import { runHwanbul, settingsFor } from "./hwanbul.js";

// The command has the system's clock, so the service of these tests stands at that same moment.
const NOW = new Date();
const TODAY = koreanDay(NOW);

let t: TestService;
beforeEach(async () => {
  t = await openTestService({ clock: handClock(NOW.toISOString()) });
});
afterEach(() => t.close());

const environment = () => settingsFor(t, { PORTONE_V2_READ_TIMEOUT_MS: "60000", LEASE_MARGIN_MS: "1" });
const hwanbul = (...args: string[]) => runHwanbul(["reconcile", ...args], environment());

it("ends with 0 when all agrees, and says what it looked at", async () => {
  await requestedReturn(t, 10_000);
  expect(await hwanbul("--day", TODAY)).toEqual({
    code: 0,
    stdout: `ok      PORTONE_V2 ${TODAY}: 1 asked, 1 confirmed, 0 difference(s), 0 unreachable\n`,
    stderr: "",
  });
  const yesterday = await hwanbul();
  expect(yesterday).toMatchObject({ code: 0, stdout: expect.stringContaining(": 0 asked, 0 confirmed") });
});

it("ends with 1 where something differs, and tells what each side holds and what to do", async () => {
  const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
  await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 4_000 });
  const { code, stdout } = await hwanbul("--day", TODAY, "--gateway", "PORTONE_V2");
  expect(code).toBe(1);
  const [head, what, held, remedy] = stdout.split("\n");
  expect(head).toBe(`not ok  PORTONE_V2 ${TODAY}: 1 asked, 0 confirmed, 1 difference(s), 0 unreachable`);
  expect(what).toContain(`MISSING_HERE  payment ${gatewayPaymentId}, `);
  expect(held?.trim()).toBe("we hold nothing, they hold 4000 (our books agree now)");
  expect(remedy?.trim()).toMatch(/^It has been put right in our books\./);
  expect(await workItems(t, refund.paymentId)).toHaveLength(1);
  expect((await hwanbul("--day", TODAY)).code).toBe(0);
});

it("ends with 1 when the gateway gives no answer, and says that it asks again", async () => {
  await collectedReturn(t, 10_000);
  await t.stopSandbox();
  const { code, stdout } = await hwanbul("--day", TODAY);
  await t.restoreSandbox();
  expect(code).toBe(1);
  expect(stdout).toContain(`1 asked, 0 confirmed, 0 difference(s), 1 unreachable`);
  expect(stdout).toContain("the next run asks again");
});

it.each([
  [["--gateway", "PORTONE_V3"], "There is no gateway PORTONE_V3 here; there are PORTONE_V2.\n"],
  [["--day", "2026-02-30"], "2026-02-30 is no day; --day takes a Korean calendar day such as "],
  [["--day", "yesterday"], "yesterday is no day; "],
  [["--day", "2999-01-01"], "2999-01-01 has not come yet; --day takes a day up to "],
])("ends with 2 for %s, in a sentence that says what would be right", async (args, sentence) => {
  const { code, stdout, stderr } = await hwanbul(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr.startsWith(sentence)).toBe(true);
});

it("killed in the middle, it goes on where it stopped, and nothing is raised twice", async () => {
  const payments: { paymentId: string; gatewayPaymentId: string }[] = [];
  for (const amount of [1_000, 2_000, 3_000]) {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
    await t.sandbox.cancelInConsole(gatewayPaymentId, { amount });
    payments.push({ paymentId: refund.paymentId, gatewayPaymentId });
  }
  // The second payment in the run's order is answered too late: that is where the kill finds it.
  const second = payments.toSorted((a, b) => (a.paymentId < b.paymentId ? -1 : 1))[1];
  await planFault(t, "get", second?.gatewayPaymentId ?? "", { kind: "SLOW", ms: 600_000, effect: "AFTER_WAIT" });
  const child = spawn(process.execPath, ["dist/src/cli.js", "reconcile", "--day", TODAY], { env: environment() });
  const ended = once(child, "exit");
  const checked = async (): Promise<number> =>
    Number(
      (await t.rows<{ checked: number }>(`select checked from reconciliation_run where day = ?`, [TODAY]))[0]?.checked,
    );
  while ((await checked()) !== 1) await sleep(20);
  child.kill("SIGKILL");
  expect((await ended)[1]).toBe("SIGKILL");
  // The kill may have come before the second question was asked: nothing may wait for whoever asks next.
  await t.sandbox.clearFaults();
  await t.rows(`update reconciliation_run set lease_until = clock_timestamp() where day = ? returning 1`, [TODAY]);

  const { code, stdout } = await hwanbul("--day", TODAY);
  expect(code).toBe(1);
  expect(stdout).toContain("3 asked, 0 confirmed, 3 difference(s), 0 unreachable");
  expect(stdout).toContain("1 of them were found before this run was taken up again");
  for (const { paymentId } of payments) expect(await workItems(t, paymentId)).toHaveLength(1);
});
