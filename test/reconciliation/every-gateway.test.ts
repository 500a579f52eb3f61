/** M9 at every gateway: silent on a clean ledger, and neither a lost refund nor one made beside us goes unnoticed. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { GATEWAYS_UNDER_TEST } from "../gateways/contract/gateways.js";
import { openContractDesk, type ContractDesk } from "../gateways/contract/contract-desk.js";
import { now, request } from "../kit/story.js";
import { bookByMistake, reconcile, today } from "./findings.js";

let on: ContractDesk;
beforeAll(async () => {
  on = await openContractDesk();
});
afterAll(() => on.close());

describe.each(GATEWAYS_UNDER_TEST)("$name", (gateway) => {
  const run = () => reconcile(on.t, { ...today(on.t), gateway: gateway.name });

  it("agrees before any refund, after a part, and after all of it", async () => {
    const story = await on.returned(gateway.name, [4_000, 6_000]);
    expect((await run()).of(story.paymentId)).toEqual([]);
    for (const refund of story.refunds) {
      await request(on.t, refund);
      await on.t.drain();
      expect((await now(on.t, refund)).state).toBe("completed");
      expect((await run()).of(story.paymentId)).toEqual([]);
    }
  });

  it("notices what we hold and they do not", async () => {
    const story = await on.returned(gateway.name, [4_000]);
    await bookByMistake(on.t, story.paymentId, "cancel-we-dreamt", 1_000);
    expect((await run()).of(story.paymentId)).toMatchObject([{ kind: "MISSING_THERE", mended: false }]);
  });
});
