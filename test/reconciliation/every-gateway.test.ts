/** M9 at every gateway: silent on a clean ledger, and neither a lost refund nor one made beside us goes unnoticed. */
import { GATEWAYS_UNDER_TEST } from "../gateways/contract/gateways.js";
import { openContractService } from "../gateways/contract/contract-service.js";
import { now, requestAndDrain } from "../kit/fixtures.js";
import { shared } from "../kit/shared-resource.js";
import { bookByMistake, reconcile, today } from "./findings.js";

const on = shared(openContractService);

describe.each(GATEWAYS_UNDER_TEST)("$name", (gateway) => {
  const run = () => reconcile(on.t, { ...today(on.t), gateway: gateway.name });

  it("agrees before any refund, after a part, and after all of it", async () => {
    const scenario = await on.returned(gateway.name, [4_000, 6_000]);
    expect((await run()).of(scenario.paymentId)).toEqual([]);
    for (const refund of scenario.refunds) {
      await requestAndDrain(on.t, refund);
      expect((await now(on.t, refund)).state).toBe("completed");
      expect((await run()).of(scenario.paymentId)).toEqual([]);
    }
  });

  it("notices what we hold and they do not", async () => {
    const scenario = await on.returned(gateway.name, [4_000]);
    await bookByMistake(on.t, scenario.paymentId, "cancel-we-dreamt", 1_000);
    expect((await run()).of(scenario.paymentId)).toMatchObject([{ kind: "MISSING_THERE", mended: false }]);
  });
});
