/**
 * Every filter of work items, against 100,000 of them: a page and a count walk an index, whatever is rare or absent. Most are
 * closed; of the open ones a tenth is not to be looked at yet.
 */
import pg from "pg";
import type { MikroORM } from "@mikro-orm/postgresql";
import { pageOf, type PageArgs } from "../../src/api/connection/page.js";
import { DIRECTIONS, countStatement, pageStatement, type ListOf } from "../../src/api/connection/list.js";
import { compiled, type Sql } from "../../src/api/connection/statement.js";
import { countItemsStatement } from "../../src/api/work-item/work-item-count.rows.js";
import { WORK_ITEM_SORT_FIELDS, workItemList, type WorkItemWhere } from "../../src/api/work-item/work-item-list.js";
import { connect } from "../../src/database/orm.js";
import { entities } from "../../src/orm.config.js";
import { WORK_ITEM_KINDS } from "../../src/refund/record/work-item.entity.js";
import { createMigratedDatabase, type TestDatabase } from "../kit/database.js";

const COUNT = 100_000;
const NOW = new Date("2031-03-03T00:00:00Z");
const PAGE = 51;
const EVERY = WORK_ITEM_KINDS.length;

let database: TestDatabase;
let orm: MikroORM;
let client: pg.Client;

beforeAll(async () => {
  database = await createMigratedDatabase();
  orm = await connect({ url: database.url, entities });
  const em = orm.em.fork();
  const uuid = (kind: number, n: string) => `('0000000${kind}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
  await em.transactional(async (tx) => {
    await tx.execute(`set local session_replication_role = replica`);
    // Nobody sees to half of them; a state is open at most once, so the open ones are alarms.
    await tx.execute(`
      insert into work_item (id, kind, refund_id, payment_id, detail, opened_at, visible_from, due_on, assignee, snoozed_by, version, changed_by, closed_at, closed_by)
      select ${uuid(6, "n")},
        case when n % 10 < 7 then (array['REFUSED', 'OUTCOME_UNKNOWN', 'PENDING_LONG'])[n % 3 + 1] when n % 1000 = 999 then 'CHARGEBACK'
             else (array['RECONCILIATION', 'EXCESS', 'AMOUNT_DIFFERS'])[n % 3 + 1] end,
        ${uuid(4, "n")}, ${uuid(2, "(n / 3)")}, '{}', at, case when n % 10 = 9 and n % 100 = 9 then '2031-04-01' else at end,
        case when n % 6 = 5 then '9999-12-31' else '2031-01-01'::date + n % 40 end,
        case when n % 2 = 0 then '' when n % 5000 = 1 then 'rare.person' when n % 4 = 1 then 'person-of-many-' || n % 900 else 'person-' || n % 7 end,
        case when n % 200 = 9 then 'kim.operator' end, 1, 'system:worker', case when n % 10 < 7 then at + interval '1 hour' end, null
      from generate_series(1, ${COUNT}) n cross join lateral (select '2031-01-01'::timestamptz + n * interval '10 seconds' as at) moment`);
  });
  await em.execute(`vacuum analyze work_item`);
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

async function explained(statement: Sql): Promise<{ ways: string[]; rows: number }> {
  const { text, values } = compiled(statement);
  const result = await client.query<{ "QUERY PLAN": [{ Plan: Plan }] }>(`explain (analyze, format json) ${text}`, [
    ...values,
  ]);
  const nodes = nodesOf(result.rows[0]?.["QUERY PLAN"][0].Plan as Plan).filter(
    (node) => node["Relation Name"] === "work_item",
  );
  const rows = nodes.map(
    (node) => (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"],
  );
  return {
    ways: [...new Set(nodes.map((node) => node["Node Type"]))],
    rows: rows.reduce((sum, each) => sum + each, 0),
  };
}

const refund = "00000004-0000-7000-8000-000000001234";
const payment = "00000002-0000-7000-8000-000000000999";
const WHERE: [string, WorkItemWhere, branches: number][] = [
  ["everything", {}, EVERY],
  ["a kind", { kind: ["EXCESS"] }, 1],
  ["a rare kind", { kind: ["CHARGEBACK"] }, 1],
  ["a kind there is none of", { kind: ["BOOKS_DIFFER"] }, 1],
  ["a severity", { severity: ["HIGH"] }, EVERY],
  ["what is mine", { assignedToMe: true }, EVERY],
  ["what is nobody's", { unassigned: true }, EVERY],
  ["a person", { assignee: ["person-3"] }, EVERY],
  ["a rare person and one nobody knows", { assignee: ["rare.person", "nobody"] }, 2 * EVERY],
  ["what is nobody's, of a kind", { unassigned: true, kind: ["RECONCILIATION", "CHARGEBACK"] }, 2],
  ["a severity of mine", { assignedToMe: true, severity: ["LOW", "MEDIUM"] }, EVERY],
  ["a refund", { refundId: [refund] }, EVERY],
  ["a payment", { paymentId: [payment] }, EVERY],
  ["a payment, and a kind", { paymentId: [payment], kind: ["EXCESS"] }, 1],
  ["an order nobody has", { orderNo: ["O-4711"] }, EVERY],
];
const PAGES: [string, PageArgs][] = [
  ["the first page", { first: 50 }],
  ["the last page", { last: 50 }],
];

describe.each(["OPEN", "SNOOZED", "CLOSED"] as const)("%s items", (state) => {
  // Few are snoozed: they are looked through.
  const most = (branches: number) => (state === "SNOOZED" ? COUNT / 100 : 2 * branches * PAGE);

  const orders = WORK_ITEM_SORT_FIELDS.flatMap((field) => DIRECTIONS.map((direction) => ({ field, direction })));
  describe.each(orders)("by $field $direction", (orderBy) => {
    const listOf = (where: WorkItemWhere, page: PageArgs): ListOf =>
      workItemList({
        where: Object.assign({}, where, { state }),
        orderBy,
        page: pageOf(page),
        me: "person-5",
        now: NOW,
      });

    it.each(WHERE)("of %s read little more than they show", async (_name, where, branches) => {
      for (const [, page] of PAGES) {
        const { ways, rows } = await explained(pageStatement(listOf(where, page)));
        expect(ways).not.toContain("Seq Scan");
        expect(rows).toBeLessThanOrEqual(most(branches));
      }
      const counted = await explained(countStatement(listOf(where, { first: 50 })));
      expect(counted.ways).not.toContain("Seq Scan");
      expect(counted.rows).toBeLessThanOrEqual(branches * 10_001);
    });
  });
});

it("are counted by kind and owner along an index, within 100 ms", async () => {
  const statement = countItemsStatement("person-5", NOW);
  const { ways, rows } = await explained(statement);
  expect(ways).not.toContain("Seq Scan");
  expect(rows).toBeLessThanOrEqual(3 * WORK_ITEM_KINDS.length * 1_001 + 10_000);
  const { text, values } = compiled(statement);
  const took: number[] = [];
  for (let run = 0; run < 5; run += 1) {
    const start = performance.now();
    await client.query(text, [...values]);
    took.push(performance.now() - start);
  }
  expect(Math.min(...took)).toBeLessThan(100);
});
