/** A refund's history in the API, read page by page for many refunds at once. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { Field, Int, ObjectType } from "type-graphql";
import type { RefundState } from "../../../machines/states.js";
import { Permission } from "../../access/permission.js";
import { storedEventName, type Cause } from "../../refund/record/history.entity.js";
import { Authorized } from "../authorized.js";
import { badInput } from "../bad-input.js";
import { columns, derived, instant, integer, money, text } from "../connection/columns.js";
import { connectionType, totalOf, type Connection } from "../connection/connection.type.js";
import { sliced, type Page } from "../connection/page.js";
import { allOf, read, sql, trusted } from "../connection/statement.js";
import { Money } from "../money/money.type.js";
import { DateTimeScalar } from "../scalar/date-time.js";
import { CauseEnum, RefundStateEnum, RefundEventEnum, type RefundEventName } from "./refund.enums.js";

@Authorized(Permission.HistoryRead)
@ObjectType("HistoryEntry", {
  description:
    "One step of a refund's life (이력). Entries are only ever added, and each is chained to the one before it by its hash.",
  simpleResolvers: true,
})
export class HistoryEntryType {
  @Field(() => Int, { description: "1 is the creation (순번); equal to the refund's version after the step." })
  sequence!: number;

  @Field(() => RefundStateEnum, { nullable: true, description: "The state before (이전 상태); null for the creation." })
  from!: RefundState | null;

  @Field(() => RefundStateEnum, { description: "The state after (이후 상태)." })
  to!: RefundState;

  @Field(() => RefundEventEnum, { description: "The event that happened (이벤트)." })
  event!: RefundEventName;

  @Field(() => CauseEnum, { description: "The cause of the transition (원인)." })
  cause!: Cause;

  @Field(() => String, { description: "Subject of who did it (처리자): a person, a service, or `system:…`." })
  actor!: string;

  @Field(() => String, { nullable: true, description: "The reason (사유 코드), as a code, where one was given." })
  reasonCode!: string | null;

  @Field(() => Money, { description: "The amount the refund owed after the step (금액)." })
  amount!: Money;

  @Field(() => DateTimeScalar, { description: "The time of the step (시각)." })
  at!: Date;

  @Field(() => String, { description: "SHA-256 over this entry and the hash before it (해시), hex." })
  hash!: string;

  refundId!: string;
}

export const HistoryConnection = connectionType(
  "History",
  HistoryEntryType,
  Permission.HistoryRead,
  "a refund's steps, oldest first",
);

const HISTORY_COLUMNS = columns<HistoryEntryType>({
  sequence: integer("sequence"),
  from: text("from_state"),
  to: text("to_state"),
  event: derived(["event"], (row: { event: string }) => storedEventName(row.event) as RefundEventName),
  cause: text("cause"),
  actor: text("actor"),
  reasonCode: text("reason_code"),
  amount: money("amount"),
  at: instant("at"),
  hash: text("hash"),
  refundId: text("refund_id"),
});

interface Row {
  parent: string;
  sequence: number;
}

/** Cursors are of one refund's steps; the sequence is all they need. */
const CURSOR = /^history:([1-9]\d{0,8})$/;
const cursorOf = ({ sequence }: Row): string => Buffer.from(`history:${sequence}`).toString("base64url");

function sequenceIn(cursor: string): number {
  const [, sequence] = CURSOR.exec(Buffer.from(cursor.slice(0, 100), "base64url").toString("utf8")) ?? [];
  if (sequence === undefined) throw badInput("arguments.cursor");
  return Number(sequence);
}

/** @throws BAD_USER_INPUT for a cursor of another list. Asked before pages are gathered, so that one bad page spoils no other. */
export function checkHistoryCursors({ after, before }: Page): void {
  if (after !== null) sequenceIn(after);
  if (before !== null) sequenceIn(before);
}

/** Asks for a page of one refund's steps; `steps` is how many there are: its version. */
export interface HistoryKey {
  refundId: string;
  steps: number;
  page: Page;
}

/** One statement for each different page asked for, however many refunds ask. */
export async function historyPages(
  em: EntityManager,
  keys: readonly HistoryKey[],
): Promise<Connection<HistoryEntryType>[]> {
  const rows = new Map<string, Map<string, Row[]>>();
  const pages = new Map(keys.map(({ page }) => [JSON.stringify(page), page]));
  for (const [name, page] of pages) {
    const ids = keys.filter((key) => JSON.stringify(key.page) === name).map(({ refundId }) => refundId);
    const found = await read<Row>(em, statementOf(ids, page));
    rows.set(
      name,
      Map.groupBy(found, ({ parent }) => parent),
    );
  }
  return keys.map(({ refundId, steps, page }) => ({
    ...sliced(rows.get(JSON.stringify(page))?.get(refundId) ?? [], page, { cursorOf, nodeOf: HISTORY_COLUMNS.nodeOf }),
    totalCount: () => Promise.resolve(totalOf(steps)),
  }));
}

function statementOf(ids: readonly string[], page: Page) {
  const way = trusted(page.backwards ? "desc" : "asc");
  const within = allOf([
    sql`refund_id = wanted.id`,
    ...(page.after === null ? [] : [sql`sequence > ${sequenceIn(page.after)}::int`]),
    ...(page.before === null ? [] : [sql`sequence < ${sequenceIn(page.before)}::int`]),
  ]);
  return sql`
    select wanted.id as parent, orders.currency, step.* from unnest(${[...new Set(ids)]}::uuid[]) as wanted(id)
    join refund on refund.id = wanted.id join orders on orders.id = refund.order_id
    cross join lateral (
      select ${trusted(HISTORY_COLUMNS.selectList)} from refund_history
      where ${within} order by sequence ${way} limit ${trusted(String(page.size + 1))}
    ) step order by wanted.id, step.sequence ${way}`;
}

export interface ApprovalMoments {
  requestedAt: Date | null;
  approvedAt: Date | null;
}

/** Of each refund: when it was approved last, and when the wait began that this ended. In the order of `ids`, which may name one twice. */
export async function approvalMoments(em: EntityManager, ids: readonly string[]): Promise<ApprovalMoments[]> {
  const rows = await read<{ id: string; approved_at: string; requested_at: string | null }>(
    em,
    sql`select wanted.id, given.at as approved_at, asked.at as requested_at from unnest(${[...new Set(ids)]}::uuid[]) as wanted(id)
      cross join lateral (
        select sequence, from_state, at from refund_history
        where refund_id = wanted.id and event = 'APPROVE' order by sequence desc limit 1
      ) given
      left join lateral (
        select at from refund_history
        where refund_id = wanted.id and sequence < given.sequence and to_state = given.from_state and from_state is distinct from to_state
        order by sequence desc limit 1
      ) asked on true`,
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = found.get(id);
    return {
      requestedAt: row?.requested_at ? new Date(row.requested_at) : null,
      approvedAt: row ? new Date(row.approved_at) : null,
    };
  });
}
