/** Every list walks an index at a million refunds: the plans PostgreSQL makes for the very statements the code sends. */
import type { MikroORM } from "@mikro-orm/postgresql";
import pg from "pg";
import { APPROVAL_KINDS } from "../../src/api/approval/approval.enums.js";
import { countWaitingStatement, waitingStatement } from "../../src/api/approval/approval-list.js";
import { countStatement, DIRECTIONS, pageStatement, type ListOf } from "../../src/api/connection/list.js";
import { encodeCursor } from "../../src/api/connection/cursor.js";
import { pageOf, type PageArgs } from "../../src/api/connection/page.js";
import { compiled, type Sql } from "../../src/api/connection/statement.js";
import { cancellationList, type BookedCancellationWhere } from "../../src/api/payment/cancellation-list.js";
import { paymentList, type PaymentWhere } from "../../src/api/payment/payment-list.js";
import { refundList, type RefundWhere } from "../../src/api/refund/refund-list.js";
import { searchStatement, sourcesFor } from "../../src/api/search/search.rows.js";
import { returnList, type ReturnWhere } from "../../src/api/return/return-list.js";
import { connect } from "../../src/database/orm.js";
import { entities } from "../../src/orm.config.js";
import { createMigratedDatabase, type TestDatabase } from "../kit/database.js";
import { insertManyCancellations, insertManyRefunds } from "../kit/many-refunds.js";

const COUNT = 1_000_000;
/** A list of 50 and the row that tells whether more follow, in each of up to six branches; and a few rows looked up first. */
const MOST_ROWS = 6 * 51 + 20;

let database: TestDatabase;
let orm: MikroORM;
let client: pg.Client;

beforeAll(async () => {
  database = await createMigratedDatabase();
  orm = await connect({ url: database.url, entities });
  const em = orm.em.fork();
  await em.transactional(async (tx) => {
    // The rows are made to fit; looking up four million foreign keys would take longer than the rest. So would keeping
    // every index up to date row by row: they are made again, as they were, once the rows are there.
    await tx.execute(`set local session_replication_role = replica`);
    await tx.execute(`set local statement_timeout = 0`);
    const indexes = await tx.execute<{ name: string; owner: string; constraint: string | null; definition: string }[]>(
      `select indexrelid::regclass::text as name, indrelid::regclass::text as owner, conname as "constraint", pg_get_indexdef(indexrelid) as definition
       from pg_index left join pg_constraint on conindid = indexrelid and contype = 'u'
       where indrelid in ('refund'::regclass, 'collected_return'::regclass) and not indisprimary`,
    );
    for (const { name, owner, constraint } of indexes)
      await tx.execute(constraint ? `alter table ${owner} drop constraint "${constraint}"` : `drop index ${name}`);
    await insertManyRefunds(tx, { count: COUNT });
    await tx.execute(`set local maintenance_work_mem = '256MB'`);
    for (const { definition } of indexes) await tx.execute(definition);
    await insertManyCancellations(tx);
  });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client?.end();
  await orm?.close(true);
  await database?.drop();
});

interface Plan {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

const LARGE = ["refund", "collected_return"];

/** Runs the statement and returns what its plan did with the large tables. */
async function explained(statement: Sql, tables = LARGE): Promise<{ ways: string[]; rows: number }> {
  const { text, values } = compiled(statement);
  const result = await client.query<{ "QUERY PLAN": [{ Plan: Plan }] }>(`explain (analyze, format json) ${text}`, [
    ...values,
  ]);
  const root = result.rows[0]?.["QUERY PLAN"][0].Plan as Plan;
  const large = nodesOf(root).filter((node) => tables.includes(node["Relation Name"] ?? ""));
  const touched = large.map(
    (node) => (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"],
  );
  return {
    ways: [...new Set(large.map((node) => node["Node Type"]))],
    rows: touched.reduce((sum, rows) => sum + rows, 0),
  };
}

const id = (n: number) => `00000004-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const MIDDLE = 500_000;
const moment = new Date(Date.UTC(2031, 0, 1) + MIDDLE * 1000);

const WHERE: [string, RefundWhere][] = [
  ["everything", {}],
  ["one status", { status: ["RETURN_COLLECTED"] }],
  ["the commonest status", { status: ["COMPLETED"] }],
  ["a status without rows", { status: ["ACCEPTED"] }],
  ["several statuses", { status: ["RETURN_COLLECTED", "REFUND_REQUESTED", "ACCEPTED"] }],
  ["one phase", { gatewayPhase: ["UNKNOWN"] }],
  ["every phase", { gatewayPhase: ["AWAITING_APPROVAL", "SUBMITTING", "DEFERRED", "PENDING", "UNKNOWN", "REFUSED"] }],
  ["one state of the accepted", { state: ["accepted.awaitingApproval"] }],
  ["every state of the accepted", { state: ["accepted.awaitingApproval", "accepted.unprocessed", "accepted.failed"] }],
  ["states of several kinds", { state: ["returnCollected", "refundRequested.unknown", "accepted.failed"] }],
  ["what waits for its approval", { approval: ["WAITING"] }],
  ["what was approved", { approval: ["GIVEN"] }],
  ["what was approved or waits", { approval: ["GIVEN", "WAITING"] }],
  ["what needs no approval", { approval: ["NOT_NEEDED"] }],
  ["a cause of refusal", { refusalCause: ["PROVIDER_REFUSED", "DEADLINE_PASSED"] }],
  ["an approver", { approvedBy: ["approver-2"] }],
  ["approvers, of whom one is nobody", { approvedBy: ["approver-1", "approver-2", "nobody"] }],
  ["a result nobody recorded", { processingResult: ["FAILED"] }],
  ["a cause nobody was refused for", { refusalCause: ["DEADLINE_PASSED"], approvedBy: ["approver-2"] }],
  ["a gateway", { gateway: ["PORTONE_V2"] }],
  ["a day", { dueOn: { to: "2031-01-08" }, status: ["RETURN_COLLECTED"] }],
  ["a stretch of time", { createdAt: { from: moment, until: new Date(moment.getTime() + 3_600_000) } }],
];

/** A range of one time in the order of another: an index is walked past what does not fit. */
const FOREIGN = { CREATED_AT: ["a day"], DUE_ON: ["a stretch of time"] };

/** Found by a number first, then put in order: as many rows as there are, which are few. */
const LOOKED_UP: [string, RefundWhere][] = [
  ["a number", { refundNo: ["RF-20310302-777"] }],
  ["a return", { returnNo: ["R-123456"] }],
  ["an order", { orderNo: ["O-4711"] }],
  ["a payment", { paymentId: ["00000002-0000-7000-8000-000000001234"] }],
  ["either of two", { OR: [{ refundNo: ["RF-20310302-777"] }, { orderNo: ["O-4711"] }] }],
  ["an amount", { amount: { min: 777_700 as never, max: 777_710 as never } }],
];

const PAGES: [string, PageArgs][] = [
  ["the first page", { first: 50 }],
  ["the last page", { last: 50 }],
];

describe.each(["CREATED_AT", "DUE_ON"] as const)("refunds by %s", (field) => {
  describe.each(DIRECTIONS)("%s", (direction) => {
    const listOf = (where: RefundWhere, page: PageArgs): ListOf =>
      refundList({ where, orderBy: { field, direction }, page: pageOf(page) });
    const value = field === "CREATED_AT" ? moment.toISOString() : "2031-01-09";
    const after = encodeCursor(`refunds ${field}`, { value, id: id(MIDDLE) });

    describe.each([...PAGES, ["a page in the middle", { first: 50, after }] as [string, PageArgs]])("%s", (_, page) => {
      it.each(WHERE.filter(([name]) => !FOREIGN[field].includes(name)))(
        "of %s reads little more than it shows",
        async (_name, where) => {
          const { ways, rows } = await explained(pageStatement(listOf(where, page)));
          expect(ways).not.toContain("Seq Scan");
          expect(rows).toBeLessThanOrEqual(MOST_ROWS);
        },
      );

      it.each(LOOKED_UP)("of %s is found by an index", async (_name, where) => {
        const { ways, rows } = await explained(pageStatement(listOf(where, page)));
        expect(ways).not.toContain("Seq Scan");
        expect(rows).toBeLessThanOrEqual(MOST_ROWS);
      });
    });

    it.each(WHERE.filter(([name]) => FOREIGN[field].includes(name)))("of %s walks an index", async (_name, where) => {
      const { ways } = await explained(pageStatement(listOf(where, { first: 50 })));
      expect(ways).not.toContain("Seq Scan");
    });

    it("of one requester is found by an index", async () => {
      const { ways } = await explained(pageStatement(listOf({ requestedBy: ["operator-3"] }, { first: 50 })));
      expect(ways).not.toContain("Seq Scan");
    });

    it.each([...WHERE, ...LOOKED_UP])("counts %s along an index and stops early", async (_name, where) => {
      const { ways, rows } = await explained(countStatement(listOf(where, { first: 50 })));
      expect(ways).not.toContain("Seq Scan");
      expect(rows).toBeLessThanOrEqual(6 * 10_001);
    });
  });
});

describe.each(["COLLECTED_AT", "CREATED_AT"] as const)("returns by %s", (field) => {
  const RETURNS: [string, ReturnWhere][] = [
    ["everything due", {}],
    ["one life", { refundStatus: ["PARTLY_REFUNDED"] }],
    ["a number", { returnNo: ["R-123456"] }],
    ["an order", { orderNo: ["O-4711"] }],
    ["a refund", { refundNo: ["RF-20310302-777"] }],
    ["what is due by a day", { dueBy: "2031-01-20" }],
  ];

  describe.each(DIRECTIONS)("%s", (direction) => {
    it.each(RETURNS)("of %s reads little more than it shows", async (_name, where) => {
      const list = returnList({ where, orderBy: { field, direction }, page: pageOf({ first: 50 }) });
      const { ways, rows } = await explained(pageStatement(list));
      expect(ways).not.toContain("Seq Scan");
      // With a due day each row asks for the day of its refund.
      expect(rows).toBeLessThanOrEqual(2 * MOST_ROWS);
      expect((await explained(countStatement(list))).ways).not.toContain("Seq Scan");
    });
  });
});

describe("a search", () => {
  const HITS = 21;
  const sources = sourcesFor(() => true);
  /** Attempts there are none of. */
  const SEARCHED = [...LARGE, "orders", "payment", "booked_cancellation"];
  const BY_PREFIX = sources.filter(({ byPrefix }) => byPrefix).length;

  it.each([
    ["the beginning of every refund", "RF-2031"],
    ["the same in small letters", "rf-2031"],
    ["the beginning of every payment", "pay"],
    ["the beginning of a tenth of the orders", "O-4"],
    ["a number in full", "R-123456"],
    ["a number nobody has", "RF-20310302-9999999"],
    ["letters nobody has", "zzz"],
    ["a sign of LIKE", "%%%"],
    ["an id", id(MIDDLE)],
  ])("for %s reads little more than it shows", async (_name, text) => {
    const { ways, rows } = await explained(searchStatement(sources, text, HITS) as Sql, SEARCHED);
    expect(ways).not.toContain("Seq Scan");
    expect(ways).not.toContain("Bitmap Heap Scan");
    expect(rows).toBeLessThanOrEqual(BY_PREFIX * HITS);
  });
});

describe("payments, and money that moved back", () => {
  const PAYMENTS: [string, PaymentWhere][] = [
    ["everything", {}],
    ["a gateway", { gateway: ["PORTONE_V2"] }],
    ["a gateway nobody used", { gateway: ["EBP"] }],
    ["a dispute, which there is none of", { disputed: true }],
    ["a stretch of time without any", { paidAt: { until: new Date("2030-01-01") }, gateway: ["PORTONE_V2", "EBP"] }],
    ["an order", { orderNo: ["O-4711"], gateway: ["EBP"] }],
  ];
  it.each(PAYMENTS)("of %s read little more than they show", async (_name, where) => {
    const list = paymentList(where, pageOf({ first: 50 }));
    const { ways, rows } = await explained(pageStatement(list), ["payment"]);
    expect(ways).not.toContain("Seq Scan");
    expect(rows).toBeLessThanOrEqual(MOST_ROWS);
    const counted = await explained(countStatement(list), ["payment"]);
    expect(counted.ways).not.toContain("Seq Scan");
    expect(counted.rows).toBeLessThanOrEqual(10_001);
  });

  // Of the 100,000 payments one cancellation each, made in the console of one gateway.
  const MOVED: [string, BookedCancellationWhere][] = [
    ["everything", {}],
    ["a gateway", { gateway: ["PORTONE_V2"] }],
    ["a gateway nobody used", { gateway: ["EBP"] }],
    ["a cause nobody had", { cause: ["CHARGEBACK"] }],
    ["a cause", { cause: ["GATEWAY_CONSOLE", "API"] }],
    ["a stretch of time without any", { bookedAt: { until: new Date("2030-01-01") }, cause: ["GATEWAY_CONSOLE"] }],
    ["a payment", { paymentId: ["00000002-0000-7000-8000-000000001234"], cause: ["API"] }],
    ["an id", { gatewayCancellationId: ["cancel-4711"] }],
    ["an id nobody has", { gatewayCancellationId: ["none"], gateway: ["PORTONE_V2"] }],
  ];
  it.each(MOVED)("of %s reads little more than it shows", async (_name, where) => {
    const list = cancellationList(where, pageOf({ first: 50 }));
    const { ways, rows } = await explained(pageStatement(list), ["booked_cancellation"]);
    expect(ways).not.toContain("Seq Scan");
    expect(rows).toBeLessThanOrEqual(MOST_ROWS);
    const counted = await explained(countStatement(list), ["booked_cancellation"]);
    expect(counted.ways).not.toContain("Seq Scan");
    expect(counted.rows).toBeLessThanOrEqual(10_001);
  });
});

describe("approvals that wait, of 10,000 refunds and no statement", () => {
  /** A page looks at its rows of each kind, and joins the refunds of statements alone. */
  const PAGE = 51;
  const after = { value: moment.toISOString(), id: id(MIDDLE), operator: ">" as const };
  const READINGS = [
    ["the first page", { way: "asc", limit: PAGE, positions: [] }],
    ["the last page", { way: "desc", limit: PAGE, positions: [] }],
    ["a page in the middle", { way: "asc", limit: PAGE, positions: [after] }],
  ] as const;

  it.each(READINGS)("%s reads little more than it shows", async (_name, reading) => {
    for (const kinds of [APPROVAL_KINDS, ...APPROVAL_KINDS.map((kind) => [kind])]) {
      const { ways, rows } = await explained(waitingStatement({ kinds, notAskedBy: null }, reading));
      expect(ways).not.toContain("Seq Scan");
      expect(rows).toBeLessThanOrEqual(2 * PAGE);
    }
  });

  it("those of others are found along the same index, past one's own", async () => {
    const waiting = { kinds: APPROVAL_KINDS, notAskedBy: "operator-42" };
    const { ways, rows } = await explained(waitingStatement(waiting, READINGS[0][1]));
    expect(ways).not.toContain("Seq Scan");
    expect(rows).toBeLessThanOrEqual(10_000 + 2 * PAGE);
  });

  it("are counted along it, and no further than asked", async () => {
    const { ways, rows } = await explained(
      countWaitingStatement({ kinds: APPROVAL_KINDS, notAskedBy: "lee.approver" }, 1_001),
    );
    expect(ways).not.toContain("Seq Scan");
    expect(rows).toBeLessThanOrEqual(2 * 1_001);
  });

  it("come within 50 ms, a page and a count", async () => {
    const waiting = { kinds: APPROVAL_KINDS, notAskedBy: "lee.approver" };
    for (const statement of [waitingStatement(waiting, READINGS[0][1]), countWaitingStatement(waiting, 1_001)]) {
      const { text, values } = compiled(statement);
      const took: number[] = [];
      for (let run = 0; run < 3; run += 1) {
        const start = performance.now();
        await client.query(text, [...values]);
        took.push(performance.now() - start);
      }
      expect(Math.min(...took)).toBeLessThan(50);
    }
  });
});

it("would see a table that is read from end to end", async () => {
  const list = refundList({
    where: {},
    orderBy: { field: "CREATED_AT", direction: "ASC" },
    page: pageOf({ first: 50 }),
  });
  await client.query("drop index refund_created_at_id_index");
  const { ways, rows } = await explained(pageStatement(list));
  expect(ways).toContain("Seq Scan");
  expect(rows).toBeGreaterThan(MOST_ROWS);
});
