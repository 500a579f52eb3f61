/** The whole road of one refund, against the sandbox: collected, requested, completed; and its other ends. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openDesk, type TestDesk } from "../kit/desk.js";
import { balanceOf, cancelledAtGateway, collectedReturn, now, pathOf, request } from "../kit/story.js";

let t: TestDesk;
beforeAll(async () => {
  t = await openDesk();
});
afterAll(() => t.close());

describe("a collected return", () => {
  it("reserves its money when it is born and pays it back once when it is requested", async () => {
    const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
    expect(refund.state).toBe("returnCollected");
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ reserved: 10_000, refundedAtGateway: 0 });

    const answered = await request(t, refund);
    expect(answered.outcome).toMatchObject({ ok: true });
    expect((await now(t, refund)).state).toBe("refundRequested.submitting");
    await t.drain();

    expect(await now(t, refund)).toMatchObject({ state: "completed", paidToCustomer: 10_000 });
    expect(await pathOf(t, refund)).toEqual(["returnCollected", "submitting", "completed"]);
    expect(await balanceOf(t, refund.paymentId)).toMatchObject({ reserved: 0, refundedAtGateway: 10_000 });
    expect(await cancelledAtGateway(t, gatewayPaymentId)).toBe(10_000);
    const [life] = await t.rows<{ life: string }>(`select life from collected_return where id = ?`, [refund.returnId]);
    expect(life?.life).toBe("REFUNDED");
  });
});
