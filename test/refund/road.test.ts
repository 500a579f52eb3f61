/** The whole road of one refund, against the sandbox: collected, requested, completed; and its other ends. */
import { balanceOf, cancelledAtGateway, collectedReturn, now, pathOf, request } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { storedRefundStatus } from "./ledgers.js";

const t = sharedTestService();

describe("a collected return", () => {
  it("reserves its money when it is created and pays it back once when it is requested", async () => {
    const { refund, returnId, gatewayPaymentId } = await collectedReturn(t, 10_000);
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
    expect(await storedRefundStatus(t, returnId)).toBe("REFUNDED");
  });
});
