/** Figures of a year read few blocks at a million refunds: the plans PostgreSQL makes for the very statements the code sends. */
import type { MikroORM } from "@mikro-orm/postgresql";
import pg from "pg";
import type { DailyDimension } from "../../src/api/figures/figures.enums.js";
import {
  dailyStatement,
  failureStatement,
  overdueStatement,
  timeToRefundStatement,
  type FiguresAsked,
} from "../../src/api/figures/figures.rows.js";
import { personStatement } from "../../src/api/figures/person-figures.rows.js";
import { compiled, type Sql } from "../../src/api/connection/statement.js";
import { connect } from "../../src/database/orm.js";
import { entities } from "../../src/orm.config.js";
import { createMigratedDatabase, type TestDatabase } from "../kit/database.js";
import { insertManyFigures } from "../kit/many-figures.js";
import { insertManyRefunds } from "../kit/many-refunds.js";

let database: TestDatabase;
let orm: MikroORM;
let client: pg.Client;

beforeAll(async () => {
  database = await createMigratedDatabase();
  orm = await connect({ url: database.url, entities });
  await orm.em.fork().transactional(async (tx) => {
    await tx.execute(`set local session_replication_role = replica`);
    await tx.execute(`set local statement_timeout = 0`);
    await insertManyRefunds(tx, { count: 1_000_000 });
  });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  for (const table of ["refund", "orders", "payment"]) await client.query(`vacuum analyze ${table}`);
  await insertManyFigures(orm.em.fork());
}, 900_000);

afterAll(async () => {
  await client?.end();
  await orm?.close(true);
  await database?.drop();
});

interface Plan {
  "Node Type": string;
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
  Plans?: Plan[];
}
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** Blocks of 8 kB the statement looked at, and whether it walked a whole table that grows with the years. */
async function explained(statement: Sql): Promise<{ blocks: number; whole: boolean }> {
  const { text, values } = compiled(statement);
  const explain = async () =>
    (
      await client.query<{ "QUERY PLAN": [{ Plan: Plan }] }>(
        `explain (analyze, buffers, timing off, format json) ${text}`,
        [...values],
      )
    ).rows[0]!["QUERY PLAN"][0];
  const { Plan: plan } = await explain();
  const whole = nodesOf(plan).some((node) => node["Node Type"] === "Seq Scan" && !isDelta(node));
  return { blocks: plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], whole };
}
const isDelta = (node: Plan & { "Relation Name"?: string }): boolean => node["Relation Name"] === "figure_delta";

const YEAR: FiguresAsked = {
  fromDay: "2030-02-01",
  toDay: "2031-01-31",
  today: "2031-01-06",
  filter: [],
};
const BY: DailyDimension[][] = [["DAY"], ["DAY", "GATEWAY"], ["DAY", "METHOD"], ["PROVIDER"]];

const expectFew = async (statement: Sql, most: number): Promise<void> => {
  const { blocks, whole } = await explained(statement);
  expect(whole).toBe(false);
  expect(blocks).toBeLessThanOrEqual(most);
};

it.each(BY.map((groupBy) => [groupBy]))("a year of days by %j", (groupBy) =>
  expectFew(dailyStatement(YEAR, groupBy), 1_000),
);

it("a year of failures by gateway", () => expectFew(failureStatement(YEAR, ["GATEWAY"]), 1_000));

it("a year of times to refund by gateway", () => expectFew(timeToRefundStatement(YEAR, ["GATEWAY"]), 1_000));

it("a year of what persons did, by month", () =>
  expectFew(personStatement({ ...YEAR, currencies: null }, ["MONTH"]), 1_000));

it("what persons did in eleven months and two halves", () =>
  expectFew(personStatement({ fromDay: "2030-02-15", toDay: "2031-01-15", currencies: null }, []), 1_000));

it("17,280 overdue refunds come from one index", async () => {
  expect(
    (await client.query(`select from refund where due_on < '2031-01-06' and status not in ('COMPLETED', 'CANCELLED')`))
      .rowCount,
  ).toBe(17_280);
  await expectFew(overdueStatement(YEAR, ["GATEWAY"]), 3_000);
});
