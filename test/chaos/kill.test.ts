/** M5: a server killed with SIGKILL at any step loses nothing and doubles nothing, once another one runs and callers ask again. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { CRASH_POINTS } from "../../src/crash-point.js";
import { openContractSetup } from "../kit/server.js";
import { collect, insist, newReturn, paidOrder, requestRefunds, untilQuiet } from "../kit/shop.js";
import { shared } from "../kit/shared-resource.js";
import { assertLedgersAgree } from "../refund/ledgers.js";

/** How often the process passes the point before it dies there. */
const HITS = process.env.HWANBUL_CHAOS === "full" ? [1, 2, 3, 4, 5, 6, 7, 8] : [2];
const RETURNS = 6;
const AMOUNT = 12_345;
const DIES_WITHIN_MS = 60_000;

const setup = shared(openContractSetup);
let service: string;
let operator: string;

beforeAll(async () => {
  service = await setup.token("service", "return-service");
  operator = await setup.token("refund-operator", "kim.operator");
});

describe.each(CRASH_POINTS)("killed at %s", (point) => {
  it.each(HITS)(
    "on pass %i, every return is paid exactly once in the end",
    async (hit) => {
      const victim = await setup.start({ HWANBUL_CRASH_AT: point, HWANBUL_CRASH_ON_HIT: String(hit) });
      let server = victim;
      const orders = await Promise.all(Array.from({ length: RETURNS }, () => paidOrder(setup, AMOUNT)));

      // When the victim dies, another one takes its place; the shop's services insist with the keys they had.
      const replaced = Promise.race([victim.ended, sleep(DIES_WITHIN_MS, null, { ref: false })]).then(async (end) => {
        expect(end).toMatchObject({ signal: "SIGKILL" });
        server = await setup.start();
      });
      const shop = Promise.all(
        orders.map(async (order) => {
          const back = newReturn();
          const collected = await insist(() => collect(server, service, order, back));
          expect(collected.userErrors).toEqual([]);
          const key = randomUUID();
          const refunds = collected.return?.refunds ?? [];
          const requested = await insist(() => requestRefunds(server, operator, refunds, key));
          expect(requested.results.flatMap((result) => result.userErrors)).toEqual([]);
        }),
      );
      await Promise.all([shop, replaced]);
      await untilQuiet(setup);

      for (const order of orders) {
        const moved = (await setup.sandbox.cancellationsOf(order.gatewayPaymentId)).filter(
          (c) => c.status === "SUCCEEDED",
        );
        expect(moved.map((c) => c.total)).toEqual([AMOUNT]);
      }
      await assertLedgersAgree(setup);
      const [unplaced] = await setup.rows<{ n: string }>(
        `select count(*) as n from refund r where r.version <> (select count(*) from event_log e where e.subject_id = r.id)`,
      );
      expect(unplaced?.n).toBe("0");
      server.kill("SIGTERM");
      expect(await server.ended).toMatchObject({ code: 0 });
    },
    300_000,
  );
});
