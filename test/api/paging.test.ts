/** Pages of a list that has many rows at the same moment show each row once, in either order and from either end. */
import type { Connection } from "../../src/api/connection/connection.type.js";
import { pageOf } from "../../src/api/connection/page.js";
import {
  readRefunds,
  REFUND_SORT_FIELDS,
  type RefundOrder,
  type RefundWhere,
} from "../../src/api/refund/refund-list.js";
import type { RefundType } from "../../src/api/refund/refund.type.js";
import { awaitingRefund, readReturns, type AnyReturnWhere } from "../../src/api/return/return-list.js";
import { insertManyRefunds } from "../kit/many-refunds.js";
import { openMigratedDatabase } from "../kit/connected-database.js";
import { shared } from "../kit/shared-resource.js";

const COUNT = 500;
/** No multiple of it, so that pages end inside a moment. */
const PER_MOMENT = 7;
const PAGE = 13;
const TODAY = "2031-03-03";
const READER = { me: "kim", now: new Date("2031-03-03T00:00:00Z"), mayReadItems: true };

const database = shared(openMigratedDatabase);
beforeAll(() => insertManyRefunds(database.orm.em.fork(), { count: COUNT, perMoment: PER_MOMENT }));

type Node = { id: string };
type Reader = (page: ReturnType<typeof pageOf>) => Promise<Connection<Node>>;

async function walk(read: Reader, backwards: boolean): Promise<string[]> {
  const seen: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await read(pageOf(backwards ? { last: PAGE, before: cursor } : { first: PAGE, after: cursor }));
    const ids = page.edges.map(({ node }) => node.id);
    if (backwards) seen.unshift(...ids);
    else seen.push(...ids);
    expect(backwards ? page.pageInfo.hasNextPage : page.pageInfo.hasPreviousPage).toBe(cursor !== undefined);
    const more = backwards ? page.pageInfo.hasPreviousPage : page.pageInfo.hasNextPage;
    if (!more) return seen;
    cursor = (backwards ? page.pageInfo.startCursor : page.pageInfo.endCursor) ?? undefined;
  }
}

const refunds =
  (field: RefundOrder["field"], direction: "ASC" | "DESC", where: RefundWhere = {}): Reader =>
  (page) =>
    readRefunds(database.orm.em.fork(), { where, orderBy: { field, direction }, page, today: TODAY, reader: READER });

async function inOrder(column: string, direction: string, where = "true", table = "refund"): Promise<string[]> {
  const rows = await database.orm.em
    .fork()
    .execute<Node[]>(`select id from ${table} where ${where} order by ${column} ${direction}, id ${direction}`);
  return rows.map(({ id }) => id);
}

const COLUMN = {
  CREATED_AT: "created_at",
  DUE_ON: "due_on",
  COMPLETED_AT: "completed_at",
  AMOUNT: "amount_total",
} as const;

describe.each(["ASC", "DESC"] as const)("%s", (direction) => {
  describe.each(["CREATED_AT", "DUE_ON", "AMOUNT"] as const)("by %s", (field) => {
    it.each([false, true])("walks every refund once (backwards: %p)", async (backwards) => {
      const seen = await walk(refunds(field, direction), backwards);
      expect(seen).toEqual(await inOrder(COLUMN[field], direction));
      expect(seen).toHaveLength(COUNT);
    });

    it.each([false, true])("walks branches of several statuses as one list (backwards: %p)", async (backwards) => {
      const where: RefundWhere = { status: ["RETURN_COLLECTED", "CANCELLED", "REFUND_REQUESTED", "CANCELLED"] };
      const seen = await walk(refunds(field, direction, where), backwards);
      expect(seen).toEqual(await inOrder(COLUMN[field], direction, "status not in ('COMPLETED', 'ACCEPTED')"));
      expect(seen.length).toBeGreaterThan(PAGE);
    });
  });

  it("walks every return that is due money once", async () => {
    const read: Reader = (page) =>
      readReturns(database.orm.em.fork(), {
        where: awaitingRefund(null),
        orderBy: { field: "COLLECTED_AT", direction },
        page,
      });
    const due = await inOrder(
      "collected_at",
      direction,
      "refund_status in ('AWAITING', 'PARTLY_REFUNDED')",
      "collected_return",
    );
    expect(await walk(read, false)).toEqual(due);
    expect(await walk(read, true)).toEqual(due);
  });
});

it("goes on from a cursor in the other direction", async () => {
  const [first] = await Promise.all([refunds("CREATED_AT", "ASC")(pageOf({ first: 20 }))]);
  const cursor = first.edges[10]?.cursor;
  const before = await refunds("CREATED_AT", "ASC")(pageOf({ last: 10, before: cursor }));
  expect(before.edges.map(({ node }) => node.id)).toEqual(first.edges.slice(0, 10).map(({ node }) => node.id));
  const turned = await refunds("CREATED_AT", "DESC")(pageOf({ first: 10, after: cursor }));
  expect(turned.edges.map(({ node }) => node.id)).toEqual(
    first.edges
      .slice(0, 10)
      .map(({ node }) => node.id)
      .reverse(),
  );
});

describe("filters", () => {
  const SQL: [string, RefundWhere, string][] = [
    ["phase", { gatewayPhase: ["UNKNOWN", "REFUSED"] }, "gateway_phase in ('UNKNOWN', 'REFUSED')"],
    ["status and phase", { gatewayPhase: ["UNKNOWN"], status: ["COMPLETED"] }, "false"],
    ["order", { orderNo: ["O-3", "O-9"] }, "order_id in (select id from orders where order_no in ('O-3', 'O-9'))"],
    ["return", { returnNo: ["R-77"] }, "return_id in (select id from collected_return where return_no = 'R-77')"],
    ["number", { refundNo: ["RF-20310302-8", "none"] }, "refund_no = 'RF-20310302-8'"],
    ["gateway", { gateway: ["PORTONE_V2"], refundNo: ["RF-20310302-8"] }, "refund_no = 'RF-20310302-8'"],
    ["approver", { approvedBy: ["approver-2", "nobody", "approver-2"] }, "approved_by = 'approver-2'"],
    ["refusal", { refusalCause: ["PROVIDER_REFUSED"] }, "refusal_cause = 'PROVIDER_REFUSED'"],
    ["refusal and approver", { refusalCause: ["PROVIDER_REFUSED"], approvedBy: ["approver-2"] }, "false"],
    [
      "refusal or approver",
      { OR: [{ refusalCause: ["PROVIDER_REFUSED"] }, { approvedBy: ["approver-2"] }] },
      "approved_by = 'approver-2' or refusal_cause is not null",
    ],
    ["requester", { requestedBy: ["operator-3"] }, "requested_by = 'operator-3'"],
    ["amount", { amount: { min: 10 as never, max: 12 as never } }, "amount_total between 10 and 12"],
    [
      "time",
      { createdAt: { from: new Date("2031-01-01T00:00:05Z"), until: new Date("2031-01-01T00:00:07Z") } },
      "created_at >= '2031-01-01T00:00:05Z' and created_at < '2031-01-01T00:00:07Z'",
    ],
    ["day", { dueOn: { to: "2031-01-03" } }, "due_on <= '2031-01-03'"],
    [
      "and, or",
      {
        status: ["COMPLETED"],
        OR: [{ orderNo: ["O-1"] }, { AND: [{ orderNo: ["O-2"] }, { amount: { max: 15 as never } }] }],
      },
      "status = 'COMPLETED' and refund_no ~ '-([1-9]|1[0-5])$'",
    ],
    ["nothing", { status: [] }, "false"],
    ["method", { method: ["VIRTUAL_ACCOUNT", "POINTS"] }, "method = 'VIRTUAL_ACCOUNT'"],
    ["provider", { provider: ["KSNET", "HECTO"], gateway: ["PORTONE_V2"] }, "provider = 'HECTO'"],
    ["changer", { changedBy: ["operator-13", "nobody"] }, "changed_by = 'operator-13'"],
    [
      "completion",
      { completedOn: { to: "2031-01-02" }, amount: { max: 90 as never } },
      "completed_at < '2031-01-02T15:00:00Z' and amount_total <= 90",
    ],
    ["completion before all", { completedOn: { to: "2031-01-01" } }, "false"],
    [
      "completion of a status that has none",
      { completedOn: { from: "2031-01-02" }, status: ["RETURN_COLLECTED"] },
      "false",
    ],
    ["lateness", { overdue: true }, "status in ('RETURN_COLLECTED', 'REFUND_REQUESTED') and due_on < '2031-03-03'"],
    [
      "lateness of a status and a day",
      { overdue: true, status: ["RETURN_COLLECTED", "COMPLETED"], dueOn: { from: "2031-01-04" } },
      "status = 'RETURN_COLLECTED'",
    ],
    [
      "lateness in a branch",
      { OR: [{ overdue: true, gatewayPhase: ["UNKNOWN"] }, { refundNo: ["RF-20310302-8"] }] },
      "gateway_phase = 'UNKNOWN' or refund_no = 'RF-20310302-8'",
    ],
    [
      "a number in each branch",
      { OR: [{ refundNo: ["RF-20310302-8"] }, { AND: [{ orderNo: ["O-2"] }, { status: ["CANCELLED"] }] }] },
      "refund_no = 'RF-20310302-8'",
    ],
    [
      "fault and status",
      { atFault: ["CUSTOMER"], status: ["CANCELLED"] },
      "at_fault = 'CUSTOMER' and status = 'CANCELLED'",
    ],
    ["what is found twice", { approval: ["GIVEN"], approvedBy: ["approver-2"] }, "approved_by = 'approver-2'"],
  ];

  it.each(SQL)("%s", async (_, where, sql) => {
    const wanted = await inOrder("created_at", "asc", sql);
    const page = await refunds("CREATED_AT", "ASC", where)(pageOf({ first: 100 }));
    expect(page.edges.map(({ node }) => node.id)).toEqual(wanted);
    expect(await page.totalCount()).toEqual({ count: wanted.length, precision: "EXACT" });
  });

  it.each(REFUND_SORT_FIELDS)("is in the order asked for, whatever it is found by, by %s", async (field) => {
    const where: RefundWhere = {
      method: ["CARD"],
      gatewayPhase: ["UNKNOWN", "REFUSED"],
      createdAt: { from: new Date(0) },
    };
    for (const direction of ["ASC", "DESC"] as const) {
      const sorted = `method = 'CARD' and gateway_phase in ('UNKNOWN', 'REFUSED') and ${COLUMN[field]} is not null`;
      const wanted = await inOrder(COLUMN[field], direction, sorted);
      expect(await walk(refunds(field, direction, where), false)).toEqual(wanted);
      expect(await walk(refunds(field, direction, where), true)).toEqual(wanted);
    }
  });

  it("leaves out what is not completed in the order of completion", async () => {
    const wanted = await inOrder("completed_at", "desc", "completed_at is not null");
    expect(await walk(refunds("COMPLETED_AT", "DESC"), false)).toEqual(wanted);
    const page = await refunds("COMPLETED_AT", "DESC", { refundNo: ["RF-20310302-95"] })(pageOf({ first: 1 }));
    expect(page.edges).toEqual([]);
    expect(await page.totalCount()).toEqual({ count: 0, precision: "EXACT" });
  });

  it("knows nothing of what is not late", async () => {
    for (const where of [{ overdue: false }, { OR: [{ overdue: false }] }])
      await expect(async () => refunds("DUE_ON", "ASC", where)(pageOf({ first: 1 }))).rejects.toThrow("only true");
  });

  it("finds returns at any time of their life", async () => {
    const all =
      (where: AnyReturnWhere): Reader =>
      (page) =>
        readReturns(database.orm.em.fork(), { where, orderBy: { field: "CREATED_AT", direction: "ASC" }, page });
    const found = async (where: AnyReturnWhere) => walk(all(where), false);
    const rows = (sql: string) => inOrder("created_at", "asc", sql, "collected_return");
    expect(await found({})).toEqual(await rows("true"));
    expect(await found({ refundStatus: ["REFUNDED"], atFault: ["CUSTOMER"] })).toEqual(
      await rows("refund_status = 'REFUNDED' and at_fault = 'CUSTOMER'"),
    );
    expect(await found({ dueBy: "2031-01-03" })).toEqual([]);
    expect(await found({ dueBy: "2031-01-04", orderNo: ["O-7"] })).toHaveLength(5);
    expect(await found({ OR: [{ returnNo: ["R-7"] }, { refundNo: ["RF-20310302-5"] }] })).toHaveLength(2);
  });

  it("reads what the row says", async () => {
    const page = (await refunds("CREATED_AT", "ASC", { refundNo: ["RF-20310302-95"] })(
      pageOf({ first: 1 }),
    )) as Connection<RefundType>;
    expect(page.edges[0]?.node).toMatchObject({
      refundNo: "RF-20310302-95",
      status: "REFUND_REQUESTED",
      gatewayPhase: "PENDING",
      amount: { amount: 95, currencyCode: "KRW" },
      parts: { taxFree: { amount: 95, currencyCode: "KRW" }, vat: { amount: 0, currencyCode: "KRW" } },
      dueOn: "2031-01-04",
      overdue: true,
      createdAt: new Date("2031-01-01T00:00:13.000Z"),
    });
  });

  it("takes no more approvers than other values, each once however it is spelled", async () => {
    const by = (approvedBy: string[]) => async () => refunds("CREATED_AT", "ASC", { approvedBy })(pageOf({ first: 9 }));
    await expect(by(Array.from({ length: 101 }, (_, n) => `${n}`))).rejects.toThrow("at most 100 values");
    await expect(by(["a\u0000"])).rejects.toThrow("no NUL");
    await database.orm.em.fork().execute(`update refund set approved_by = '가나' where refund_no = 'RF-20310302-9'`);
    expect((await by(["가나", "가나".normalize("NFD")])()).edges).toHaveLength(1);
  });
});
