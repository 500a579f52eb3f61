/** M7: a key is answered once for ever; its answer commits with its effect, and what is unfinished leaves nothing. */
import { MikroORM, type EntityManager } from "@mikro-orm/postgresql";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { ormOptions } from "../../src/database/orm.js";
import { appendEvent } from "../../src/events/event-log.js";
import { runOnce, claimBulk, hashOf, type RequestKey } from "../../src/idempotency/idempotency-store.js";
import { newId } from "../../src/identifier.js";
import type { Jobs } from "../../src/jobs/queue.js";
import { entities } from "../../src/orm.config.js";
import { fail, ok, type Outcome } from "../../src/problem.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { requestRefunds } from "../../src/refund/commands/request-refunds.js";
import type { RefundContext } from "../../src/refund/context.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { codeOf, collectedReturn, key, now, OPERATOR } from "../kit/fixtures.js";

/** Long enough to be sure that somebody waits, short enough for a test. */
const LOCK_TIMEOUT_MS = 300;

let t: TestService;
/** On the same database, but soon tired of waiting. */
let impatient: MikroORM;
let stuck: pg.Client;
beforeAll(async () => {
  t = await openTestService();
  const options = ormOptions({ url: t.databaseUrl, entities, pool: 4 });
  impatient = await MikroORM.init({
    ...options,
    driverOptions: { ...options.driverOptions, lock_timeout: LOCK_TIMEOUT_MS },
  });
  stuck = new pg.Client({ connectionString: t.databaseUrl });
  await stuck.connect();
});
afterEach(async () => {
  await stuck.query("rollback");
});
afterAll(async () => {
  await stuck.end();
  await impatient.close(true);
  await t.close();
});

const requestKey = (over: Partial<RequestKey> = {}): RequestKey => ({
  caller: "shop",
  key: randomUUID(),
  operation: "test",
  input: { amount: 1 },
  ...over,
});

/** An effect that can be counted: an event about `subject`. */
const effect =
  (subject: string, outcome: Outcome<unknown> = ok({ subject })) =>
  async (em: EntityManager) => {
    appendEvent(em, { type: "refund.changed", subjectId: subject, payload: {}, at: t.clock.now() });
    await em.flush();
    return outcome;
  };
const once = (of: RequestKey, work: (em: EntityManager) => Promise<Outcome<unknown>>, root = t.context.root) =>
  runOnce(root, t.clock, of, work);
const effects = async (subject: string): Promise<number> =>
  (await t.rows(`select 1 from event_log where subject_id = ?`, [subject])).length;
const storedRows = (of: RequestKey) =>
  t.rows<{ answer: unknown }>(`select answer from idempotency_key where key = ?`, [of.key]);

/** Until a session of this database waits for a lock of another one. */
const untilSomebodyWaits = async () => {
  const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await t.rows(waits)).length === 0) await sleep(5);
};

describe("the same key", () => {
  it("twenty times at once has one effect and nineteen replays of its answer", async () => {
    const [of, subject] = [requestKey(), newId()];
    const answers = await Promise.all(Array.from({ length: 20 }, () => once(of, effect(subject))));
    expect(await effects(subject)).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(answers.map(({ outcome }) => outcome)).toEqual(Array(20).fill(ok({ subject })));
  });

  it("with another input, or for another operation, is refused and does nothing", async () => {
    const [of, subject] = [requestKey(), newId()];
    await once(of, effect(subject));
    for (const other of [
      { ...of, input: { amount: 2 } },
      { ...of, operation: "another" },
    ]) {
      expect(codeOf(await once(other, effect(subject)))).toBe("IDEMPOTENCY_KEY_REUSED");
    }
    expect(await effects(subject)).toBe(1);
    expect(await once(of, effect(subject))).toEqual({ outcome: ok({ subject }), replayed: true });
  });

  it("of another caller is another key", async () => {
    const [of, subject] = [requestKey(), newId()];
    await once(of, effect(subject));
    expect(await once({ ...of, caller: "another shop", input: { amount: 2 } }, effect(subject))).toMatchObject({
      replayed: false,
      outcome: { ok: true },
    });
    expect(await effects(subject)).toBe(2);
  });

  it("knows its input in another order of words, and tells apart what differs by little", () => {
    expect(hashOf({ a: 1, b: [{ c: 2, d: null }] })).toBe(hashOf({ b: [{ c: 2 }], a: 1 }));
    const inputs = [{ a: 1 }, { a: "1" }, { a: [1] }, { a: { 0: 1 } }, { a: 2 }, { b: 1 }, { a: true }, [{ a: 1 }], {}];
    expect(new Set(inputs.map(hashOf)).size).toBe(inputs.length);
  });
});

describe("a problem", () => {
  it("undoes what was done, and is the answer for ever", async () => {
    const [of, subject] = [requestKey(), newId()];
    const problem = fail("REFUND_AMOUNT_EXCEEDED", { refundableAmount: 7 });
    expect(await once(of, effect(subject, problem))).toEqual({ outcome: problem, replayed: false });
    expect(await once(of, effect(subject))).toEqual({ outcome: problem, replayed: true });
    expect(await effects(subject)).toBe(0);
  });

  it("that will pass is not kept", async () => {
    const [of, subject] = [requestKey(), newId()];
    expect(codeOf(await once(of, effect(subject, fail("GATEWAY_UNREACHABLE"))))).toBe("GATEWAY_UNREACHABLE");
    expect(await storedRows(of)).toEqual([]);
    expect(codeOf(await once(of, effect(subject)))).toBe("ok");
    expect(await effects(subject)).toBe(1);
  });

  it("twenty times at once is one and the same", async () => {
    const [of, subject] = [requestKey(), newId()];
    const problem = fail("NOT_CAPTURED");
    const answers = await Promise.all(Array.from({ length: 20 }, () => once(of, effect(subject, problem))));
    expect(answers.map(({ outcome }) => outcome)).toEqual(Array(20).fill(problem));
    expect(await storedRows(of)).toEqual([{ answer: problem }]);
    expect(await effects(subject)).toBe(0);
  });
});

describe("work that fails", () => {
  it("leaves neither effect nor key, and can be done again", async () => {
    const [of, subject] = [requestKey(), newId()];
    const failing = once(of, async (em) => {
      await effect(subject)(em);
      throw new Error("power cut");
    });
    await expect(failing).rejects.toThrow("power cut");
    expect(await storedRows(of)).toEqual([]);
    expect(await effects(subject)).toBe(0);
    expect(codeOf(await once(of, effect(subject)))).toBe("ok");
  });

  it("as the victim of a deadlock is done again by itself, once", async () => {
    const a = await collectedReturn(t, 1_000);
    const b = await collectedReturn(t, 1_000);
    const subject = newId();
    const lock = (em: EntityManager, { id }: { id: string }) =>
      em.execute(`select 1 from refund where id = ? for update`, [id]);
    let bothHold = 0;
    const crossing = (first: { id: string }, then: { id: string }) =>
      once(requestKey(), async (em) => {
        await lock(em, first);
        bothHold += 1;
        while (bothHold < 2) await sleep(5);
        await lock(em, then);
        return effect(subject)(em);
      });
    const answers = await Promise.all([crossing(a.refund, b.refund), crossing(b.refund, a.refund)]);
    expect(answers.map(codeOf)).toEqual(["ok", "ok"]);
    // Three runs for two commands: one was the victim, and did its work once all the same.
    expect(bothHold).toBe(3);
    expect(await effects(subject)).toBe(2);
  });
});

describe("behind a transaction that does not end", () => {
  const hold = async (of: RequestKey, run: () => Promise<void>) => {
    await stuck.query("begin");
    await stuck.query(
      `insert into idempotency_key (caller, key, item, operation, input_hash, at) values ($1, $2, '', $3, 'x', now())`,
      [of.caller, of.key, of.operation],
    );
    await run();
    await stuck.query("rollback");
  };

  it("a duplicate is told so, keeps nothing, and is done once the other is gone", async () => {
    const [of, subject] = [requestKey(), newId()];
    await hold(of, async () => {
      const { outcome } = await once(of, effect(subject), impatient.em);
      expect(outcome).toMatchObject({ problem: { code: "IDEMPOTENCY_IN_PROGRESS" } });
    });
    expect(codeOf(await once(of, effect(subject), impatient.em))).toBe("ok");
    expect(await effects(subject)).toBe(1);
  });

  it("a bulk as a whole is told so too", async () => {
    const of = requestKey();
    await hold(of, async () => {
      expect(await claimBulk(impatient.em, t.clock, of)).toMatchObject({
        problem: { code: "IDEMPOTENCY_IN_PROGRESS" },
      });
    });
    expect(await claimBulk(impatient.em, t.clock, of)).toBeNull();
  });

  it("a problem that cannot be written down is told as in progress, not as our own fault", async () => {
    const of = requestKey();
    let waiting: Promise<unknown> = Promise.resolve();
    const { outcome } = await once(
      of,
      async () => {
        // Queues up behind this very work. PostgreSQL hands the lock to the first in the queue when the work is undone,
        // so whoever writes the problem down comes second, however busy the machine.
        await stuck.query("begin");
        waiting = stuck.query("lock table idempotency_key in share row exclusive mode");
        await untilSomebodyWaits();
        return fail("NOT_CAPTURED");
      },
      impatient.em,
    );
    await waiting;
    expect(outcome).toMatchObject({ problem: { code: "IDEMPOTENCY_IN_PROGRESS" } });
    await stuck.query("rollback");
    expect(codeOf(await once(of, async () => fail("NOT_CAPTURED"), impatient.em))).toBe("NOT_CAPTURED");
  });
});

describe("a bulk", () => {
  const bulkOf = async (count: number) => {
    const refunds: Refund[] = [];
    for (let n = 0; n < count; n += 1) refunds.push((await collectedReturn(t, 10_000)).refund);
    const input = {
      refunds: refunds.map(({ id, version, amount }) => ({
        id,
        expectedVersion: version,
        expectedRefundableAmount: amount.total,
      })),
      idempotencyKey: key(),
    };
    const states = async () =>
      Promise.all(refunds.map(async (refund) => (await now(t, refund)).state.split(".").pop()));
    return { refunds, input, states };
  };
  const answersOf = (bulk: Awaited<ReturnType<typeof requestRefunds>>) =>
    bulk.ok && bulk.value.map(({ answered }) => [codeOf(answered), answered.replayed]);

  it("that broke off goes on, under its key, with those that have no answer yet", async () => {
    const { refunds, input, states } = await bulkOf(5);
    // In the middle of the third, with its step and its attempt written and not committed.
    let enqueued = 0;
    const enqueue: Jobs["enqueue"] = async (...job) => {
      enqueued += 1;
      if (enqueued === 3) throw new Error("power cut");
      await t.context.jobs.enqueue(...job);
    };
    const context: RefundContext = { ...t.context, jobs: { ...t.context.jobs, enqueue } };
    await expect(requestRefunds(context, OPERATOR, input)).rejects.toThrow("power cut");
    const untouched = "returnCollected";
    expect(await states()).toEqual(["submitting", "submitting", untouched, untouched, untouched]);

    expect(answersOf(await requestRefunds(t.context, OPERATOR, input))).toEqual([
      ["ok", true],
      ["ok", true],
      ["ok", false],
      ["ok", false],
      ["ok", false],
    ]);
    expect(await states()).toEqual(Array(5).fill("submitting"));
    const attempts = `select 1 from gateway_attempt where refund_id in (?, ?, ?, ?, ?)`;
    const ids = refunds.map(({ id }) => id);
    expect(await t.rows(attempts, ids)).toHaveLength(5);

    const other = { ...input, refunds: input.refunds.slice(1) };
    expect(await requestRefunds(t.context, OPERATOR, other)).toMatchObject({
      problem: { code: "IDEMPOTENCY_KEY_REUSED" },
    });
  });

  it("goes past a refund that somebody holds, keeps no answer for it, and does it when it is sent again", async () => {
    const { refunds, input, states } = await bulkOf(3);
    const context: RefundContext = { ...t.context, root: impatient.em.fork() };
    await stuck.query("begin");
    await stuck.query("select 1 from refund where id = $1 for update", [refunds[1]!.id]);
    expect(answersOf(await requestRefunds(context, OPERATOR, input))).toEqual([
      ["ok", false],
      ["BUSY", false],
      ["ok", false],
    ]);
    await stuck.query("rollback");
    expect(answersOf(await requestRefunds(context, OPERATOR, input))).toEqual([
      ["ok", true],
      ["ok", false],
      ["ok", true],
    ]);
    expect(await states()).toEqual(Array(3).fill("submitting"));
  });
});
