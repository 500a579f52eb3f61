/** Alarms of before become work items, acknowledged ones closed ones, and back; refunds that need somebody get their items. */
import { openDatabaseAt } from "../kit/connected-database.js";
import { shared } from "../kit/shared-resource.js";

const BEFORE = "Migration20261130070500_list_filters";
const WORK_ITEMS = "Migration20261130073000_work_items";

const database = shared(() => openDatabaseAt(BEFORE));
const AT = "2031-03-03 00:00:00+00";

/** State, and what columns say of it. */
const REFUNDS: [state: string, status: string, phase: string | null, result: string | null, kind: string | null][] = [
  ["returnCollected", "RETURN_COLLECTED", null, null, null],
  ["refundRequested.awaitingApproval", "REFUND_REQUESTED", "AWAITING_APPROVAL", null, "APPROVAL_WAITING"],
  ["refundRequested.submitting", "REFUND_REQUESTED", "SUBMITTING", null, null],
  ["refundRequested.deferred", "REFUND_REQUESTED", "DEFERRED", null, "DEFERRED_LONG"],
  ["refundRequested.pending", "REFUND_REQUESTED", "PENDING", null, "PENDING_LONG"],
  ["refundRequested.unknown", "REFUND_REQUESTED", "UNKNOWN", null, "OUTCOME_UNKNOWN"],
  ["refundRequested.refused", "REFUND_REQUESTED", "REFUSED", null, "REFUSED"],
  ["accepted.awaitingApproval", "ACCEPTED", null, null, "APPROVAL_WAITING"],
  ["accepted.unprocessed", "ACCEPTED", null, "UNPROCESSED", null],
  ["accepted.failed", "ACCEPTED", null, "FAILED", "TRANSFER_NOT_MADE"],
  ["completed", "COMPLETED", null, "FAILED", null],
];

it("keeps every alarm with who closed it, and gives each refund in such a state its item", async () => {
  const { orm } = database;
  const em = orm.em.fork();
  await em.transactional(async (tx) => {
    await tx.execute(`set local session_replication_role = replica`);
    for (const [kind, by] of [
      ["EXCESS", null],
      ["CHARGEBACK", "lee.approver"],
      ["GATEWAY_UNREACHABLE", "system:worker"],
    ])
      await tx.execute(
        `insert into alarm (id, kind, detail, raised_at, acknowledged_by, acknowledged_at) values (gen_random_uuid(), ?, '{"a": 1}', ?, ?, ?)`,
        [kind, AT, by, by && AT],
      );
    for (const [n, [state, status, phase, result]] of REFUNDS.entries())
      await tx.execute(
        `insert into refund (id, refund_no, order_id, return_id, payment_id, state, status, gateway_phase, processing_result, version, history_hash,
           amount_total, amount_taxable, amount_vat, amount_tax_free, amount_service_fee, holds_reservation, approval_requested_at, refusal_cause,
           due_on, changed_by, changed_at, created_at, gateway, method)
         values (gen_random_uuid(), ?, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), ?, ?, ?, ?, 1, 'none', 5, 0, 0, 5, 0, false, ?, ?,
           '2031-03-06', 'seed', ?, ?, 'PORTONE_V2', 'CARD')`,
        [
          `RF-${n}`,
          state,
          status,
          phase,
          result,
          state.endsWith("awaitingApproval") ? AT : null,
          phase === "REFUSED" ? "DEADLINE_PASSED" : null,
          AT,
          AT,
        ],
      );
    await tx.execute(
      `insert into refund_statement (id, refund_id, outcome, evidence_sealed, stated_by, stated_at)
       select gen_random_uuid(), id, 'NOT_REFUNDED', 'sealed', 'kim.operator', ? from refund where gateway_phase = 'UNKNOWN'`,
      [AT],
    );
  });
  const alarms = `select kind, detail, raised_at, acknowledged_by, acknowledged_at from alarm order by kind`;
  const before = await database.rows(alarms);

  await orm.migrator.up({ to: WORK_ITEMS });
  expect(
    await database.rows(
      `select kind, closed_at is null as open, closed_by, version, assignee, visible_from = opened_at as visible from work_item where detail ->> 'a' = '1' order by kind`,
    ),
  ).toEqual([
    { kind: "CHARGEBACK", open: false, closed_by: "lee.approver", version: 1, assignee: "", visible: true },
    { kind: "EXCESS", open: true, closed_by: null, version: 1, assignee: "", visible: true },
    { kind: "GATEWAY_UNREACHABLE", open: false, closed_by: null, version: 1, assignee: "", visible: true },
  ]);
  const items = await database.rows<{ state: string; kind: string; hours: number; no: string; amount: number }>(
    `select r.state, i.kind, extract(epoch from i.visible_from - i.opened_at)::int / 3600 as hours, i.detail ->> 'refundNo' as no, (i.detail ->> 'amount')::int as amount
     from work_item i join refund r on r.id = i.refund_id where i.closed_at is null and i.kind <> 'OUTCOME_STATED' order by r.refund_no`,
  );
  const expected = REFUNDS.flatMap(([state, , , , kind], n) =>
    kind === null ? [] : [{ state, kind, hours: kind.endsWith("_LONG") ? 24 : 0, no: `RF-${n}`, amount: 5 }],
  );
  expect(items.toSorted((a, b) => a.state.localeCompare(b.state))).toEqual(
    expected.toSorted((a, b) => a.state.localeCompare(b.state)),
  );
  expect(await database.rows(`select detail from work_item where kind = 'REFUSED'`)).toMatchObject([
    { detail: { cause: "DEADLINE_PASSED" } },
  ]);
  expect(await database.rows(`select detail from work_item where kind = 'OUTCOME_STATED'`)).toEqual([
    { detail: { statedBy: "kim.operator" } },
  ]);

  await orm.migrator.down();
  expect(await database.rows(alarms)).toEqual(before);
  await orm.migrator.up({ to: WORK_ITEMS });
  expect(await database.rows(`select count(*)::int as items from work_item`)).toEqual([
    { items: 3 + expected.length + 1 },
  ]);
});
