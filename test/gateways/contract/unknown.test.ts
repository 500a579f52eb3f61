/** Every gateway: no trustworthy answer to a cancel, the truth by look-up, and what the same command once more does. */
import { minorUnits, won } from "../../../src/money/minor-units.js";
import { HOUR, MINUTE } from "../../kit/clock.js";
import { until } from "../../sandbox/portone-v2/open-portone-v2.js";
import { PATIENCE_MS, QUICK_UNKNOWNS, SLOW_UNKNOWNS } from "./faults.js";
import { cancelOf, patience } from "./gateway-under-test.js";
import { GATEWAYS_UNDER_TEST } from "./gateways.js";
import { openStage, type Stage } from "./stage.js";
import { cancelAt } from "../cancel-at.js";

/** "For ever", in a test: within the year in which every gateway here still cancels. */
const LONG_MS = 300 * 24 * HOUR;

describe.each(GATEWAYS_UNDER_TEST)("$name", (gateway) => {
  const { says } = gateway;
  const repeats = gateway.guard === "NOTHING" ? 2 : 1;
  let on: Stage;
  beforeAll(async () => {
    on = await openStage(gateway);
  });
  afterAll(() => on.close());

  it.each(QUICK_UNKNOWNS)("$title: unknown, and the look-up tells", async ({ fault, effect }) => {
    const payment = await on.paid();
    await on.ledger.planFault({ hits: "cancel", paymentId: payment.id, fault });
    expect(await on.send(cancelOf(payment, 4_000))).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING" });
    expect(await on.moved(payment)).toEqual(effect ? { amount: 4_000, times: 1 } : { amount: 0, times: 0 });
    await on.look(payment);
    expect(await on.arrived(payment)).toBe(1);
  });

  it("an answer that never comes, or too late: unknown, and the look-up tells in the end", async () => {
    const hasty = patience();
    const adapter = on.adapterWith({ http: hasty.http });
    hasty.giveUpAfter(PATIENCE_MS);
    const cases = await Promise.all(
      SLOW_UNKNOWNS.map(async (scenario) => {
        const payment = await on.paid();
        await on.ledger.planFault({ hits: "cancel", paymentId: payment.id, fault: scenario.fault });
        return { ...scenario, payment };
      }),
    );
    // A token, where there is one, before anything is in a hurry.
    await Promise.all(cases.map(({ payment }) => adapter.lookUp(payment.id)));
    const said = await Promise.all(cases.map(({ payment }) => cancelAt(adapter, cancelOf(payment, 4_000))));
    for (const [index, { effect, payment }] of cases.entries()) {
      expect(said[index]?.verdict).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING", code: "TIMEOUT" });
      if (effect) await until(async () => (await on.moved(payment)).times > 0);
      expect(await on.moved(payment)).toEqual(effect ? { amount: 4_000, times: 1 } : { amount: 0, times: 0 });
      await on.look(payment);
    }
  });

  it.each(QUICK_UNKNOWNS)("$title of a look-up: no evidence of anything", async ({ fault }) => {
    const payment = await on.paid();
    await on.ledger.planFault({ hits: "get", paymentId: payment.id, fault });
    expect((await on.adapter.lookUp(payment.id)).lookUp).toMatchObject({ kind: "UNREACHABLE" });
    await on.look(payment);
  });

  it(`the same command again moves ${repeats === 1 ? "nothing more" : "the money twice, so the policy says never"}`, async () => {
    const payment = await on.paid();
    const command = cancelOf(payment, 4_000);
    const first = await on.send(command);
    const again = (await cancelAt(on.adapter, command)).verdict;
    expect(again).toMatchObject(says.again);
    expect(await on.moved(payment)).toEqual({ amount: repeats * 4_000, times: repeats });
    const ids = [first, again].flatMap((said) => (said.kind === "SUCCEEDED" ? [said.cancellation.cancellationId] : []));
    expect(new Set(ids).size).toBe(repeats);
    await on.look(payment);
  });

  if (gateway.guard === "NOTHING") {
    it("allows no repeat and takes nothing for a proof of absence", () => {
      expect(on.adapter.policy).toMatchObject({ replayWindowMs: 0, absenceHorizonMs: null });
    });
  } else {
    it("a repeat moves nothing more up to the end of the window its policy names", async () => {
      const { replayWindowMs } = on.adapter.policy;
      expect(replayWindowMs).toBeGreaterThan(0);
      const cases = await Promise.all(
        ["LOSE_ANSWER_BEFORE_EFFECT" as const, "LOSE_ANSWER_AFTER_EFFECT" as const].map(async (kind) => {
          const payment = await on.paid();
          await on.ledger.planFault({ hits: "cancel", paymentId: payment.id, fault: { kind } });
          const command = cancelOf(payment, 4_000);
          expect((await cancelAt(on.adapter, command)).verdict).toMatchObject({ kind: "UNKNOWN", claim: "NOTHING" });
          return { payment, command, effect: kind === "LOSE_ANSWER_AFTER_EFFECT" };
        }),
      );
      on.clock.advance(Math.min(replayWindowMs, LONG_MS) - 1);
      for (const { payment, command, effect } of cases) {
        const { verdict } = await cancelAt(on.adapter, command);
        expect(verdict).toMatchObject(effect ? says.again : { kind: "SUCCEEDED", cancellation: { amount: 4_000 } });
        expect(await on.moved(payment)).toEqual({ amount: 4_000, times: 1 });
        await on.look(payment);
      }
    });

    it("the same command several times at once moves the money once", async () => {
      const payment = await on.paid();
      const command = cancelOf(payment, 4_000);
      await Promise.all([1, 2, 3, 4].map(() => cancelAt(on.adapter, command)));
      expect(await on.moved(payment)).toEqual({ amount: 4_000, times: 1 });
    });
  }

  it("a new command after one that was lost cancels beside it, by an id of its own", async () => {
    const payment = await on.paid();
    await on.ledger.planFault({
      hits: "cancel",
      paymentId: payment.id,
      fault: { kind: "LOSE_ANSWER_AFTER_EFFECT" },
    });
    await on.send(cancelOf(payment, 4_000));
    const { cancellations } = await on.look(payment);
    const second = await on.send(cancelOf(payment, 4_000, { cancellableBefore: won(6_000) }));
    expect(second).toMatchObject({ kind: "SUCCEEDED", cancellation: { amount: 4_000 } });
    expect(await on.moved(payment)).toEqual({ amount: 8_000, times: 2 });
    const ids = cancellations.map((one) => one.cancellationId);
    if (second.kind === "SUCCEEDED") ids.push(second.cancellation.cancellationId);
    expect(new Set(ids).size).toBe(2);
  });

  it.each(["SUCCEEDED", "FAILED"] as const)("accepted, and %s later", async (outcome) => {
    const payment = await on.paid();
    await on.acceptForLater(payment.id);
    on.clock.advance(MINUTE);
    expect((await cancelAt(on.adapter, cancelOf(payment, 4_000))).verdict).toMatchObject(says.accepted);
    expect(await on.moved(payment)).toEqual({ amount: 0, times: 0 });
    const meanwhile = (await on.adapter.lookUp(payment.id)).lookUp;
    const shown = meanwhile.kind === "FOUND" ? meanwhile.snapshot : null;
    expect(shown?.cancelled ?? 0).toBe(0);
    expect(shown?.cancellations.map(({ state }) => state) ?? []).not.toContain("SUCCEEDED");
    const [accepted] = await on.ledger.cancellationsOf(payment.id);
    await on.ledger.settle(accepted?.id ?? "", outcome);
    expect(await on.moved(payment)).toMatchObject({ amount: outcome === "SUCCEEDED" ? 4_000 : 0 });
    const { cancellations } = await on.look(payment);
    const done = cancellations.filter(({ state }) => state === "SUCCEEDED");
    const amounts = done.map(({ amount }) => amount);
    const amount = gateway.namesAmounts ? minorUnits(4_000) : null;
    expect(amounts).toEqual(outcome === "SUCCEEDED" ? [amount] : []);
  });
});
