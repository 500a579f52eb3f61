/** The shop of the guides: the demo's orders and returns, handed over day by day by a clock that the test moves, and worked on by the same people each time. */
import { PortoneV2Control } from "../../sandbox/portone-v2/control.js";
import { startPortoneV2Sandbox } from "../../sandbox/portone-v2/server.js";
import { apiClient, type ApiClient } from "../../demo/client.js";
import { DEMO_USERS, tokenFor } from "../../demo/demo-users.js";
import { portoneV2Facts } from "../../demo/seed/at-portone-v2.js";
import { recordContracts } from "../../demo/seed/contracts.js";
import { paymentsAt, type Seed, type SeedReturn } from "../../demo/seed/facts.js";
import { handOver } from "../../demo/seed/hand-over.js";
import { leaveNotes } from "../../demo/seed/notes.js";
import { seedOrders } from "../../demo/seed/seed-orders.js";
import type { Role } from "../../src/access/permission.js";
import { koreanDay } from "../../src/clock.js";
import { handClock, HOUR, MINUTE, SECOND, type HandClock } from "../kit/clock.js";
import { createEmptyDatabase } from "../kit/database.js";
import { openApp, UNLIMITED, type OpenApp } from "../server/open-app.js";

/** The morning of the guides: a Tuesday, ten o'clock in Korea. */
const MORNING = new Date("2031-03-04T01:00:00.000Z");
/** So many of the demo's orders; the rest would only take time. */
const ORDERS = 80;
const LONGEST_WAIT_MS = 10 * 24 * HOUR;
const CREDENTIALS = { apiSecret: "test-portone-api-secret", storeId: "store-test" };
/** The people of the shop have asked for each so manieth refund that was to be had. */
const REQUEST_EVERY = 3;
/** Refused refunds that have become bank transfers. */
const MANUAL = 4;
/** Of the first of them the account is somebody else's: a second person looks at it. */
const ANOTHER_HOLDER = "김하늘";
/** Longer than the guides' day: what is unknown stays unknown. */
const NEVER_MS = "86400000";

export interface SeededShop {
  open: OpenApp;
  clock: HandClock;
  seed: Seed;
  as: (role: Role) => Promise<ApiClient>;
  token: (role: Role) => Promise<string>;
  /** Runs what is due, as workers do. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export async function openSeededShop(): Promise<SeededShop> {
  const seed = shortened(seedOrders(MORNING));
  const clock = handClock(new Date(MORNING.getTime() - LONGEST_WAIT_MS).toISOString());
  const ledger = await createEmptyDatabase();
  const sandbox = await startPortoneV2Sandbox({
    databaseUrl: ledger.url,
    ...CREDENTIALS,
    now: () => clock.now(),
    port: 0,
  });
  const open = await openApp(
    {
      ...UNLIMITED,
      PORTONE_V2_BASE_URL: sandbox.url,
      PORTONE_V2_API_SECRET: CREDENTIALS.apiSecret,
      PORTONE_V2_STORE_ID: CREDENTIALS.storeId,
      LOOK_UP_PAUSES_MS: NEVER_MS,
    },
    { clock },
  );
  const { issuer } = open.app;
  if (!issuer) throw new Error("no development issuer here");
  const token = (role: Role): Promise<string> => tokenFor(issuer, role);
  const as = async (role: Role): Promise<ApiClient> =>
    apiClient({ url: open.app.url, token: await token(role), signal: new AbortController().signal });
  const shop: SeededShop = {
    open,
    clock,
    seed,
    as,
    token,
    settle: () => open.app.drainJobs(),
    async close() {
      await open.close();
      await sandbox.close();
      await ledger.drop();
    },
  };
  await paidAtPortone(new PortoneV2Control(sandbox.url), seed);
  await recordContracts(await as("approver"));
  for (const { role } of DEMO_USERS) {
    clock.advance(SECOND);
    await (await as(role)).send("{ viewer { subject } }", {});
  }
  await daysBefore(shop);
  return shop;
}

const shortened = (all: Seed): Seed => {
  const orders = all.orders.slice(0, ORDERS);
  return { orders, returns: all.returns.filter(({ order }) => orders.includes(order)) };
};

/** What a card company says: of every seven payments three are refused, at once and in every run; one of these is none, and its money may have moved. */
const REFUSALS: Readonly<Record<number, { pgCode: string; pgMessage: string }>> = {
  1: { pgCode: "CARD_CLOSED", pgMessage: "해지된 카드라 취소가 거절되었습니다." },
  4: { pgCode: "CANCEL_PERIOD_OVER", pgMessage: "취소 가능 기간이 지났습니다." },
  5: { pgCode: "2211", pgMessage: "취소 요청이 접수되어 익영업일에 처리될 예정입니다." },
};
const REFUSED_OF = 7;

async function paidAtPortone(control: PortoneV2Control, seed: Seed): Promise<void> {
  await control.createPayments(
    paymentsAt(seed, "PORTONE_V2").map((payment) => {
      const { behaviour: _, ...facts } = portoneV2Facts(payment);
      const refusal = REFUSALS[payment.turn % REFUSED_OF];
      return refusal ? { ...facts, behaviour: { kind: "REFUSE", type: "PG_PROVIDER", ...refusal } } : facts;
    }),
  );
}

/** Each day what came back is handed over, and in the evening an operator asks for some of it. */
async function daysBefore(shop: SeededShop): Promise<void> {
  const { clock, seed, as } = shop;
  const byDay = Map.groupBy(seed.returns, ({ collectedAt }) => koreanDay(collectedAt));
  for (const [day, returns] of byDay) {
    for (const one of returns) {
      until(clock, new Date(one.collectedAt.getTime() + 5 * MINUTE));
      await handOver(await as("service"), { ...seed, returns: [one] }, () => {});
    }
    const evening = new Date(`${day}T18:00:00+09:00`);
    if (evening < MORNING) {
      until(clock, evening);
      await requestSome(shop, returns);
    }
  }
  await lastEvening(shop);
  until(clock, MORNING);
  await leaveNotes(await as("cs-agent"), seed, ["kim.seoyeon", "choi.jungsook"]);
}

const until = (clock: HandClock, moment: Date): void =>
  clock.advance(Math.max(0, moment.getTime() - clock.now().getTime()));

interface Listed {
  id: string;
  version: number;
  availableActions: string[];
  refundableAmount: { amount: number };
  amount: { amount: number };
  order: { orderNo: string };
}

/** Oldest first. */
async function list(shop: SeededShop, where: Record<string, unknown>): Promise<Listed[]> {
  const operator = await shop.as("refund-operator");
  const { refunds } = await operator.send<{ refunds: { edges: { node: Listed }[] } }>(
    `query ($where: RefundWhere!) { refunds(first: 100, where: $where, orderBy: { field: CREATED_AT }) {
      edges { node { id version availableActions refundableAmount { amount } amount { amount } order { orderNo } } } } }`,
    { where },
  );
  return refunds.edges.map(({ node }) => node);
}

/** @throws Error naming what stood in the way */
async function command(shop: SeededShop, role: Role, mutation: string, input: Record<string, unknown>): Promise<void> {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`.replace("FallBackToManual", "FallBack");
  const rows = mutation === "refundsRequest" || mutation === "manualRefundResultsRecord";
  const answer = await (
    await shop.as(role)
  ).send<Record<string, unknown>>(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code message } ${rows ? "results { userErrors { code message } }" : ""} } }`,
    { input: { ...input, idempotencyKey: `guide-${mutation}-${String(keys++)}` } },
  );
  if (/"code"/.test(JSON.stringify(answer))) throw new Error(`${mutation}: ${JSON.stringify(answer)}`);
}
let keys = 0;

async function requestSome(shop: SeededShop, returns: readonly SeedReturn[]): Promise<void> {
  const where = { returnNo: returns.map(({ returnNo }) => returnNo), status: ["RETURN_COLLECTED"] };
  const atPortone = await list(shop, { ...where, gateway: ["PORTONE_V2"] });
  // What waits for a second person is sent to nobody, at whatever gateway it was paid.
  const large = await list(shop, { ...where, amount: { min: 1_000_000 } });
  const wanted = [...atPortone.filter((_, index) => index % REQUEST_EVERY !== 0), ...large].filter(
    ({ id, availableActions }, index, all) =>
      availableActions.includes("REQUEST") && all.findIndex((one) => one.id === id) === index,
  );
  for (const { id, version, refundableAmount } of wanted) {
    const refund = { id, expectedVersion: version, expectedRefundableAmount: refundableAmount.amount };
    await command(shop, "refund-operator", "refundsRequest", { refunds: [refund] });
    // One after the other: what several workers do at once has no order that can be told twice.
    await shop.settle();
    shop.clock.advance(SECOND);
  }
}

/** Refused refunds that were taken to bank transfers, one of which the bank sent back; and one refund that was put aside. */
async function lastEvening(shop: SeededShop): Promise<void> {
  const refused = await list(shop, { gatewayPhase: ["REFUSED"] });
  for (const [index, { id, version, order }] of refused.slice(0, MANUAL).entries()) {
    const customer = shop.seed.orders.find(({ orderNo }) => orderNo === order.orderNo)?.customer.name;
    await command(shop, "cs-agent", "refundAccountChange", {
      id,
      expectedVersion: version,
      forManualRefund: true,
      account: { bankCode: "088", number: "110412345676", holder: index === 0 ? ANOTHER_HOLDER : customer },
    });
    await command(shop, "refund-operator", "refundFallBackToManual", {
      id,
      expectedVersion: (await found(shop, id)).version,
      memo: "카드 해지로 결제사에서 취소할 수 없습니다.",
    });
  }
  const [, second] = refused;
  if (!second) throw new Error("the seed has no refused refunds");
  const { version, amount } = await found(shop, second.id);
  await command(shop, "accountant", "manualRefundResultsRecord", {
    results: [
      {
        id: second.id,
        expectedVersion: version,
        expectedPayable: amount.amount,
        result: "FAILED",
        failureCause: "BANK_ACCOUNT_CLOSED",
      },
    ],
  });
  const [waiting] = await list(shop, { status: ["RETURN_COLLECTED"], gateway: ["TOSS_PAY"] });
  if (!waiting) throw new Error("the seed has no refund at Toss Pay");
  await command(shop, "refund-operator", "refundCancel", {
    id: waiting.id,
    expectedVersion: waiting.version,
    reason: "REOPEN_LATER",
    memo: "고객이 교환을 알아보는 중입니다.",
  });
  await shop.settle();
}

async function found(shop: SeededShop, id: string): Promise<Listed> {
  const operator = await shop.as("refund-operator");
  const { refund } = await operator.send<{ refund: Listed }>(
    `query ($id: ID!) { refund(id: $id) { id version availableActions refundableAmount { amount } amount { amount } order { orderNo } } }`,
    { id },
  );
  return refund;
}
