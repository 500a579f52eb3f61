/** A free gift (사은품) that came back with the goods was answered REFUND_AMOUNT_EXCEEDED, so the whole return could not be handed over. */
import { collectedReturn } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { storedRefundStatus } from "../refund/ledgers.js";

const t = sharedTestService();

const back = (...lineNos: string[]) => ({ lines: lineNos.map((lineNo) => ({ lineNo, quantity: 1, amount: null })) });
const sold = [{ amount: 10_000 }, { amount: 0 }];

it("is counted as returned, and owed nothing", async () => {
  const { refunds } = await collectedReturn(t, 10_000, { sold, return: back("1", "2") });
  expect(refunds.map((refund) => refund.amount.total)).toEqual([10_000]);
  const lines = await t.rows(
    `select line_no, returned_quantity, reserved from order_line where order_id = ? order by line_no`,
    [refunds[0]?.orderId],
  );
  expect(lines).toEqual([
    { line_no: "1", returned_quantity: 1, reserved: "10000" },
    { line_no: "2", returned_quantity: 1, reserved: "0" },
  ]);
});

it("alone, it makes a return without a refund that is finished", async () => {
  const { returnId, refunds } = await collectedReturn(t, 10_000, { sold, return: back("2") });
  expect(refunds).toEqual([]);
  expect(await storedRefundStatus(t, returnId)).toBe("REFUNDED");
});
