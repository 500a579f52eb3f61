/** Every list walks an index at a million refunds: the plans PostgreSQL makes for the very statements the code sends. */
import type { EntityManager, MikroORM } from "@mikro-orm/postgresql";
import pg from "pg";
import { APPROVAL_KINDS } from "../../src/api/approval/approval.enums.js";
import {
  countWaitingStatement,
  lastSeenWaitingStatement,
  waitingStatement,
} from "../../src/api/approval/approval-list.js";
import { LOOKED_THROUGH } from "../../src/api/connection/connection.type.js";
import { readFiltered, waysOf, type Filtered } from "../../src/api/connection/filter.js";
import { DIRECTIONS } from "../../src/api/connection/list.js";
import { encodeCursor } from "../../src/api/connection/cursor.js";
import { pageOf, type PageArgs } from "../../src/api/connection/page.js";
import { compiled, type Sql } from "../../src/api/connection/statement.js";
import { cancellationList, type BookedCancellationWhere } from "../../src/api/payment/cancellation-list.js";
import { paymentList, type PaymentWhere } from "../../src/api/payment/payment-list.js";
import {
  REFUND_SORT_FIELDS,
  refundList,
  type RefundOrder,
  type RefundWhere,
} from "../../src/api/refund/refund-list.js";
import { searchStatement, sourcesFor } from "../../src/api/search/search.rows.js";
import {
  awaitingRefund,
  RETURN_SORT_FIELDS,
  returnList,
  type AnyReturnWhere,
} from "../../src/api/return/return-list.js";
import { connect } from "../../src/database/orm.js";
import type { MinorUnits } from "../../src/money/minor-units.js";
import { entities } from "../../src/orm.config.js";
import { createMigratedDatabase, type TestDatabase } from "../kit/database.js";
import { insertManyCancellations, insertManyItems, insertManyRefunds } from "../kit/many-refunds.js";

const COUNT = 1_000_000;
/** Sizes of four filters at once; a return that is looked through looks at its refunds besides. */
const MOST_LOOKED_AT = 4.5 * LOOKED_THROUGH;
/** 50 and the row that tells whether more follow, one of each further branch, and each 51 in the few that are found by number. */
const MOST_FOR_A_PAGE = 1_100;
/** Blocks of 8 kB: a row costs one, and its entries in an index a part of one. */
const MOST_BUFFERS = 2.2 * LOOKED_THROUGH;
/** Each row that is looked through, or found by its id, is looked up in another index. */
const MOST_BUFFERS_BY_ITEMS = 6.5 * LOOKED_THROUGH;
/** The refunds of a return that is looked through cost four more. */
const MOST_BUFFERS_OF_RETURNS = 6 * LOOKED_THROUGH;

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
    await insertManyItems(tx);
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
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
  Plans?: Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

const LARGE = ["refund", "collected_return", "payment", "booked_cancellation"];
/** What an approval that waits is read from; its payment and its order are joined. */
const WAITING = ["refund", "collected_return"];

interface Explained {
  ways: string[];
  rows: number;
  buffers: number;
}

/** Runs the statement and returns what its plan did with the large tables, and how many blocks it looked at. */
async function explainedText(text: string, values: readonly unknown[], tables = LARGE): Promise<Explained> {
  const result = await client.query<{ "QUERY PLAN": [{ Plan: Plan }] }>(
    `explain (analyze, buffers, timing off, format json) ${text}`,
    [...values],
  );
  const root = result.rows[0]?.["QUERY PLAN"][0].Plan as Plan;
  const large = nodesOf(root).filter((node) => tables.includes(node["Relation Name"] ?? ""));
  const touched = large.map(
    (node) => (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"],
  );
  return {
    ways: [...new Set(large.map((node) => node["Node Type"]))],
    rows: touched.reduce((sum, rows) => sum + rows, 0),
    buffers: root["Shared Hit Blocks"] + root["Shared Read Blocks"],
  };
}

function explained(statement: Sql, tables = LARGE): Promise<Explained> {
  const { text, values } = compiled(statement);
  return explainedText(text, values, tables);
}

/** A page of 50, and its count. */
interface Asked {
  /** True where an index has the filter in the list's order: nothing is looked through. */
  exact: boolean;
  /** Rows that were shown, and whether more follow. */
  shown: number;
  more: boolean;
  /** The cursor to go on from. */
  end: string | null;
  plans: Explained[];
}

/** Asks a list as a resolver does, and explains each statement that is sent; of a count nothing more is wanted. */
async function asked(list: Filtered): Promise<Asked> {
  const plans: Explained[] = [];
  let counting = false;
  const executeQuery = async ({ sql: text, parameters }: { sql: string; parameters: unknown[] }) => {
    plans.push(await explainedText(text, parameters));
    if (counting) return { rows: [] };
    return client.query({ text, values: parameters, types: { getTypeParser: plain } });
  };
  const em = { getKysely: () => ({ executeQuery }) } as unknown as EntityManager;
  const page = await readFiltered(em, list, (row) => row);
  counting = true;
  await page.totalCount();
  const { hasNextPage, hasPreviousPage, endCursor } = page.pageInfo;
  return {
    exact: waysOf(list).exact !== null,
    shown: page.edges.length,
    more: list.page.backwards ? hasPreviousPage : hasNextPage,
    end: endCursor,
    plans,
  };
}
/** As the server reads rows: moments, days and long numbers stay text. */
const plain = (oid: number) => (oid === 23 ? Number : (text: string) => text);

/** What every list and count may cost, whatever is asked; whole pages where nothing had to be looked through. */
function expectBounded({ plans, exact, shown, more }: Asked, mostBuffers = MOST_BUFFERS): void {
  // A page and its count; nothing else had to be asked.
  expect(exact ? plans.length : 2).toBe(2);
  expect(exact ? shown === 50 || !more : true).toBe(true);
  expect(exact ? plans[0]?.rows : 0).toBeLessThanOrEqual(MOST_FOR_A_PAGE);
  for (const { ways, rows, buffers } of plans) {
    expect(ways).not.toContain("Seq Scan");
    expect(rows).toBeLessThanOrEqual(MOST_LOOKED_AT);
    expect(buffers).toBeLessThanOrEqual(mostBuffers);
  }
}

const id = (n: number) => `00000004-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const MIDDLE = 500_000;
const moment = new Date(Date.UTC(2031, 0, 1) + MIDDLE * 1000);
const TODAY = "2031-01-12";
const hour = { from: moment, until: new Date(moment.getTime() + 3_600_000) };
const never = { until: new Date("2030-01-01") };
const money = (amount: number) => amount as MinorUnits;

type Samples<W> = { [F in Exclude<keyof W, "AND" | "OR">]-?: NonNullable<W[F]>[] };

/** Of each filter what is common, rare and absent. A filter that is missing here does not compile. */
const REFUNDS: Samples<RefundWhere> = {
  status: [["COMPLETED"], ["CANCELLED"], ["ACCEPTED"], ["RETURN_COLLECTED", "REFUND_REQUESTED", "ACCEPTED"]],
  state: [
    ["completed"],
    ["refundRequested.unknown"],
    ["accepted.failed"],
    ["returnCollected", "refundRequested.unknown", "accepted.failed"],
  ],
  approval: [["WAITING"], ["GIVEN"], ["NOT_NEEDED"], ["GIVEN", "WAITING"]],
  gatewayPhase: [["UNKNOWN"], ["AWAITING_APPROVAL", "SUBMITTING", "DEFERRED", "PENDING", "UNKNOWN", "REFUSED"]],
  processingResult: [["SUCCEEDED"], ["FAILED"]],
  refundNo: [["RF-20310302-777"], ["none"]],
  returnNo: [["R-123456"], ["none"]],
  orderNo: [["O-4711"], Array.from({ length: 100 }, (_, n) => `O-${n * 900}`), ["none"]],
  paymentId: [["00000002-0000-7000-8000-000000001234"], [id(7)]],
  gateway: [["PORTONE_V2"], ["MERCHANT_LEDGER"], ["EBP"], ["PORTONE_V2", "TOSS_PAY", "IAMPORT_V1", "MERCHANT_LEDGER"]],
  method: [["CARD"], ["VIRTUAL_ACCOUNT"], ["MOBILE"], ["POINTS"]],
  provider: [["KCP"], ["DAOU"], ["KSNET"], ["HECTO"], ["KCP", "INICIS"]],
  atFault: [["CUSTOMER"], ["CARRIER"], ["SELLER"]],
  requestedBy: [["operator-3"], ["nobody"], ["operator-3", "operator-4"]],
  approvedBy: [["approver-2"], ["nobody"], ["approver-1", "approver-2", "nobody"]],
  changedBy: [["system:gateway"], ["rare.person"], ["nobody"]],
  refusalCause: [["PROVIDER_REFUSED"], ["DEADLINE_PASSED"]],
  createdAt: [{ from: moment }, hour, never],
  dueOn: [{ from: "2031-01-08" }, { from: "2031-01-10", to: "2031-01-10" }, { to: "2031-01-01" }],
  completedOn: [{ from: "2031-01-08" }, { from: "2031-01-10", to: "2031-01-10" }, { to: "2031-01-01" }],
  overdue: [true],
  amount: [{ min: money(500_000) }, { min: money(777_700), max: money(777_710) }, { min: money(2_000_000) }],
  assignee: [["person-1"], ["rare.person"], ["nobody"], ["rare.person", "person-1", "person-2"]],
  assignedToMe: [true],
  unassigned: [true],
  blockedCode: [
    ["REFUND_ACCOUNT_MISSING"],
    ["PAYMENT_DISPUTED"],
    ["NOT_CAPTURED", "REFUND_ACCOUNT_MISSING"],
    ["PAYMENT_BUSY"],
  ],
};
const FIELDS = Object.keys(REFUNDS) as (keyof typeof REFUNDS)[];

const READER = { me: "person-3", now: new Date("2031-03-03T00:00:00Z"), mayReadItems: true };
const listOf = (where: RefundWhere, orderBy: RefundOrder, page: PageArgs): Filtered =>
  refundList({ where, orderBy, page: pageOf(page), today: TODAY, reader: READER });

const BY_ITEMS: readonly string[] = ["assignee", "assignedToMe", "unassigned", "blockedCode"];
const mostFor = (...fields: readonly string[]) =>
  fields.some((field) => BY_ITEMS.includes(field)) ? MOST_BUFFERS_BY_ITEMS : MOST_BUFFERS;

const FIRST: PageArgs = { first: 50 };
const LAST: PageArgs = { last: 50 };
const PLACE = {
  CREATED_AT: moment.toISOString(),
  DUE_ON: "2031-01-09",
  COMPLETED_AT: moment.toISOString(),
  AMOUNT: String(MIDDLE),
};

describe.each(REFUND_SORT_FIELDS)("refunds by %s", (field) => {
  describe.each(DIRECTIONS)("%s", (direction) => {
    const orderBy = { field, direction };
    const after = encodeCursor(`refunds ${field}`, { value: PLACE[field], id: id(MIDDLE) });
    const pages: PageArgs[] = [FIRST, LAST, { first: 50, after }];

    it("everything, in each page", async () => {
      for (const page of pages) {
        const answer = await asked(listOf({}, orderBy, page));
        expectBounded(answer);
        expect(answer.shown).toBe(50);
      }
    });

    it.each(FIELDS)("by %s costs little, common or rare or absent", async (name) => {
      for (const value of REFUNDS[name]) {
        const answer = await asked(listOf({ [name]: value }, orderBy, FIRST));
        expectBounded(answer, mostFor(name));
      }
    });

    it("goes on from the middle by any filter", async () => {
      const half = FIELDS.filter((_, index) => (index % 2 === 0) === (direction === "ASC"));
      for (const name of half)
        expectBounded(await asked(listOf({ [name]: REFUNDS[name][0] }, orderBy, { first: 50, after })), mostFor(name));
    });
  });
});

it("says where it stopped when it found nothing, and finds the rest from there", async () => {
  const orderBy = { field: "CREATED_AT", direction: "DESC" } as const;
  // Due on the first three days are the oldest 200,000 or so; looking begins 15,000 newer ones before them.
  const oldest = Number(
    (await client.query<{ n: string }>(`select count(*) as n from refund where due_on <= '2031-01-05'`)).rows[0]?.n,
  );
  const start = oldest + 15_000;
  const at = new Date(Date.UTC(2031, 0, 1) + (start - 1) * 1000).toISOString();
  const where: RefundWhere = { dueOn: { to: "2031-01-05" } };
  const first = await asked(
    listOf(where, orderBy, { first: 50, after: encodeCursor("refunds CREATED_AT", { value: at, id: id(start) }) }),
  );
  expect(first).toMatchObject({ shown: 0, more: true });
  const second = await asked(listOf(where, orderBy, { first: 50, after: first.end ?? "" }));
  expect(second).toMatchObject({ shown: 50, more: true });
});

/** Orders in which a filter has an index of its own; in the others it is looked through, or found whole where it is rare. */
const EVERY = REFUND_SORT_FIELDS;
const WALKED: Record<keyof typeof REFUNDS, readonly (typeof REFUND_SORT_FIELDS)[number][]> = {
  status: ["CREATED_AT", "DUE_ON"],
  state: ["CREATED_AT", "DUE_ON"],
  approval: ["CREATED_AT", "DUE_ON"],
  gatewayPhase: ["CREATED_AT", "DUE_ON"],
  processingResult: ["CREATED_AT", "DUE_ON"],
  refusalCause: ["CREATED_AT", "DUE_ON"],
  approvedBy: ["CREATED_AT", "DUE_ON"],
  refundNo: EVERY,
  returnNo: EVERY,
  orderNo: EVERY,
  paymentId: EVERY,
  gateway: ["CREATED_AT", "DUE_ON", "COMPLETED_AT"],
  method: ["CREATED_AT"],
  provider: ["CREATED_AT"],
  atFault: ["CREATED_AT"],
  requestedBy: ["CREATED_AT"],
  changedBy: ["CREATED_AT"],
  createdAt: ["CREATED_AT"],
  dueOn: ["DUE_ON"],
  completedOn: ["COMPLETED_AT"],
  overdue: ["DUE_ON"],
  amount: ["AMOUNT"],
  assignee: [],
  assignedToMe: [],
  unassigned: [],
  blockedCode: [],
};

it.each(FIELDS)("%s walks an index in the orders that are said", (name) => {
  const walked = REFUND_SORT_FIELDS.filter(
    (field) => waysOf(listOf({ [name]: REFUNDS[name][0] }, { field, direction: "ASC" }, FIRST)).exact,
  );
  expect(walked).toEqual(WALKED[name]);
});

/** Two filters together: the common of the one, and each of the other. */
const PAIRS = FIELDS.flatMap((one, index) => FIELDS.slice(index + 1).map((other) => [one, other] as const));

describe.each(FIELDS.slice(0, -1))("refunds by %s and", (one) => {
  it.each(PAIRS.filter(([its]) => its === one).map(([, other]) => other))("%s", async (other) => {
    const field =
      REFUND_SORT_FIELDS[(FIELDS.indexOf(one) + FIELDS.indexOf(other)) % REFUND_SORT_FIELDS.length] ?? "AMOUNT";
    for (const where of [
      { [one]: REFUNDS[one][0], [other]: REFUNDS[other][0] },
      { [one]: REFUNDS[one].at(-1), [other]: REFUNDS[other].at(-2) ?? REFUNDS[other][0] },
    ]) {
      const answer = await asked(
        listOf(where, { field, direction: DIRECTIONS[FIELDS.indexOf(other) % 2] ?? "ASC" }, FIRST),
      );
      expectBounded(answer, mostFor(one, other));
    }
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

const RETURNS: Samples<AnyReturnWhere> = {
  refundStatus: [["REFUNDED"], ["PARTLY_REFUNDED"], ["AWAITING", "PARTLY_REFUNDED"], ["WITHDRAWN"]],
  returnNo: [["R-123456"], ["none"]],
  orderNo: [["O-4711"], ["none"]],
  refundNo: [["RF-20310302-777"], ["none"]],
  atFault: [["CUSTOMER"], ["CARRIER"], ["SELLER"]],
  collectedAt: [{ from: moment }, hour, never],
  createdAt: [{ from: moment }, hour, never],
  dueBy: ["2031-01-20", "2031-01-06", "2031-01-01"],
};
const RETURN_FIELDS = Object.keys(RETURNS) as (keyof typeof RETURNS)[];

describe.each(RETURN_SORT_FIELDS)("returns by %s", (field) => {
  describe.each(DIRECTIONS)("%s", (direction) => {
    const orderBy = { field, direction };
    it.each(RETURN_FIELDS)("by %s, alone and among those that are due money", async (name) => {
      for (const [index, value] of RETURNS[name].entries())
        for (const where of [
          { [name]: value },
          awaitingRefund({ [name]: value }),
          { [name]: value, dueBy: "2031-01-08" },
        ]) {
          const page = pageOf(index % 2 === 0 ? FIRST : LAST);
          expectBounded(await asked(returnList({ where, orderBy, page })), MOST_BUFFERS_OF_RETURNS);
        }
    });
  });
});

const PAYMENTS: Samples<PaymentWhere> = {
  gateway: [["PORTONE_V2"], ["MERCHANT_LEDGER"], ["EBP"]],
  disputed: [true],
  paidAt: [never, { until: moment }],
  orderNo: [["O-4711"], ["none"]],
};
// Of the 100,000 payments one cancellation each, made in the console of its gateway.
const MOVED: Samples<BookedCancellationWhere> = {
  gateway: [["PORTONE_V2"], ["MERCHANT_LEDGER"], ["EBP"]],
  cause: [["GATEWAY_CONSOLE"], ["CHARGEBACK"], ["GATEWAY_CONSOLE", "API"]],
  bookedAt: [never, { until: moment }],
  gatewayCancellationId: [["cancel-4711"], ["none"]],
  paymentId: [["00000002-0000-7000-8000-000000001234"], [id(7)]],
};

/** Each sample alone, and with the first of every other filter. */
function* combined<W extends object>(samples: { [F in keyof W]: W[F][] }): Generator<W> {
  const names = Object.keys(samples) as (keyof W)[];
  for (const name of names)
    for (const value of samples[name]) {
      yield { [name]: value } as W;
      for (const other of names.filter((each) => each !== name))
        yield { [name]: value, [other]: samples[other][0] } as W;
    }
}

it("payments show whole pages by every filter and two of them", async () => {
  for (const where of combined<Required<PaymentWhere>>(PAYMENTS))
    for (const page of [FIRST, LAST]) {
      const answer = await asked(paymentList(where, pageOf(page)));
      expectBounded(answer);
      expect(answer.exact).toBe(true);
    }
});

it("money that moved back shows whole pages by every filter and two of them", async () => {
  for (const where of combined<Required<BookedCancellationWhere>>(MOVED))
    for (const page of [FIRST, LAST]) {
      const answer = await asked(cancellationList(where, pageOf(page)));
      expectBounded(answer);
      expect(answer.exact).toBe(true);
    }
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
      const { ways, rows } = await explained(waitingStatement({ kinds, notAskedBy: null }, reading), WAITING);
      expect(ways).not.toContain("Seq Scan");
      expect(rows).toBeLessThanOrEqual(2 * PAGE);
    }
  });

  it("those of others are found along the same index, past one's own", async () => {
    const waiting = { kinds: APPROVAL_KINDS, notAskedBy: "operator-42" };
    const { ways, rows } = await explained(waitingStatement(waiting, READINGS[0][1]), WAITING);
    expect(ways).not.toContain("Seq Scan");
    expect(rows).toBeLessThanOrEqual(LOOKED_THROUGH + 2 * PAGE);
    const last = await explained(lastSeenWaitingStatement(waiting, READINGS[0][1]), WAITING);
    expect(last.ways).not.toContain("Seq Scan");
    expect(last.rows).toBeLessThanOrEqual(LOOKED_THROUGH + PAGE);
  });

  it("are counted along it, and no further than asked", async () => {
    const { ways, rows } = await explained(
      countWaitingStatement({ kinds: APPROVAL_KINDS, notAskedBy: "lee.approver" }, 1_001),
      WAITING,
    );
    expect(ways).not.toContain("Seq Scan");
    expect(rows).toBeLessThanOrEqual(2 * 1_001);
  });
});

it("would see a table that is read from end to end", async () => {
  await client.query("drop index refund_every_created");
  const list = listOf({}, { field: "CREATED_AT", direction: "ASC" }, FIRST);
  const { plans } = await asked(list);
  expect(plans.flatMap(({ ways }) => ways)).toContain("Seq Scan");
});
