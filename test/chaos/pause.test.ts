/** M6: a worker that was stopped (SIGSTOP) past its lease cannot write when it goes on; whoever took over has settled. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { openGround, until, type Ground } from "../kit/server.js";
import { collect, newReturn, paidOrder, requestRefunds, untilQuiet } from "../kit/shop.js";
import { auditBooks } from "../refund/books.js";

const AMOUNT = 50_000;
let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

it("a worker paused in the middle of its call finds its lease gone, and the refund is paid once", async () => {
  const api = await ground.start({ ROLE: "api" });
  const sleeper = await ground.start({ ROLE: "worker" });
  const order = await paidOrder(ground, AMOUNT);
  await ground.sandbox.planFault({
    hits: "cancel",
    paymentId: order.gatewayPaymentId,
    times: 1,
    fault: { kind: "SLOW", ms: 1_500, effect: "BEFORE_WAIT" },
  });
  const { return: collected } = await collect(api, await ground.token("service"), order, newReturn());
  await requestRefunds(api, await ground.token("refund-operator"), collected?.refunds ?? [], randomUUID());

  await until(async () =>
    (await ground.sandbox.requests(order.gatewayPaymentId)).some((call) => call.method === "POST"),
  );
  sleeper.kill("SIGSTOP");
  const [before] = await ground.rows<{ fence: number }>(`select fence from gateway_attempt`);
  await ground.start({ ROLE: "worker" });
  await untilQuiet(ground);
  const [after] = await ground.rows<{ fence: number; status: string }>(`select fence, status from gateway_attempt`);
  expect(after?.fence).toBeGreaterThan(before?.fence ?? 0);
  const history = await ground.rows<{ event: string }>(`select event from refund_history order by sequence`);

  sleeper.kill("SIGCONT");
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect(await ground.rows(`select event from refund_history order by sequence`)).toEqual(history);
  expect(history.map((row) => row.event)).toEqual(["BORN", "REQUEST", "LEASE_EXPIRED", "GATEWAY_SUCCEEDED"]);
  expect(await ground.sandbox.cancellationsOf(order.gatewayPaymentId)).toHaveLength(1);
  await auditBooks(ground);
}, 180_000);
