/** Two real server processes on one database: nothing goes back twice, whoever is asked (M1, M7). */
import { randomUUID } from "node:crypto";
import { openContractSetup, type ServerProcess } from "../kit/server.js";
import { collect, newReturn, paidOrder, requestRefunds, untilQuiet } from "../kit/shop.js";
import { shared } from "../kit/shared-resource.js";
import { assertLedgersAgree } from "../refund/ledgers.js";

const FULL = process.env.HWANBUL_CHAOS === "full";
const PAYMENTS = FULL ? 1_000 : 40;
const AT_ONCE = 50;
const PAYMENTS_AT_ONCE = 4;
const PAID = 100_000;
/** A share of which only fourteen fit: 36 of the 50 must be refused. */
const SHARE = 7_000;
const FIT = Math.floor(PAID / SHARE);

const setup = shared(openContractSetup);
let servers: [ServerProcess, ServerProcess];
let service: string;
let operator: string;

beforeAll(async () => {
  servers = [await setup.start(), await setup.start()];
  service = await setup.token("service", "return-service");
  operator = await setup.token("refund-operator", "kim.operator");
});

async function inBatches(times: number, atOnce: number, work: () => Promise<void>): Promise<void> {
  for (let left = times; left > 0; left -= atOnce) {
    await Promise.all(Array.from({ length: Math.min(left, atOnce) }, work));
  }
}

const eitherServer = (index: number): ServerProcess => servers[index % 2] as ServerProcess;

describe("two server processes", () => {
  it(
    `reserve no won too much: ${AT_ONCE} returns at once on each of ${PAYMENTS} payments`,
    async () => {
      await inBatches(PAYMENTS, PAYMENTS_AT_ONCE, async () => {
        const order = await paidOrder(setup, PAID, AT_ONCE);
        const answers = await Promise.all(
          Array.from({ length: AT_ONCE }, (_, index) =>
            collect(
              eitherServer(index),
              service,
              order,
              newReturn({ quantity: 1, amount: SHARE, amountReason: "GOODWILL" }),
            ),
          ),
        );
        const refused = answers.filter((answer) => answer.userErrors.length > 0);
        expect(new Set(refused.flatMap((answer) => answer.userErrors.map((error) => error.code)))).toEqual(
          new Set(["REFUND_AMOUNT_EXCEEDED"]),
        );
        expect(answers.length - refused.length).toBe(FIT);
      });
      const over = await setup.rows(
        `select id from payment where reserved_total > amount_total or reserved_vat > amount_vat or reserved_taxable > amount_taxable`,
      );
      expect(over).toEqual([]);
      const lines = await setup.rows(`select id from order_line where reserved + refunded > amount`);
      expect(lines).toEqual([]);
    },
    FULL ? 3_600_000 : 240_000,
  );

  it("pay once for twenty copies of one request, sent to both at the same moment", async () => {
    const order = await paidOrder(setup, 30_000);
    const { return: collected } = await collect(servers[0], service, order, newReturn());
    const refunds = collected?.refunds ?? [];
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => requestRefunds(eitherServer(index), operator, refunds, key)),
    );
    const results = answers.flatMap((answer) => answer.results);
    expect(results.filter((result) => !result.replayed)).toHaveLength(1);
    expect(results.every((result) => result.userErrors.length === 0)).toBe(true);
    await untilQuiet(setup);
    expect(await setup.sandbox.cancellationsOf(order.gatewayPaymentId)).toHaveLength(1);

    const other = [{ ...(refunds[0] as (typeof refunds)[number]), version: 99 }];
    const reused = await requestRefunds(servers[1], operator, other, key);
    expect(reused.userErrors).toEqual([expect.objectContaining({ code: "IDEMPOTENCY_KEY_REUSED" })]);
  });

  it("and what they did agrees with the gateway's ledger", async () => {
    await untilQuiet(setup);
    await assertLedgersAgree(setup);
  });
});
