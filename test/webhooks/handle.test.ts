/** What a webhook leads to: the gateway is asked, and what it says is what counts. */
import { handleWebhook } from "../../src/webhooks/handle.js";
import { storeDelivery } from "../../src/webhooks/store-delivery.js";
import { balanceOf, collectedReturn, now } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";

const t = sharedTestService();

const GATEWAY = { name: "PORTONE_V2", webhooks: { signed: true } } as const;
let count = 0;
async function arrived(gatewayPaymentId: string): Promise<string> {
  count += 1;
  const deliveryId = `msg_${count}`;
  await storeDelivery(t.context, GATEWAY, { deliveryId, type: "Transaction.Cancelled", gatewayPaymentId }, "{}");
  return deliveryId;
}
const handle = (deliveryId: string) => handleWebhook(t.context, { gateway: GATEWAY.name, deliveryId });
const handledAt = async (deliveryId: string) => {
  const [row] = await t.rows<{ handled_at: Date | null }>(
    `select handled_at from webhook_delivery where delivery_id = ?`,
    [deliveryId],
  );
  return row?.handled_at ?? null;
};

it("a cancel in the gateway's console is adopted, once, however often it is told", async () => {
  const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
  await t.sandbox.cancelInConsole(gatewayPaymentId, { amount: 4_000 });
  const deliveries = [await arrived(gatewayPaymentId), await arrived(gatewayPaymentId)];
  for (const delivery of [...deliveries, ...deliveries]) await handle(delivery);
  expect((await balanceOf(t, refund.paymentId)).refundedAtGateway).toBe(4_000);
  expect((await now(t, refund)).state).toBe("refundRequested.refused");
  for (const delivery of deliveries) expect(await handledAt(delivery)).not.toBeNull();
});

it("one that tells of a cancel that never happened changes nothing", async () => {
  const { refund, gatewayPaymentId } = await collectedReturn(t, 10_000);
  await handle(await arrived(gatewayPaymentId));
  expect((await balanceOf(t, refund.paymentId)).refundedAtGateway).toBe(0);
  expect((await now(t, refund)).version).toBe(refund.version);
});

it("stays to be handled while the gateway cannot be asked", async () => {
  const { gatewayPaymentId } = await collectedReturn(t, 10_000);
  const delivery = await arrived(gatewayPaymentId);
  await t.stopSandbox();
  await expect(handle(delivery)).rejects.toThrow("could not be asked");
  expect(await handledAt(delivery)).toBeNull();
  await t.restoreSandbox();
  await handle(delivery);
  expect(await handledAt(delivery)).not.toBeNull();
});
