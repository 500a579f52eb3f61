/** A return at any time of its life: its sums, and the stream behind `returnChanged` that says when it is 반품완료. */
import { parse, subscribe, type ExecutionResult } from "graphql";
import type { Principal } from "../../src/access/principal.js";
import { cursorOf } from "../../src/api/event-stream.js";
import { lastPosition, watchEvents, type EventSignal } from "../../src/events/stream.js";
import { openTail, type EventTail } from "../../src/events/tail.js";
import { cancelRefund, withdrawReturn } from "../../src/refund/commands/cancel-refund.js";
import { collectedReturn, key, OPERATOR, person, request, RETURN_SERVICE } from "../kit/fixtures.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { act, reopen } from "../refund/mutations.js";
import { ask, apiSchema, contextFor, dataOf } from "./ask.js";

let t: TestService;
let signals: EventSignal;
let tail: EventTail;
beforeAll(async () => {
  t = await openTestService();
  const onError = (error: Error) => {
    throw error;
  };
  signals = watchEvents(t.databaseUrl, { pollMs: 20, onError });
  tail = openTail({ root: t.context.root, signals, onError });
});
afterAll(async () => {
  await tail.stop();
  await signals.stop();
  await t.close();
});

const FOLLOW = parse(`subscription ($where: ReturnChangedWhere, $after: String) {
  returnChanged(where: $where, after: $after) { cursor returnNo from to refunded open notOwed return { id refundStatus } } }`);

interface Step {
  cursor: string;
  returnNo: string;
  from: string | null;
  to: string;
  refunded: number;
  open: number;
  notOwed: number;
  return: { id: string; refundStatus: string } | null;
}

interface Wanted {
  where?: object;
  after?: string;
  by?: Principal;
}

const opened = async ({ where, after, by = OPERATOR }: Wanted) =>
  subscribe({
    schema: await apiSchema(),
    document: FOLLOW,
    variableValues: { where, after },
    contextValue: contextFor(t, { by, tail }),
  });

/** The next steps of the stream, which is then left. */
async function take(wanted: Wanted, count: number): Promise<Step[]> {
  const stream = (await opened(wanted)) as AsyncIterableIterator<ExecutionResult<{ returnChanged: Step }>>;
  const steps: Step[] = [];
  while (steps.length < count) {
    const { value } = await stream.next();
    if (!value.data) throw new Error(JSON.stringify(value.errors));
    steps.push(value.data.returnChanged);
  }
  await stream.return?.();
  return steps;
}

const here = async (): Promise<string> => {
  await t.drain();
  return cursorOf(await lastPosition(t.orm.em.fork()));
};
const life = (steps: Step[]) =>
  steps.map(({ from, to, refunded, open, notOwed }) => ({ from, to, refunded, open, notOwed }));

describe("returnChanged", () => {
  it("says each step of a return's life with what is refunded and what is not yet, 반품완료 last", async () => {
    const after = await here();
    const { refunds, returnId } = await collectedReturn(t, [{ amount: 7_000 }, { amount: 3_000 }]);
    for (const refund of refunds) {
      await request(t, refund);
      await t.drain();
    }
    const first = refunds[0]!.amount.total;
    const steps = await take({ where: { ids: [returnId] }, after }, 3);
    expect(life(steps)).toEqual([
      { from: null, to: "AWAITING", refunded: 0, open: 10_000, notOwed: 0 },
      { from: "AWAITING", to: "PARTLY_REFUNDED", refunded: first, open: 10_000 - first, notOwed: 0 },
      { from: "PARTLY_REFUNDED", to: "REFUNDED", refunded: 10_000, open: 0, notOwed: 0 },
    ]);
    expect(steps.at(-1)?.return).toEqual({ id: returnId, refundStatus: "REFUNDED" });
  });

  it("counts what was cancelled as not owed apart, and what waits to be re-opened as owed", async () => {
    const after = await here();
    const { refunds, returnId } = await collectedReturn(t, [{ amount: 7_000 }, { amount: 3_000 }]);
    const [owed, notOwed] = refunds as [(typeof refunds)[0], (typeof refunds)[0]];
    await act(t, notOwed, cancelRefund, OPERATOR, { reason: "NOT_OWED", memo: null });
    await act(t, owed, cancelRefund, OPERATOR, { reason: "REOPEN_LATER", memo: null });
    await reopen(t, owed);
    const sums = {
      refunded: { amount: 0 },
      open: { amount: owed.amount.total },
      notOwed: { amount: notOwed.amount.total },
    };
    expect(await returnBy(`id: "${returnId}"`)).toMatchObject({ refundStatus: "AWAITING", sums });
    const [successor] = await t.rows<{ id: string }>(`select id from refund where predecessor_id = ?`, [owed.id]);
    await request(t, successor!);
    await t.drain();
    expect(life(await take({ where: { ids: [returnId] }, after }, 2)).at(-1)).toEqual({
      from: "AWAITING",
      to: "REFUNDED",
      refunded: owed.amount.total,
      open: 0,
      notOwed: notOwed.amount.total,
    });
  });

  it("is heard by who waits only for 반품완료, and goes on after a cursor without a gap", async () => {
    const after = await here();
    const lives = [];
    for (let n = 0; n < 3; n += 1) {
      const one = await collectedReturn(t, 1_000 + n);
      await request(t, one.refund);
      await t.drain();
      lives.push(one.returnId);
    }
    const done = { refundStatuses: ["REFUNDED"] };
    const [first] = await take({ where: done, after }, 1);
    const rest = await take({ where: done, after: first!.cursor }, 2);
    expect([first!, ...rest].map((step) => step.return?.id)).toEqual(lives);
    // Without a cursor it starts from now.
    const waiting = take({ where: done }, 1);
    const { refund, returnId } = await collectedReturn(t, 2_000);
    await request(t, refund);
    await t.drain();
    expect((await waiting)[0]?.return?.id).toBe(returnId);
  });

  it("of a return that was withdrawn says that nothing is owed", async () => {
    const after = await here();
    const { returnId } = await collectedReturn(t, 4_000);
    const [row] = await t.rows<{ return_no: string }>(`select return_no from collected_return where id = ?`, [
      returnId,
    ]);
    await withdrawReturn(t.context, RETURN_SERVICE, { returnNo: row!.return_no, memo: null, idempotencyKey: key() });
    await t.drain();
    expect(life(await take({ where: { ids: [returnId] }, after }, 2)).at(-1)).toEqual({
      from: "AWAITING",
      to: "WITHDRAWN",
      refunded: 0,
      open: 0,
      notOwed: 4_000,
    });
  });

  it("shows events from before there were sums without any", async () => {
    const after = await here();
    const { returnId } = await collectedReturn(t, 1_000);
    await t.drain();
    await t.rows(`alter table event_log disable trigger user`);
    await t.rows(
      `update event_log set payload = payload - 'refunded' - 'open' - 'notOwed' where subject_id = ? returning 1`,
      [returnId],
    );
    await t.rows(`alter table event_log enable trigger user`);
    const [step] = await take({ where: { ids: [returnId] }, after }, 1);
    expect(step).toMatchObject({ to: "AWAITING", refunded: null, open: null, notOwed: null });
  });

  it.each([
    ["who may not follow", { by: person("choi.data", "analyst") }, "FORBIDDEN"],
    ["a malformed cursor", { after: "abc" }, "BAD_USER_INPUT"],
    ["no id", { where: { ids: ["x"] } }, "BAD_USER_INPUT"],
    ["too many ids", { where: { ids: Array(101).fill("0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee") } }, "BAD_USER_INPUT"],
  ])("refuses %s", async (_, wanted, code) => {
    const refused = (await opened(wanted)) as ExecutionResult;
    expect(refused.errors?.map((error) => error.extensions["code"])).toEqual([code]);
  });
});

const returnBy = async (args: string): Promise<unknown> => {
  const read = `{ return(${args}) { returnNo refundStatus sums { refunded { amount currencyCode } open { amount } notOwed { amount } } } }`;
  return (await dataOf<{ return: unknown }>(t, read)).return;
};

describe("return", () => {
  it("is found by its number and its id, before and after it is 반품완료", async () => {
    const { refund, returnId } = await collectedReturn(t, 5_000);
    const [row] = await t.rows<{ return_no: string }>(`select return_no from collected_return where id = ?`, [
      returnId,
    ]);
    const returnNo = row!.return_no;
    const owed = { refunded: { amount: 0, currencyCode: "KRW" }, open: { amount: 5_000 }, notOwed: { amount: 0 } };
    expect(await returnBy(`returnNo: "${returnNo}"`)).toEqual({ returnNo, refundStatus: "AWAITING", sums: owed });
    await request(t, refund);
    await t.drain();
    const paid = { refunded: { amount: 5_000, currencyCode: "KRW" }, open: { amount: 0 }, notOwed: { amount: 0 } };
    expect(await returnBy(`id: "${returnId}"`)).toEqual({ returnNo, refundStatus: "REFUNDED", sums: paid });
    expect(await returnBy(`returnNo: "${returnNo}"`)).toEqual({ returnNo, refundStatus: "REFUNDED", sums: paid });
  });

  it.each([
    ["", "exactly one of these: id, return number"],
    [`id: "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee", returnNo: "1"`, "exactly one of these: id, return number"],
    [`id: "1"`, "is not an id"],
    [`returnNo: ""`, "1 to 200 characters"],
  ])("asked for by (%s) is refused", async (args, sentence) => {
    const { errors } = await ask(t, `{ return${args ? `(${args})` : ""} { id } }`);
    expect(errors).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT" }, message: expect.stringContaining(sentence) },
    ]);
  });

  it("that does not exist is null", async () => {
    expect(await returnBy(`returnNo: "none"`)).toBeNull();
  });
});
