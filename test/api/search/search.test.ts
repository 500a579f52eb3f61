/** One search over the numbers and ids people have in front of them: what it finds, for whom, and what it refuses. */
import { randomUUID } from "node:crypto";
import type { Principal } from "../../../src/access/principal.js";
import { collectedReturn, person, requestAndDrain, RETURN_SERVICE } from "../../kit/fixtures.js";
import { sharedTestService } from "../../kit/shared-test-service.js";
import { ask, countStatements, dataOf, errorOf } from "../ask.js";

const t = sharedTestService();
const ACCOUNTANT = person("park.books", "accountant");
const PRIVACY = person("jung.privacy", "privacy-officer");

const SEARCH = `query ($text: String!, $first: Int) {
  search(text: $text, first: $first) { hasMore searched hits { matched value exact node { __typename id } } }
}`;

interface Hit {
  matched: string;
  value: string;
  exact: boolean;
  node: { __typename: string; id: string } | null;
}
interface Result {
  hits: Hit[];
  hasMore: boolean;
  searched: string[];
}

const search = async (text: string, { first, by }: { first?: number; by?: Principal } = {}): Promise<Result> =>
  (await dataOf<{ search: Result }>(t, SEARCH, first === undefined ? { text } : { text, first }, by && { by })).search;

async function refunded() {
  const { refund, order, returnId, gatewayPaymentId } = await collectedReturn(t, 15_000);
  await requestAndDrain(t, refund);
  const [row] = await t.rows<Record<string, string>>(
    `select refund.order_id, refund.payment_id, r.return_no, attempt.id as attempt_id, booked.gateway_cancellation_id, booked.provider_cancellation_id
     from refund join collected_return r on r.id = refund.return_id join gateway_attempt attempt on attempt.refund_id = refund.id
     join booked_cancellation booked on booked.attempt_id = attempt.id where refund.id = ?`,
    [refund.id],
  );
  return { refund, order, returnId, gatewayPaymentId, row: row! };
}

describe("finds", () => {
  let paid: Awaited<ReturnType<typeof refunded>>;
  beforeAll(async () => {
    paid = await refunded();
  });

  const nodes = () => ({
    Refund: { __typename: "Refund", id: paid.refund.id },
    Return: { __typename: "Return", id: paid.returnId },
    Order: { __typename: "Order", id: paid.row["order_id"] },
    Payment: { __typename: "Payment", id: paid.row["payment_id"] },
  });

  it.each<[string, string, keyof ReturnType<typeof nodes>, () => string]>([
    ["an order", "ORDER_NO", "Order", () => paid.order.orderNo],
    ["a return", "RETURN_NO", "Return", () => paid.row["return_no"]!],
    ["a refund", "REFUND_NO", "Refund", () => paid.refund.refundNo],
    ["a payment by the gateway's id", "GATEWAY_PAYMENT_ID", "Payment", () => paid.gatewayPaymentId],
    ["a payment by a cancellation", "GATEWAY_CANCELLATION_ID", "Payment", () => paid.row["gateway_cancellation_id"]!],
    ["a refund by a cancellation", "GATEWAY_CANCELLATION_ID", "Refund", () => paid.row["gateway_cancellation_id"]!],
    [
      "a payment by the provider's id",
      "PROVIDER_CANCELLATION_ID",
      "Payment",
      () => paid.row["provider_cancellation_id"]!,
    ],
    ["a refund by its attempt", "ATTEMPT_ID", "Refund", () => paid.row["attempt_id"]!],
    ["a refund by its id", "ID", "Refund", () => paid.refund.id],
    ["a return by its id", "ID", "Return", () => paid.returnId],
    ["an order by its id", "ID", "Order", () => paid.row["order_id"]!],
    ["a payment by its id", "ID", "Payment", () => paid.row["payment_id"]!],
  ])("%s, by %s", async (_name, matched, typename, number) => {
    const hit = { matched, value: number(), node: nodes()[typename] };
    expect((await search(number())).hits).toContainEqual({ ...hit, exact: true });
    const beginning = number().slice(0, -1);
    // Ids of ours are looked up whole: nobody reads out a part of a UUID.
    const whole = matched === "ID" || matched === "ATTEMPT_ID";
    const found = (await search(beginning, { first: 50 })).hits;
    const same = found.filter((each) => each.matched === matched && each.node?.__typename === typename);
    expect(same).toEqual(whole ? [] : [{ ...hit, exact: false }]);
  });

  it("a payment by its own number, and a request the gateway's support asks for", async () => {
    await t.rows(`update payment set payment_no = 'PAYNO-77' where id = ? returning 1`, [paid.row["payment_id"]]);
    await t.rows(`update gateway_attempt set gateway_request_id = 'req-4711' where id = ? returning 1`, [
      paid.row["attempt_id"],
    ]);
    expect((await search("PAYNO-7")).hits).toEqual([
      { matched: "PAYMENT_NO", value: "PAYNO-77", exact: false, node: nodes().Payment },
    ]);
    expect((await search("req-4711")).hits).toEqual([
      { matched: "GATEWAY_REQUEST_ID", value: "req-4711", exact: true, node: nodes().Refund },
    ]);
  });

  it("what was typed in small letters, with blanks around it, or in another form of the same letters", async () => {
    expect((await search(`  ${paid.refund.refundNo.toLowerCase()}\n`)).hits).toMatchObject([
      { matched: "REFUND_NO", value: paid.refund.refundNo, exact: true },
    ]);
    expect((await search(paid.refund.id.toUpperCase())).hits).toMatchObject([{ matched: "ID", exact: true }]);
    await t.rows(`update orders set order_no = '주문-가나다' where id = ? returning 1`, [paid.row["order_id"]]);
    expect((await search("주문-가나".normalize("NFD"))).hits).toMatchObject([{ value: "주문-가나다" }]);
  });

  it("nothing by the customer's name or id", async () => {
    expect((await search("홍길동")).hits).toEqual([]);
    expect((await search("honggildong")).hits).toEqual([]);
  });
});

/** Orders alone, whose numbers are what the test says. */
async function ordersNamed(numbers: readonly string[]): Promise<void> {
  for (const orderNo of numbers)
    await t.rows(
      `insert into orders (id, order_no, currency, customer_id_sealed, customer_name_sealed, created_at)
       values (?, ?, 'KRW', 'sealed', 'sealed', now()) returning 1`,
      [randomUUID(), orderNo],
    );
}

describe("signs of LIKE are letters like others", () => {
  beforeAll(() => ordersNamed(["AB_1", "ABC1", "50%OFF", "500OFF", "BACK\\SLASH", "BACKSLASH"]));

  it.each([
    ["AB_", ["AB_1"]],
    ["50%", ["50%OFF"]],
    ["BACK\\", ["BACK\\SLASH"]],
    ["%%%", []],
    ["___", []],
    ["' or 1=1 --", []],
  ])("%s", async (text, found) => {
    expect((await search(text)).hits.map(({ value }) => value)).toEqual(found);
  });
});

describe("more than is shown", () => {
  const numbers = Array.from({ length: 7 }, (_, n) => `MANY-${n}`);
  beforeAll(() => ordersNamed([...numbers, "MANY"]));

  it("shows the text itself first, then the others, and says that there are more", async () => {
    const { hits, hasMore } = await search("MANY", { first: 3 });
    expect(hits.map(({ value, exact }) => [value, exact])).toEqual([
      ["MANY", true],
      ["MANY-0", false],
      ["MANY-1", false],
    ]);
    expect(hasMore).toBe(true);
  });

  it("says that there are none where all are shown", async () => {
    expect(await search("MANY-", { first: 7 })).toMatchObject({ hasMore: false, hits: { length: 7 } });
    expect(await search("MANY-", { first: 6 })).toMatchObject({ hasMore: true, hits: { length: 6 } });
  });

  it("shows something of each field where several match", async () => {
    const { refund } = await collectedReturn(t, 2_000);
    await t.rows(`update payment set gateway_payment_id = 'MANY-paid' where id = ? returning 1`, [refund.paymentId]);
    const { hits } = await search("MANY-", { first: 3 });
    expect(hits.map(({ matched }) => matched).sort()).toEqual(["GATEWAY_PAYMENT_ID", "ORDER_NO", "ORDER_NO"]);
  });
});

describe("what one may not read", () => {
  it("is not looked through: an accountant finds payments and refunds, and no order or return", async () => {
    const { order, refund, gatewayPaymentId, row } = await refunded();
    const found = async (text: string, by: Principal) =>
      (await search(text, { by })).hits.map(({ node }) => node?.__typename);
    expect(await found(order.orderNo, ACCOUNTANT)).toEqual([]);
    expect(await found(row["return_no"]!, ACCOUNTANT)).toEqual([]);
    expect(await found(row["order_id"]!, ACCOUNTANT)).toEqual([]);
    expect(await found(refund.refundNo, ACCOUNTANT)).toEqual(["Refund"]);
    expect(await found(gatewayPaymentId, ACCOUNTANT)).toEqual(["Payment"]);
    expect(await found(gatewayPaymentId, PRIVACY)).toEqual([]);
    expect(await found(row["gateway_cancellation_id"]!, PRIVACY)).toEqual(["Refund"]);
    expect((await search(order.orderNo, { by: PRIVACY })).searched).toEqual([
      "ID",
      "REFUND_NO",
      "GATEWAY_CANCELLATION_ID",
      "GATEWAY_REQUEST_ID",
      "ATTEMPT_ID",
    ]);
  });

  it("opens nothing to who may read no refunds", async () => {
    const captures: Principal = { ...RETURN_SERVICE, scopes: ["captures:write"] };
    expect(await errorOf(t, SEARCH, { text: "O-1" }, { by: captures })).toMatchObject({ code: "FORBIDDEN" });
    expect(await errorOf(t, SEARCH, { text: "O-1" }, { by: null })).toMatchObject({ code: "UNAUTHENTICATED" });
  });
});

describe("refuses", () => {
  it.each([
    ["two letters", "O-", "3 to 200 characters"],
    ["two letters among blanks", "  O-  ", "3 to 200 characters"],
    ["two letters outside the first plane", "💥💥", "3 to 200 characters"],
    ["nothing", "", "3 to 200 characters"],
    ["more than any number has", "9".repeat(201), "3 to 200 characters"],
    ["NUL", "O-1\u0000", "cannot be seen"],
    ["an end of line within", "O-1\nO-2", "cannot be seen"],
    ["half a letter", "O-1\ud800", "cannot be seen"],
    ["a letter of no width", "O-1\u200b2", "cannot be seen"],
    ["a sign that turns letters around", "O-1\u202e2", "cannot be seen"],
  ])("%s", async (_, text, sentence) => {
    const answer = await errorOf(t, SEARCH, { text });
    expect(answer).toEqual({ code: "BAD_USER_INPUT", message: expect.stringContaining(sentence) });
  });

  it.each([0, -1, 51])("%p hits", async (first) => {
    expect(await errorOf(t, SEARCH, { text: "O-1", first })).toEqual({
      code: "BAD_USER_INPUT",
      message: "first must be 1 to 50.",
    });
  });
});

it("takes one statement to look, and one for each kind that was found", async () => {
  const { refund } = await collectedReturn(t, 1_000);
  const count = await countStatements(t);
  const sent = await count.of(() => ask(t, SEARCH, { text: refund.refundNo.slice(0, 11), first: 50 }));
  expect(sent).toHaveLength(2);
});
