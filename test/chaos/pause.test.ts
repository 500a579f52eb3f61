/** M6: a worker that was stopped (SIGSTOP) past its lease cannot write when it goes on; whoever took over has settled. */
import { randomUUID } from "node:crypto";
import { openContractSetup, until } from "../kit/server.js";
import { collect, newReturn, paidOrder, requestRefunds, untilQuiet } from "../kit/shop.js";
import { shared } from "../kit/shared-resource.js";
import { planFault, assertLedgersAgree } from "../refund/ledgers.js";

const AMOUNT = 50_000;
const setup = shared(openContractSetup);

it("a worker paused in the middle of its call finds its lease gone, and the refund is paid once", async () => {
  const api = await setup.start({ ROLE: "api" });
  const sleeper = await setup.start({ ROLE: "worker" });
  const order = await paidOrder(setup, AMOUNT);
  await planFault(setup, "cancel", order.gatewayPaymentId, { kind: "SLOW", ms: 1_500, effect: "BEFORE_WAIT" });
  const { return: collected } = await collect(api, await setup.token("service"), order, newReturn());
  await requestRefunds(api, await setup.token("refund-operator"), collected?.refunds ?? [], randomUUID());

  await until(async () =>
    (await setup.sandbox.requests(order.gatewayPaymentId)).some((call) => call.method === "POST"),
  );
  sleeper.kill("SIGSTOP");
  const [before] = await setup.rows<{ fence: number }>(`select fence from gateway_attempt`);
  await setup.start({ ROLE: "worker" });
  await untilQuiet(setup);
  const [after] = await setup.rows<{ fence: number; status: string }>(`select fence, status from gateway_attempt`);
  expect(after?.fence).toBeGreaterThan(before?.fence ?? 0);
  const history = await setup.rows<{ event: string }>(`select event from refund_history order by sequence`);

  sleeper.kill("SIGCONT");
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect(await setup.rows(`select event from refund_history order by sequence`)).toEqual(history);
  expect(history.map((row) => row.event)).toEqual(["CREATED", "REQUEST", "LEASE_EXPIRED", "GATEWAY_SUCCEEDED"]);
  expect(await setup.sandbox.cancellationsOf(order.gatewayPaymentId)).toHaveLength(1);
  await assertLedgersAgree(setup);
}, 180_000);
