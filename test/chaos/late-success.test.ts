/**
 * Two server processes, and a gateway that carries a cancel out long after everybody gave it up: at the moment it does, one
 * server hears of it and people decide something else on the other. The money goes once, whoever is first.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { until } from "../kit/server.js";
import { paidOrder, type ShopOrder } from "../kit/shop.js";
import { shared } from "../kit/shared-resource.js";
import { planFault, assertBooksAgree } from "../refund/ledgers.js";
import { ACCOUNT, openTwoServers } from "./two-servers.js";

const AMOUNT = 30_000;
/** Above the four-eyes limit: whatever is decided about it waits for an approver. */
const LARGE = 2_000_000;
const FULL = process.env.HWANBUL_CHAOS === "full";
/** Longer than a read time-out, a lease and two people need, on a busy machine too. */
const LATE_MS = 25_000;

const on = shared(openTwoServers);
/** Sent, given up, and stated by two people not to have moved, while the gateway still works on it. */
async function givenUp(amount: number): Promise<{ id: string; order: ShopOrder; effectAt: number }> {
  const order = await paidOrder(on, amount);
  await planFault(on, "cancel", order.gatewayPaymentId, { kind: "SLOW", ms: LATE_MS, effect: "AFTER_WAIT" });
  const refund = await on.collected(order);
  const { id } = refund;
  await on.mutate(0, "refundAccountChange", "cs-agent", id, { account: ACCOUNT });
  await on.request(0, refund);
  if (amount === LARGE) await on.approve(0, id);
  await until(async () => (await on.sandbox.requests(order.gatewayPaymentId)).some(({ method }) => method === "POST"));
  const effectAt = Date.now() + LATE_MS;
  await until(async () => (await on.stateOf(id)) === "refundRequested.unknown");
  const said = { outcome: "NOT_REFUNDED", evidence: "결제사 화면에 취소 내역이 없음" };
  await on.mutate(0, "refundResolveUnknown", "refund-operator", id, said);
  const [statement] = await on.rows<{ id: string }>(
    `select id from refund_statement where refund_id = ? and closed_at is null`,
    [id],
  );
  const confirm = () =>
    on.mutate(1, "refundResolveUnknown", "approver", id, { ...said, confirmsStatementId: statement?.id });
  // A look-up may be under way: the confirmation waits for it.
  await until(async () => (await confirm()).userErrors.length === 0);
  expect(await on.stateOf(id)).toBe("refundRequested.refused");
  return { id, order, effectAt };
}

/** What people decide, from before the gateway's late effect to after it, while the other server is told of it again and again. */
async function atTheMoment(effectAt: number, order: ShopOrder, decide: () => Promise<unknown>): Promise<void> {
  await sleep(Math.max(0, effectAt - 300 - Date.now()));
  const decisions = decide();
  for (let times = 0; times < 8; times += 1) {
    await on.hear(1, order.gatewayPaymentId);
    await sleep(100);
  }
  await decisions;
}

describe("a cancel that is carried out late, at the moment of", () => {
  const retry = (at: 0 | 1, id: string) => on.mutate(at, "refundRetry", "refund-operator", id);
  const fallBack = (at: 0 | 1, id: string) => on.mutate(at, "refundFallBackToManual", "refund-operator", id);
  /** `before`: what has been decided in good time, and waits for the approver. */
  const DECISIONS: {
    title: string;
    amount: number;
    before?: (id: string) => ReturnType<typeof on.mutate>;
    decide: (id: string) => Promise<unknown>;
  }[] = [
    { title: "another try", amount: AMOUNT, decide: (id) => retry(0, id) },
    { title: "a bank transfer", amount: AMOUNT, decide: (id) => fallBack(0, id) },
    { title: "both", amount: AMOUNT, decide: (id) => Promise.all([retry(0, id), fallBack(1, id)]) },
    {
      title: "the approval of another try",
      amount: LARGE,
      // Another account: the approval of before falls.
      before: async (id) => {
        await on.mutate(0, "refundAccountChange", "cs-agent", id, {
          account: { ...ACCOUNT, number: "110-987-654321" },
        });
        return retry(0, id);
      },
      decide: (id) => on.mutate(0, "refundApprove", "approver", id),
    },
    {
      title: "the approval of a bank transfer",
      amount: LARGE,
      before: (id) => fallBack(0, id),
      decide: (id) => on.mutate(0, "refundApprove", "approver", id),
    },
  ];

  it("another try, a bank transfer, both, or the approval of one: the refund is completed by it, and nothing else is paid", async () => {
    const ended = await Promise.all(
      DECISIONS.map(async ({ title, amount, before, decide }) => {
        const { id, order, effectAt } = await givenUp(amount);
        const errors = before ? (await before(id)).userErrors : [];
        const waits = before ? (await on.stateOf(id)).endsWith(".awaitingApproval") : true;
        await atTheMoment(effectAt, order, () => decide(id));
        await until(async () => {
          // Who was told before it happened asks once more.
          await on.hear(0, order.gatewayPaymentId);
          await sleep(500);
          return (await on.stateOf(id)) === "completed";
        });
        return { title, errors, waits, moved: await on.movedAt(order.gatewayPaymentId) };
      }),
    );
    expect(ended).toEqual(DECISIONS.map(({ title, amount }) => ({ title, errors: [], waits: true, moved: [amount] })));
    expect(
      await on.rows(`select 1 from payment where refunded_by_hand_total > 0 or reserved_total > 0 or excess_total > 0`),
    ).toEqual([]);
    expect(await on.rows(`select 1 from refund where payable_by_hand is not null`)).toEqual([]);
    await assertBooksAgree(on);
  });
});

interface Ended {
  state: string;
  moved: number[];
  alarms: string[];
}

describe("a cancel in the gateway's console that one server adopts while the other sends the refund", () => {
  /** From before the refund is sent until after it has been. */
  const MOMENTS_MS = FULL ? Array.from({ length: 40 }, (_, n) => n * 25) : [0, 40, 80, 150, 300, 600];

  /** All of an order is refunded over one server, and cancelled in the console a moment later. */
  async function race(paid: number, amount: number, afterMs: number): Promise<Ended> {
    const order = await paidOrder(on, paid, paid / amount);
    const refund = await on.collected(order);
    const { gatewayPaymentId } = order;
    await Promise.all([
      on.request(1, refund),
      sleep(afterMs)
        // Where the refund was first, and nothing is left, the console refuses.
        .then(() => on.sandbox.cancelInConsole(gatewayPaymentId, { amount }).catch(() => undefined))
        .then(() => on.hear(0, gatewayPaymentId)),
    ]);
    await until(async () => {
      await on.hear(0, gatewayPaymentId);
      await sleep(300);
      return SETTLED.has(await on.stateOf(refund.id)) && (await allAreBooked(gatewayPaymentId));
    });
    const [state, moved, alarms] = [on.stateOf(refund.id), on.movedAt(gatewayPaymentId), on.alarmsOn(gatewayPaymentId)];
    return { state: await state, moved: await moved, alarms: await alarms };
  }

  const SETTLED = new Set(["completed", "refundRequested.awaitingApproval", "refundRequested.refused"]);
  const allAreBooked = async (id: string): Promise<boolean> =>
    (await on.balanceOf(id))["atGateway"] === (await on.movedAt(id)).reduce((sum, total) => sum + total, 0);

  it("of the whole: the money goes once; the refund is completed, or refused with an alarm", async () => {
    const ended = await Promise.all(MOMENTS_MS.map((ms) => race(AMOUNT, AMOUNT, ms)));
    const once = ({ moved }: Ended) => moved.length === 1 && moved[0] === AMOUNT;
    const told = ({ state, alarms }: Ended) =>
      state === "completed" || (state === "refundRequested.refused" && alarms.includes("OVERTAKEN"));
    expect(ended.filter((one) => !once(one) || !told(one))).toEqual([]);
    await assertNothingElsePaid();
  });

  it("of a part: the refund goes once or waits for a second person with an alarm; nothing is lost", async () => {
    const ended = await Promise.all(MOMENTS_MS.map((ms) => race(2 * AMOUNT, AMOUNT, ms)));
    const sent = ({ state, moved }: Ended) => state === "completed" && moved.length === 2;
    const held = ({ state, moved, alarms }: Ended) =>
      state === "refundRequested.awaitingApproval" && moved.length === 1 && alarms.includes("MONEY_MAY_HAVE_MOVED");
    expect(ended.filter((one) => !sent(one) && !held(one))).toEqual([]);
    expect(ended.flatMap(({ moved }) => moved).every((total) => total === AMOUNT)).toBe(true);
    await assertNothingElsePaid();
  });

  async function assertNothingElsePaid(): Promise<void> {
    expect(await on.rows(`select 1 from payment where refunded_by_hand_total > 0 or excess_total > 0`)).toEqual([]);
    expect(await on.rows(`select 1 from refund where payable_by_hand is not null`)).toEqual([]);
    await assertBooksAgree(on);
  }
});

describe("a cancel in the gateway's console that one server adopts while the transfer's result is recorded over both", () => {
  /** Null: only once the result is recorded. Several races at once are slow: the moments reach far. */
  const MOMENTS_MS = [...(FULL ? Array.from({ length: 20 }, (_, n) => n * 100) : [0, 100, 300, 800, 1_500]), null];

  async function race(afterMs: number | null) {
    const order = await paidOrder(on, AMOUNT);
    const { gatewayPaymentId } = order;
    const { id } = await on.collected(order);
    await on.mutate(0, "refundAccountChange", "cs-agent", id, { account: ACCOUNT });
    await on.mutate(0, "refundFallBackToManual", "refund-operator", id);
    await on.approve(1, id);
    const heard = () => on.hear(0, gatewayPaymentId);
    const recording = Promise.all([on.recordMade(0, id, AMOUNT), on.recordMade(1, id, AMOUNT)]);
    const [codes] = await Promise.all([
      recording,
      (afterMs === null ? recording : sleep(afterMs))
        .then(() => on.sandbox.cancelInConsole(gatewayPaymentId, { amount: AMOUNT }))
        .then(heard),
    ]);
    await until(async () => {
      await heard();
      await sleep(200);
      return (await on.balanceOf(gatewayPaymentId))["atGateway"] === AMOUNT;
    });
    const { atGateway, byHand, reserved, excess } = await on.balanceOf(gatewayPaymentId);
    return {
      state: await on.stateOf(id),
      recorded: codes.filter((code) => code === "ok").length,
      alarmed: (await on.alarmsOn(gatewayPaymentId)).includes("EXCESS"),
      ...{ atGateway, byHand, reserved, excess },
    };
  }

  it("the transfer is recorded once, with the alarm that it was paid twice; or it is not, and the cancel was the refund", async () => {
    const ended = await Promise.all(MOMENTS_MS.map(race));
    const both = {
      state: "completed",
      recorded: 1,
      alarmed: true,
      atGateway: AMOUNT,
      byHand: AMOUNT,
      reserved: 0,
      excess: AMOUNT,
    };
    const cancelOnly = {
      state: "completed",
      recorded: 0,
      alarmed: false,
      atGateway: AMOUNT,
      byHand: 0,
      reserved: 0,
      excess: 0,
    };
    const right = [both, cancelOnly];
    expect(ended.at(-1)).toEqual(both);
    expect(ended.filter((one) => !right.some((outcome) => isDeepStrictEqual(one, outcome)))).toEqual([]);
    await assertBooksAgree(on);
  });
});
