/** `refundStatus` inside AND or OR of a filter for returns named a column that does not exist: the list answered INTERNAL. */
import { compiled } from "../../src/api/connection/statement.js";
import { waysOf } from "../../src/api/connection/filter.js";
import { pageStatement } from "../../src/api/connection/list.js";
import { pageOf } from "../../src/api/connection/page.js";
import { returnList } from "../../src/api/return/return-list.js";

it("filters by the refund status in a branch, too", () => {
  const where = { OR: [{ refundStatus: ["AWAITING" as const] }] };
  const list = returnList({ where, page: pageOf({ first: 1 }) });
  const { text, values } = compiled(pageStatement({ ...list, ...waysOf(list).walked }));
  expect(text).toContain("refund_status = any(");
  expect(text).not.toContain("refundStatus");
  expect(values).toContainEqual(["AWAITING"]);
});
