/** A gateway that hangs, is away, or refuses the shop holds up its own work and nobody else's, and says so once. */
import { startJobs } from "../../../src/jobs/queue.js";
import type { Refund } from "../../../src/refund/record/refund.entity.js";
import { heldQueues } from "../../../src/refund/settlement/circuit.js";
import { MINUTE, SECOND } from "../../kit/clock.js";
import { codeOf, now, request } from "../../kit/fixtures.js";
import { shared } from "../../kit/shared-resource.js";
import { openContractService, type ContractService, type Returned } from "../../gateways/contract/contract-service.js";
import { ebp } from "../../gateways/contract/ebp.js";
import { GATEWAYS_UNDER_TEST } from "../../gateways/contract/gateways.js";
import { portoneV2 } from "../../gateways/contract/portone-v2.js";
import { until } from "../../sandbox/portone-v2/open-portone-v2.js";
import { planFault, untilQuiet } from "../ledgers.js";
import { cancel, fallBack } from "../mutations.js";
import { IS_ALARM } from "../../kit/work-items.js";

/** Long enough for another gateway's refunds to be completed meanwhile, also on a loaded machine. */
const HANGS_MS = 6_000;
const CONCURRENCY = 2;

const on = shared(() => openContractService({ circuitFailures: 5 }));

const stateOf = async (refund: Refund): Promise<string> =>
  (await now(on.t, refund)).state.replace("refundRequested.", "");
const statesOf = (scenarios: readonly Returned[]) => Promise.all(scenarios.map(({ refund }) => stateOf(refund)));
const versionOf = async ({ refund }: Returned): Promise<number> => (await now(on.t, refund)).version;

const openAlarms = () =>
  on.t.rows<{ kind: string; detail: object }>(
    `select kind, detail from work_item where closed_at is null and ${IS_ALARM} order by opened_at`,
  );

async function several(gateway: Parameters<ContractService["returned"]>[0], count: number): Promise<Returned[]> {
  const scenarios = [];
  for (let n = 0; n < count; n += 1) scenarios.push(await on.returned(gateway, [1_000 + n]));
  return scenarios;
}

async function requested(scenarios: readonly Returned[]): Promise<void> {
  for (const { refund } of scenarios) expect(codeOf(await request(on.t, refund))).toBe("ok");
}

describe("a gateway that hangs", () => {
  it("keeps no other waiting: PortOne's refund is completed while EBP has answered none of its own", async () => {
    const hanging = await several("EBP", CONCURRENCY);
    const ledger = on.ledgerOf("EBP");
    for (const { gatewayPaymentId: paymentId } of hanging)
      await ledger.planFault({
        hits: "cancel",
        paymentId,
        fault: { kind: "SLOW", ms: HANGS_MS, effect: "AFTER_WAIT" },
      });
    const jobs = await startJobs({
      url: on.t.databaseUrl,
      pollMs: 500,
      drainTimeoutMs: 10 * SECOND,
      onError: () => {},
      concurrency: CONCURRENCY,
    });
    try {
      jobs.work(on.t.handlers, () => heldQueues(on.t.context));
      await requested(hanging);
      const underWay = async () => (await ledger.requests()).filter((call) => ebp.isCancel(call)).length;
      await until(async () => (await underWay()) === CONCURRENCY);
      const quick = await several("PORTONE_V2", CONCURRENCY + 1);
      await requested(quick);
      await until(async () => (await statesOf(quick)).every((state) => state === "completed"));
      expect(await statesOf(hanging)).toEqual(hanging.map(() => "submitting"));
    } finally {
      await jobs.stop();
    }
    expect(await statesOf(hanging)).toEqual(hanging.map(() => "completed"));
  });
});

describe.each(GATEWAYS_UNDER_TEST)("$name", (gateway) => {
  const { name } = gateway;
  const ledger = () => on.ledgerOf(name);
  const looks = async () =>
    (await ledger().requests()).filter((call) => !gateway.isCancel(call) && call.paymentId).length;
  const cancels = async (of: readonly Returned[]) => {
    const calls = await Promise.all(of.map(({ gatewayPaymentId }) => ledger().requests(gatewayPaymentId)));
    return calls.map((met) => met.filter((call) => gateway.isCancel(call)).length);
  };

  it("is away: what waits writes nothing, it is asked once a minute, one alarm says so, and all goes on by itself", async () => {
    const waiting = await several(name, 3);
    for (const { gatewayPaymentId: paymentId } of waiting)
      await ledger().planFault({
        hits: "get",
        paymentId,
        times: 1_000,
        fault: { kind: "STATUS_5XX", status: 503, effect: false },
      });
    await requested(waiting);
    await on.t.drain();
    for (const _ of [1, 2, 3]) await on.t.pass(10 * SECOND);
    expect(await statesOf(waiting)).toEqual(["deferred", "deferred", "deferred"]);
    const alarm = { kind: "GATEWAY_UNREACHABLE", detail: { gateway: name, call: "LOOK_UP", code: "HTTP_503" } };
    expect(await openAlarms()).toEqual([alarm]);

    const [versions, before] = [await Promise.all(waiting.map(versionOf)), await looks()];
    for (let minute = 0; minute < 10; minute += 1) await on.t.pass(MINUTE);
    expect(await Promise.all(waiting.map(versionOf))).toEqual(versions);
    expect((await looks()) - before).toBe(10);
    expect(await openAlarms()).toEqual([alarm]);

    // What a person asks for is tried, and nothing takes the refund out of their hands.
    const [first, ...others] = waiting as [Returned, ...Returned[]];
    await fallBack(on.t, first.refund);
    expect((await looks()) - before).toBe(11);
    expect(codeOf(await cancel(on.t, first.refund))).toBe("ok");

    await ledger().clearFaults();
    await untilQuiet(
      on.t,
      others.map(({ refund }) => refund),
      5,
    );
    expect(await statesOf(waiting)).toEqual(["cancelled", "completed", "completed"]);
    expect(await cancels(waiting)).toEqual([0, 1, 1]);
    expect(await openAlarms()).toEqual([]);
  });

  it("refuses the shop: one refund finds out, the others wait unsent, one alarm says so, and all go on when it is right again", async () => {
    const waiting = await several(name, 3);
    for (const { gatewayPaymentId } of waiting) await on.refuseCredential(name, gatewayPaymentId);
    await requested(waiting);
    await on.t.drain();
    expect(await statesOf(waiting)).toEqual(["deferred", "deferred", "deferred"]);
    expect((await cancels(waiting)).filter((sent) => sent > 0)).toHaveLength(1);
    expect(await openAlarms()).toMatchObject([
      { kind: "CREDENTIAL_REFUSED", detail: { gateway: name, call: "CANCEL" } },
    ]);
    await ledger().clearFaults();
    await untilQuiet(
      on.t,
      waiting.map(({ refund }) => refund),
      5,
    );
    expect(await statesOf(waiting)).toEqual(["completed", "completed", "completed"]);
    expect(await openAlarms()).toEqual([]);
  });
});

it("a credential that stays wrong for hours costs ever fewer trials, not one each ten minutes and refund", async () => {
  const waiting = await several("PORTONE_V2", 2);
  for (const { gatewayPaymentId: paymentId } of waiting)
    await on.t.sandbox.planFault({ hits: "cancel", paymentId, times: 1_000, fault: { kind: "UNAUTHORIZED" } });
  await requested(waiting);
  await on.t.drain();
  for (let tenMinutes = 0; tenMinutes < 30; tenMinutes += 1) await on.t.pass(10 * MINUTE);
  expect(await statesOf(waiting)).toEqual(["deferred", "deferred"]);
  const rows = (await Promise.all(waiting.map(versionOf))).reduce((sum, version) => sum + version, 0);
  // Created, requested and deferred, for each; then two rows a trial.
  expect(rows).toBeLessThan(2 * 3 + 2 * 12);
  expect(await openAlarms()).toMatchObject([{ kind: "CREDENTIAL_REFUSED" }]);
  await on.t.sandbox.clearFaults();
  await untilQuiet(
    on.t,
    waiting.map(({ refund }) => refund),
    70,
  );
  expect(await openAlarms()).toEqual([]);
});

it("cancels that are let in and not answered leave no more than five unknown: the next wait unsent, one alarm says so, and an answer ends it", async () => {
  const gateway = "PORTONE_V2";
  const lost = await several(gateway, 5);
  const waiting = await several(gateway, 2);
  const plan = (paymentId: string) =>
    planFault(on.t, "cancel", paymentId, { kind: "STATUS_5XX", status: 503, effect: false }, 1_000);
  for (const { gatewayPaymentId } of [...lost, ...waiting]) await plan(gatewayPaymentId);
  await requested(lost.slice(0, 4));
  await on.t.drain();
  expect(await openAlarms()).toEqual([]);
  await requested(lost.slice(4));
  await on.t.drain();
  expect(await statesOf(lost)).toEqual(lost.map(() => "unknown"));
  const alarm = { kind: "GATEWAY_UNREACHABLE", detail: { gateway, call: "CANCEL", code: "HTTP_503" } };
  expect(await openAlarms()).toEqual([alarm]);

  await requested(waiting);
  await on.t.drain();
  expect(await statesOf(waiting)).toEqual(["deferred", "deferred"]);
  for (const { gatewayPaymentId } of waiting) {
    const calls = await on.t.sandbox.requests(gatewayPaymentId);
    expect(calls.filter((call) => portoneV2.isCancel(call))).toEqual([]);
  }
  expect(await openAlarms()).toEqual([alarm]);

  await on.t.sandbox.clearFaults();
  await untilQuiet(
    on.t,
    [...lost, ...waiting].map(({ refund }) => refund),
    60,
  );
  expect(await statesOf([...lost, ...waiting])).toEqual([...lost, ...waiting].map(() => "completed"));
  expect(await openAlarms()).toEqual([]);
});
