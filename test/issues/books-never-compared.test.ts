/**
 * The books were never compared with themselves: `audit verify`, `reconcile` and `doctor` said ok to a balance set by hand, a
 * refund put into another state, a swapped account, a refund that was deleted with its history. Each is found, by name.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EntityManager } from "@mikro-orm/postgresql";
import { verifyBooks, type AuditOptions } from "../../src/audit/verify-books.js";
import { CHAIN_START, hashOfHistory } from "../../src/refund/record/record-transition.js";
import { RefundHistory } from "../../src/refund/record/history.entity.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { checkpointKeysOf } from "../../src/audit/checkpoint-keys.js";
import { Secret } from "../../src/secret.js";
import { generateKeyPairSync } from "node:crypto";
import { collectedReturn, now, request, requestAndDrain } from "../kit/fixtures.js";
import { sharedTestService } from "../kit/shared-test-service.js";
import { account, ACCOUNT, intoVirtualAccount } from "../refund/accounts.js";

const t = sharedTestService();

const verify = (options?: AuditOptions) => verifyBooks(t.context, t.audit, options);

/** What is found, as `kind field`, once each; findings about the event log stand apart. */
async function found(options?: AuditOptions): Promise<string[]> {
  const { findings } = await verify(options);
  return [...new Set(findings.map(({ kind, field }) => `${kind} ${field}`))].sort();
}

/** What the database's owner can do: triggers and foreign keys are off. */
async function asOwner(...statements: (readonly [sql: string, values: readonly unknown[]])[]): Promise<void> {
  await t.orm.em.fork().transactional(async (em: EntityManager) => {
    await em.execute(`set local session_replication_role = replica`);
    for (const [sql, values] of statements) await em.execute(sql, [...values]);
  });
}

const TABLES = [
  "audit_run",
  "work_item",
  "event_log",
  "refund_history",
  "booked_cancellation",
  "gateway_attempt",
  "refund_line",
  "refund_deduction",
  "refund",
  "return_line",
  "collected_return",
  "payment",
  "order_line",
  "orders",
];

/** Each damage is found in books that were whole before it. */
beforeEach(async () => {
  await asOwner(...TABLES.map((table) => [`delete from ${table}`, []] as const));
  rmSync(t.audit.directory, { recursive: true, force: true });
});

async function open(amount = 10_000): Promise<Refund> {
  const { refund } = await collectedReturn(t, amount);
  return refund;
}

async function completed(): Promise<Refund> {
  const refund = await open();
  await requestAndDrain(t, refund);
  return now(t, refund);
}

it("finds nothing in books that only the service has written", async () => {
  await completed();
  await open();
  expect(await verify()).toMatchObject({ refunds: 2, steps: 4, findings: [], comparedWith: null, taken: null });
});

describe("a refund", () => {
  it.each([
    ["state", `state = 'completed'`, ["REFUND_DIFFERS state", "SETTLEMENT_DIFFERS settlements"]],
    ["status", `status = 'COMPLETED'`, ["REFUND_DIFFERS status"]],
    ["amount", `amount_total = amount_total + 1, amount_taxable = amount_taxable + 1`, ["REFUND_DIFFERS amount"]],
    ["version", `version = version + 1`, ["REFUND_DIFFERS version"]],
    ["hold", `holds_reservation = false`, ["REFUND_DIFFERS holds_reservation", "PAYMENT_DIFFERS reserved_total"]],
    ["last actor", `changed_by = 'somebody.else'`, ["REFUND_DIFFERS changed_by"]],
    ["reversal", `reversed_at = now()`, ["REFUND_DIFFERS reversed_at"]],
  ])("whose %s was changed", async (_what, change, expected) => {
    const refund = await open();
    await asOwner([`update refund set ${change} where id = ?`, [refund.id]]);
    expect(await found()).toEqual(expect.arrayContaining(expected));
    const { findings } = await verify({ refundNo: refund.refundNo });
    expect(findings[0]).toMatchObject({ subject: refund.refundNo, refundId: refund.id });
  });

  it("whose line was changed", async () => {
    const refund = await open();
    await asOwner([`update refund_line set amount = amount - 1 where refund_id = ?`, [refund.id]]);
    expect(await found()).toEqual(["LINE_DIFFERS reserved", "REFUND_DIFFERS lines"]);
  });

  it("that was set to completed with a history row of its own, without money", async () => {
    const refund = await open();
    const row = await t.context.root.fork().findOneOrFail(RefundHistory, { refundId: refund.id, sequence: 1 });
    const hash = hashOfHistory(
      Object.assign(row, {
        sequence: 2,
        fromState: row.toState,
        toState: "completed",
        event: "GATEWAY_SUCCEEDED",
        previousHash: row.hash,
      }),
    );
    await asOwner(
      [
        `insert into refund_history (refund_id, sequence, from_state, to_state, event, cause, actor, reason_code, amount, attempt_id, at, previous_hash, hash)
         select refund_id, 2, to_state, 'completed', 'GATEWAY_SUCCEEDED', cause, actor, reason_code, amount, attempt_id, at, hash, ?
         from refund_history where refund_id = ?`,
        [hash, refund.id],
      ],
      [
        `update refund set version = 2, history_hash = ?, state = 'completed', status = 'COMPLETED', completed_at = changed_at,
           holds_reservation = false where id = ?`,
        [hash, refund.id],
      ],
    );
    expect(await found()).toEqual(
      expect.arrayContaining([
        "SETTLEMENT_DIFFERS settlements",
        "EVENT_DIFFERS step 2",
        "PAYMENT_DIFFERS reserved_total",
      ]),
    );
  });

  it("that was deleted with all its rows: the event log, its payment, its line and its return still know of it", async () => {
    const refund = await open();
    await asOwner(
      ...["refund_line", "refund_history", "gateway_attempt"].map(
        (table) => [`delete from ${table} where refund_id = ?`, [refund.id]] as const,
      ),
      [`delete from refund where id = ?`, [refund.id]],
    );
    expect(await found()).toEqual(
      expect.arrayContaining([
        "REFUND_MISSING event_log",
        "PAYMENT_DIFFERS reserved_total",
        "LINE_DIFFERS reserved",
        "RETURN_DIFFERS refund_status",
      ]),
    );
    const { findings } = await verify({ refundNo: refund.refundNo });
    expect(findings[0]).toMatchObject({ kind: "REFUND_MISSING", subject: refund.refundNo, expected: refund.id });
  });

  it("that attempts and successors still name", async () => {
    const refund = await completed();
    await asOwner(
      [`delete from event_log where subject_id = ?`, [refund.id]],
      [`delete from refund where id = ?`, [refund.id]],
    );
    expect(await found()).toContain("REFUND_MISSING gateway_attempt, refund_history, refund_line");
  });
});

describe("a payment", () => {
  it.each([
    ["reserved", "0", "reserved"],
    ["refunded_by_hand", "refunded_by_hand_X + 1000", "refunded_by_hand"],
    ["refunded_at_gateway", "refunded_at_gateway_X + 1000", "refunded_at_gateway"],
    ["reversed", "reversed_X + 1000", "reversed"],
  ])("whose %s was changed", async (balance, value, name) => {
    const refund = await open();
    // Paid with room to spare: the CHECK refuses what is beyond the payment, not what is wrong.
    await asOwner([
      `update payment set amount_total = amount_total + 5000, amount_taxable = amount_taxable + 5000 where id = ?`,
      [refund.paymentId],
    ]);
    const set = ["total", "taxable"].map((part) => `${balance}_${part} = ${value.replace("X", part)}`);
    if (value === "0") set.push(`${balance}_vat = 0`);
    await asOwner([`update payment set ${set.join(", ")} where id = ?`, [refund.paymentId]]);
    expect(await found()).toEqual(
      expect.arrayContaining([`PAYMENT_DIFFERS ${name}_total`, `PAYMENT_DIFFERS ${name}_taxable`]),
    );
  });

  it("of which only the parts were moved", async () => {
    const refund = await open();
    await asOwner([
      `update payment set reserved_taxable = reserved_taxable - 9, reserved_vat = reserved_vat + 9, amount_vat = amount_vat + 9, amount_taxable = amount_taxable - 9 where id = ?`,
      [refund.paymentId],
    ]);
    expect(await found()).toEqual(["PAYMENT_DIFFERS reserved_taxable", "PAYMENT_DIFFERS reserved_vat"]);
  });

  it("given an excess that nobody was alarmed of", async () => {
    const refund = await open();
    await asOwner([`update payment set excess_total = 500, excess_taxable = 500 where id = ?`, [refund.paymentId]]);
    expect(await found()).toEqual(["PAYMENT_DIFFERS excess_total"]);
  });

  it("whose booking was changed, taken from its attempt, or deleted", async () => {
    const refund = await completed();
    await asOwner([
      `update booked_cancellation set amount_total = amount_total - 1, amount_taxable = amount_taxable - 1 where payment_id = ?`,
      [refund.paymentId],
    ]);
    expect(await found()).toContain("PAYMENT_DIFFERS refunded_at_gateway_total");
    await asOwner([`update booked_cancellation set attempt_id = null where payment_id = ?`, [refund.paymentId]]);
    expect(await found()).toContain("SETTLEMENT_DIFFERS settlements");
    await asOwner([`delete from gateway_attempt where payment_id = ?`, [refund.paymentId]]);
    await asOwner([
      `update booked_cancellation set attempt_id = ? where payment_id = ?`,
      [refund.id, refund.paymentId],
    ]);
    expect(await found()).toContain("ATTEMPT_MISSING booked_cancellation");
  });
});

it.each(["reserved", "refunded", "reversed"])("an order line whose %s was changed", async (balance) => {
  const refund = await open();
  await asOwner([
    `update order_line set ${balance} = ${balance} ${balance === "reserved" ? "- 1" : "+ 1"}, amount = amount + 10 where order_id = ?`,
    [refund.orderId],
  ]);
  expect(await found()).toEqual([`LINE_DIFFERS ${balance}`]);
});

it("a return whose status was changed, and one that is gone", async () => {
  const refund = await open();
  await asOwner([`update collected_return set refund_status = 'REFUNDED' where id = ?`, [refund.returnId]]);
  expect(await found()).toEqual(["RETURN_DIFFERS refund_status"]);
  await asOwner([`delete from collected_return where id = ?`, [refund.returnId]]);
  expect(await found()).toEqual(["RETURN_MISSING event_log"]);
});

it("an event that was deleted, and one that was changed", async () => {
  const refund = await completed();
  await asOwner([
    `update event_log set payload = payload || '{"to": "cancelled"}' where payload ->> 'version' = '2'`,
    [],
  ]);
  expect(await found()).toEqual(["EVENT_DIFFERS step 2"]);
  await asOwner([`delete from event_log where subject_id = ? and payload ->> 'version' = '2'`, [refund.id]]);
  expect(await found()).toEqual(["EVENTS_MISSING position", "EVENT_DIFFERS step 2"]);
});

it("an account that was swapped with another refund's", async () => {
  const [{ refund: one }, { refund: other }] = [
    await collectedReturn(t, [intoVirtualAccount(10_000)], { refundAccount: ACCOUNT }),
    await collectedReturn(t, [intoVirtualAccount(10_000)], {
      refundAccount: account({ number: "999888777666" }),
    }),
  ];
  expect(await found()).toEqual([]);
  await asOwner([
    `update refund mine set (account_bank_code, account_number_sealed, account_holder_sealed, account_phone_sealed) =
       (select account_bank_code, account_number_sealed, account_holder_sealed, account_phone_sealed from refund where id = ?)
     where mine.id = ?`,
    [other.id, one.id],
  ]);
  const { findings } = await verify();
  expect(findings).toMatchObject([{ kind: "ACCOUNT_NOT_AUTHENTIC", subject: one.refundNo, stored: "NOT_AUTHENTIC" }]);
  expect(JSON.stringify(findings)).not.toMatch(/999888777666|110123456789/);
});

describe("the checkpoint", () => {
  /** The last step never was: row, event, money and every counter are set back to where they stood before it. */
  async function cutTail(refund: Refund): Promise<void> {
    const rows = await t.context.root
      .fork()
      .find(RefundHistory, { refundId: refund.id }, { orderBy: { sequence: "asc" } });
    const before = rows.at(-2);
    if (!before) throw new Error("nothing can be cut");
    await asOwner(
      [`delete from refund_history where refund_id = ? and sequence > ?`, [refund.id, before.sequence]],
      [`delete from event_log where subject_id = ? and (payload ->> 'version')::int > ?`, [refund.id, before.sequence]],
      [
        `update refund set version = ?, history_hash = ?, state = ?, status = 'RETURN_COLLECTED', gateway_phase = null, changed_by = ?, changed_at = ? where id = ?`,
        [before.sequence, before.hash, before.toState, before.actor, before.at, refund.id],
      ],
      [`delete from gateway_attempt where refund_id = ?`, [refund.id]],
      [
        `with p as (select id, row_number() over (order by position) as n from event_log where position is not null)
        update event_log set position = -p.n from p where p.id = event_log.id`,
        [],
      ],
      [`update event_log set position = -position where position is not null`, []],
    );
  }

  it("finds a tail that was cut with every counter set back, which the database alone cannot", async () => {
    const refund = await open();
    await request(t, refund);
    const { taken } = await verify({ checkpoint: "WHEN_WHOLE" });
    expect(taken).toMatchObject({ number: 1, refunds: 1, previous: null, acceptedFindings: 0 });
    await cutTail(refund);
    const { findings, comparedWith } = await verify();
    expect(comparedWith).toEqual(taken);
    expect(findings).toMatchObject([{ kind: "CHECKPOINT_CUT", subject: refund.refundNo, refundId: refund.id }]);
    rmSync(t.audit.directory, { recursive: true });
    expect(await found()).toEqual([]);
  });

  it("finds a history that was computed anew, hash by hash", async () => {
    const refund = await open();
    await verify({ checkpoint: "WHEN_WHOLE" });
    const [row] = await t.context.root.fork().find(RefundHistory, { refundId: refund.id });
    if (!row) throw new Error("there is no history");
    const hash = hashOfHistory(Object.assign(row, { actor: "somebody.else", previousHash: CHAIN_START }));
    await asOwner(
      [`update refund_history set actor = 'somebody.else', hash = ? where refund_id = ?`, [hash, refund.id]],
      [`update refund set changed_by = 'somebody.else', history_hash = ? where id = ?`, [hash, refund.id]],
    );
    expect(await found()).toEqual(["CHECKPOINT_REWRITTEN checkpoint-000001"]);
  });

  it("finds a refund of which nothing at all is left", async () => {
    const [first, second, third] = [await open(), await open(), await open()];
    await verify({ checkpoint: "WHEN_WHOLE" });
    await asOwner(...TABLES.map((table) => [`delete from ${table}`, []] as const));
    const later = await completed();
    const { findings } = await verify();
    expect(findings.map(({ kind, subject }) => [kind, subject])).toEqual(
      [first, second, third].map(({ id }) => ["CHECKPOINT_REFUND_GONE", id]),
    );
    expect((await verify({ refundNo: later.refundNo })).findings).toEqual([]);
  });

  it("says nothing of what was added since, and the next one follows from it", async () => {
    const refund = await open();
    const first = await verify({ checkpoint: "WHEN_WHOLE" });
    await requestAndDrain(t, refund);
    await open();
    const second = await verify({ checkpoint: "WHEN_WHOLE" });
    expect(second).toMatchObject({ findings: [], comparedWith: first.taken, taken: { number: 2, refunds: 2 } });
    expect(second.taken?.previous).toMatch(/^[0-9a-f]{64}$/);
    expect(await found()).toEqual([]);
  });

  const file = (name: string) => join(t.audit.directory, name);
  const change = (name: string, from: string | RegExp, to: string) =>
    writeFileSync(file(name), readFileSync(file(name), "utf8").replace(from, to));

  it.each([
    [
      "a head was changed",
      () => change("checkpoint-000002.heads", / 1 /, " 2 "),
      "its heads are not the ones that were signed",
    ],
    [
      "the heads are gone",
      () => rmSync(file("checkpoint-000002.heads")),
      "its heads are not the ones that were signed",
    ],
    [
      "the statement was changed",
      () => change("checkpoint-000002.json", `"refunds": 1`, `"refunds": 0`),
      "its signature is not of this statement",
    ],
    [
      "the statement is no JSON",
      () => writeFileSync(file("checkpoint-000002.json"), "signed"),
      "its statement cannot be read",
    ],
    [
      "the one before was changed",
      () => change("checkpoint-000001.json", `"refunds": 1`, `"refunds": 0`),
      "it does not follow from checkpoint-000001",
    ],
  ])("is not believed when %s", async (_what, forge, reason) => {
    await open();
    await verify({ checkpoint: "WHEN_WHOLE" });
    await verify({ checkpoint: "WHEN_WHOLE" });
    forge();
    const { findings, comparedWith, taken } = await verify({ checkpoint: "WHEN_WHOLE" });
    expect(findings).toMatchObject([{ kind: "CHECKPOINT_FORGED", subject: "checkpoint-000002", field: reason }]);
    expect([comparedWith, taken]).toEqual([null, null]);
  });

  it("signed with a key that is not ours is forged; with one of ours that signs no more it is genuine", async () => {
    await open();
    const other = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
    const [foreign] = checkpointKeysOf([new Secret(other)]);
    await verifyBooks(t.context, { ...t.audit, keys: [foreign] }, { checkpoint: "WHEN_WHOLE" });
    const { findings } = await verify();
    expect(findings).toMatchObject([{ kind: "CHECKPOINT_FORGED" }]);
    const rotated = await verifyBooks(t.context, { ...t.audit, keys: [...t.audit.keys, foreign] });
    expect(rotated).toMatchObject({ findings: [], comparedWith: { number: 1 } });
  });

  it("is not taken over damage, unless somebody says that it was looked into", async () => {
    const refund = await open();
    await request(t, refund);
    await verify({ checkpoint: "WHEN_WHOLE" });
    await cutTail(refund);
    expect((await verify({ checkpoint: "WHEN_WHOLE" })).taken).toBeNull();
    expect((await verify({ checkpoint: "ACCEPT_FINDINGS" })).taken).toMatchObject({ number: 2, acceptedFindings: 1 });
    expect(await found()).toEqual([]);
  });
});
