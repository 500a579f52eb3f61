/**
 * Everything that waits for a second person, as one list: refunds to approve, and statements and proposals to confirm. Each
 * kind is read along an index of its own that holds only what waits, and the kinds are merged.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import { Field, InputType } from "type-graphql";
import { Permission } from "../../access/permission.js";
import { may, type Principal } from "../../access/principal.js";
import { isOwnDoing, PERMISSION_OF_ACTION } from "../../refund/eligibility/rules.js";
import type { ApprovalReason } from "../../refund/record/refund.entity.js";
import { isOwnStatement } from "../../refund/record/statement.js";
import { COUNTED_EXACTLY, LOOKED_THROUGH, totalOf, type Connection } from "../connection/connection.type.js";
import { decodeCursor, encodeCursor, type CursorPosition } from "../connection/cursor.js";
import { isSortValue } from "../connection/list.js";
import { goingOn, sliced, type Page } from "../connection/page.js";
import { allOf, joined, read, sql, TRUE, trusted, type Sql } from "../connection/statement.js";
import { moneyOf } from "../money/money.type.js";
import { APPROVAL_KINDS, ApprovalKindEnum, type ApprovalKind, type DecidingMutation } from "./approval.enums.js";
import type { ApprovalsWaitingCount, WaitingApproval } from "./approval.type.js";

@InputType({
  description: "A filter for what waits for a second person. Fields side by side must all hold.",
})
export class ApprovalsWaitingWhere {
  @Field(() => [ApprovalKindEnum], {
    nullable: true,
    description: "The kinds; every kind you may see when left out, none for an empty list.",
  })
  kind?: ApprovalKind[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "True for those that you may decide, false for the others. Such a page may hold fewer entries than were asked for while more follow: go on from its `endCursor`.",
  })
  decidableByMe?: boolean | null;
}

interface Kind {
  table: string;
  condition: string;
  /** Columns of the table: since when, who asked, all who named an account, the refund, the payment, the amount, the reasons. */
  at: string;
  by: string;
  namedBy: string;
  refundId: string;
  paymentId: string;
  amount: string;
  reasons: string;
  /** The permission that the thing itself is read with, beside that of the list. */
  seenWith: Permission;
  decidedWith: Permission;
  decidedBy: DecidingMutation;
  /** The rule that the deciding mutation answers SAME_PERSON by. */
  isOwn(row: Asked, subject: string): boolean;
}

/** Of a row: who asked, and all who named the account. */
interface Asked {
  kind: ApprovalKind;
  asked_by: string | null;
  named_by: string[];
}

const refundIn = (status: "REFUND_REQUESTED" | "ACCEPTED"): Kind => ({
  table: "refund",
  condition: `approval_requested_at is not null and status = '${status}'`,
  at: "approval_requested_at",
  by: "requested_by",
  namedBy: "account_named_by",
  refundId: "id",
  paymentId: "payment_id",
  amount: "amount_total",
  reasons: "approval_reasons",
  seenWith: Permission.RefundRead,
  decidedWith: PERMISSION_OF_ACTION.APPROVE,
  decidedBy: "refundApprove",
  isOwn: ({ asked_by: requestedBy, named_by: accountNamedBy }, subject) =>
    isOwnDoing({ requestedBy, accountNamedBy }, subject),
});

const NOBODY = "'[]'::jsonb";

const statement = {
  condition: "closed_at is null",
  at: "stated_at",
  by: "stated_by",
  namedBy: NOBODY,
  refundId: "null::uuid",
  paymentId: "payment_id",
  amount: "amount",
  reasons: "'[]'::jsonb",
  seenWith: Permission.PaymentRead,
  decidedWith: PERMISSION_OF_ACTION.RESOLVE_UNKNOWN,
  isOwn: ({ asked_by: statedBy }: Asked, subject: string) => isOwnStatement({ statedBy: statedBy ?? "" }, subject),
} as const;

const KINDS: Readonly<Record<ApprovalKind, Kind>> = {
  GATEWAY_REFUND: refundIn("REFUND_REQUESTED"),
  MANUAL_REFUND: refundIn("ACCEPTED"),
  UNKNOWN_OUTCOME: {
    ...statement,
    table: "refund_statement",
    refundId: "refund_id",
    paymentId: "null::uuid",
    seenWith: Permission.RefundRead,
    decidedBy: "refundResolveUnknown",
  },
  CANCELLATION_CORRECTION: {
    ...statement,
    table: "cancellation_statement",
    decidedBy: "paymentCancellationCorrect",
  },
  FACTS_CORRECTION: {
    ...statement,
    table: "order_fact_correction",
    at: "proposed_at",
    by: "proposed_by",
    amount: "(facts ->> 'capturedAmount')::bigint",
    decidedWith: Permission.OrderFactsCorrect,
    decidedBy: "orderFactsCorrect",
  },
};

/** The permission each kind is decided with, as its mutation demands it. */
export const DECIDED_WITH: Readonly<Record<DecidingMutation, Permission>> = Object.fromEntries(
  Object.values(KINDS).map(({ decidedBy, decidedWith }) => [decidedBy, decidedWith]),
) as Record<DecidingMutation, Permission>;

interface Row extends Asked {
  id: string;
  asked_at: string;
  refund_id: string | null;
  payment_id: string;
  order_id: string;
  amount: string | null;
  currency: string;
  reasons: ApprovalReason[];
}

interface Waiting {
  kinds: readonly ApprovalKind[];
  /** Leaves out what this subject asked for: a short way past most of what the rule would strike out, never instead of it. */
  notAskedBy: string | null;
}

/** One kind in the list's order. */
function branch(kind: ApprovalKind, { way, limit, positions }: Reading): Sql {
  const { table, condition, at, by, namedBy, refundId, paymentId, amount, reasons } = KINDS[kind];
  const beyond = positions.map(
    ({ operator, value, id }) => sql`(${trusted(at)}, id) ${trusted(operator)} (${value}::timestamptz, ${id}::uuid)`,
  );
  const selected = `'${kind}'::text as kind, id, ${at} as asked_at, ${by} as asked_by, ${namedBy} as named_by,
    ${refundId} as refund_id, ${paymentId} as payment_id, ${amount} as amount, ${reasons} as reasons`;
  return sql`(select ${trusted(selected)} from ${trusted(table)} where ${allOf([trusted(condition), ...beyond])}
    order by ${trusted(`${at} ${way}, id ${way} limit ${limit}`)})`;
}

interface Reading {
  way: "asc" | "desc";
  limit: number;
  positions: readonly (CursorPosition & { operator: "<" | ">" })[];
}

/** Of what is read, that which others asked for. */
const ofOthers = ({ notAskedBy }: Waiting): Sql =>
  notAskedBy === null
    ? TRUE
    : sql`(asked_by is distinct from ${notAskedBy}::text and not (named_by ? ${notAskedBy}::text))`;

const merged = ({ kinds }: Waiting, reading: Reading): Sql =>
  joined(
    kinds.map((kind) => branch(kind, reading)),
    " union all ",
  );

const order = (way: string, prefix = ""): Sql => trusted(`order by ${prefix}asked_at ${way}, ${prefix}id ${way}`);

/** In the list's order, as many as are looked through for those of others. */
const lookedThrough = (waiting: Waiting, reading: Reading): Sql =>
  sql`select * from (${merged(waiting, { ...reading, limit: LOOKED_THROUGH })}) each ${order(reading.way)} ${trusted(`limit ${LOOKED_THROUGH}`)}`;

/** A page of what waits, with the order of each. */
export const waitingStatement = (waiting: Waiting, reading: Reading): Sql => {
  const { way, limit } = reading;
  const rows = waiting.notAskedBy === null ? merged(waiting, reading) : lookedThrough(waiting, reading);
  return sql`select page.kind, page.id, page.asked_at, page.asked_by, page.named_by, page.refund_id, payment.id as payment_id,
      payment.order_id, page.amount, page.reasons, orders.currency
    from (select * from (${rows}) each where ${ofOthers(waiting)} ${order(way)} ${trusted(`limit ${limit}`)}) page
    left join refund on refund.id = page.refund_id
    join payment on payment.id = coalesce(page.payment_id, refund.payment_id)
    join orders on orders.id = payment.order_id
    ${order(way, "page.")}`;
};

/** The last that a page of those of others looked through, if it looked through as many as it may. */
export const lastSeenWaitingStatement = (waiting: Waiting, reading: Reading): Sql =>
  sql`select asked_at, id from (${lookedThrough(waiting, reading)}) seen ${order(reading.way)}
    ${trusted(`offset ${LOOKED_THROUGH - 1} limit 1`)}`;

/** Counts by who asked, of at most `limit` of each kind; of each kind only so many are looked through. */
export const countWaitingStatement = (waiting: Waiting, limit: number): Sql => {
  const reading = { way: "asc", limit: waiting.notAskedBy === null ? limit : LOOKED_THROUGH, positions: [] } as const;
  const of = waiting.kinds.map(
    (kind) =>
      sql`(select * from ${branch(kind, reading)} each where ${ofOthers(waiting)} ${trusted(`limit ${limit}`)})`,
  );
  return sql`select kind, asked_by, named_by, count(*)::int as counted
    from (${joined(of, " union all ")}) each group by kind, asked_by, named_by`;
};

const mayDecide = (principal: Principal, row: Asked): boolean =>
  may(principal, KINDS[row.kind].decidedWith) && !KINDS[row.kind].isOwn(row, principal.subject);

/** The kinds that this caller may see, or decide. */
const kindsFor = (principal: Principal, kinds: readonly ApprovalKind[], decidable: boolean): ApprovalKind[] =>
  APPROVAL_KINDS.filter(
    (kind) =>
      kinds.includes(kind) &&
      may(principal, Permission.RefundRead) &&
      may(principal, KINDS[kind].seenWith) &&
      (!decidable || may(principal, KINDS[kind].decidedWith)),
  );

const ORDER = "approvalsWaiting REQUESTED_AT";
/** Statements a page is made of at most: each reads a page of what the caller has not asked for under this very subject. */
const MAX_READS = 5;

const positionOf = ({ asked_at: at, id }: Pick<Row, "asked_at" | "id">): CursorPosition => ({
  value: new Date(at).toISOString(),
  id,
});

export interface ApprovalsAsked {
  principal: Principal;
  where: ApprovalsWaitingWhere;
  page: Page;
  now: Date;
}

/** @throws BAD_USER_INPUT for a cursor that is not of this list. */
export async function readApprovals(em: EntityManager, asked: ApprovalsAsked): Promise<Connection<WaitingApproval>> {
  const { principal, where, page, now } = asked;
  const decidable = where.decidableByMe ?? null;
  const kinds = kindsFor(principal, where.kind ?? APPROVAL_KINDS, decidable === true);
  const waiting = { kinds, notAskedBy: decidable === true ? principal.subject : null };
  const isWanted = (row: Asked) => decidable === null || mayDecide(principal, row) === decidable;
  const given = (cursor: string | null, operator: "<" | ">") =>
    cursor === null ? [] : [{ ...decodeCursor(ORDER, cursor, (value) => isSortValue("timestamptz", value)), operator }];
  const bounds = [...given(page.after, ">"), ...given(page.before, "<")];

  const limit = page.size + 1;
  const found: Row[] = [];
  let last: CursorPosition | null = null;
  let ended = kinds.length === 0;
  for (let reads = 0; !ended && found.length < limit && reads < MAX_READS; reads += 1) {
    const from = last === null ? [] : [{ ...(last as CursorPosition), operator: page.backwards ? "<" : ">" } as const];
    const way = page.backwards ? "desc" : "asc";
    const reading: Reading = { way, limit, positions: [...bounds, ...from] };
    const rows: Row[] = await read<Row>(em, waitingStatement(waiting, reading));
    found.push(...rows.filter(isWanted));
    ended = rows.length < limit;
    const end = rows.at(-1);
    if (end) last = positionOf(end);
    if (!ended || waiting.notAskedBy === null) continue;
    const [seen] = await read<Pick<Row, "asked_at" | "id">>(em, lastSeenWaitingStatement(waiting, reading));
    if (!seen) continue;
    ended = false;
    last = positionOf(seen);
    break;
  }
  const cursorOf = (row: Row) => encodeCursor(ORDER, positionOf(row));
  const { edges, pageInfo } = sliced(found.slice(0, limit), page, {
    cursorOf,
    nodeOf: (row) => nodeOf(row, principal, now),
  });
  const cutShort = !ended && found.length < limit && last !== null;
  return {
    edges,
    pageInfo: cutShort ? goingOn(pageInfo, page, encodeCursor(ORDER, last as CursorPosition)) : pageInfo,
    totalCount: async () => {
      if (kinds.length === 0) return totalOf(0);
      const counts = await read<Asked & { counted: number }>(em, countWaitingStatement(waiting, COUNTED_EXACTLY + 1));
      return totalOf(counts.filter(isWanted).reduce((sum, { counted }) => sum + counted, 0));
    },
  };
}

const MINUTE_MS = 60_000;

function nodeOf(row: Row, principal: Principal, now: Date): WaitingApproval {
  const requestedAt = new Date(row.asked_at);
  return {
    id: row.id,
    kind: row.kind,
    amount: row.amount === null ? null : moneyOf(row.amount, row.currency),
    requestedBy: row.asked_by,
    requestedAt,
    waitingMinutes: Math.max(0, Math.floor((now.getTime() - requestedAt.getTime()) / MINUTE_MS)),
    reasons: row.reasons,
    decidedBy: KINDS[row.kind].decidedBy,
    canDecide: mayDecide(principal, row),
    refundId: row.refund_id,
    paymentId: row.payment_id,
    orderId: row.order_id,
  };
}

/** For a number beside a menu: nobody decides more in a day. */
const COUNTED_FOR_VIEWER = 1_000;

/** By kind, for the kinds that the caller holds the permission to decide. */
export async function countApprovals(em: EntityManager, principal: Principal): Promise<ApprovalsWaitingCount[]> {
  const kinds = kindsFor(principal, APPROVAL_KINDS, true);
  if (kinds.length === 0) return [];
  const waiting = { kinds, notAskedBy: principal.subject };
  const rows = await read<Asked & { counted: number }>(em, countWaitingStatement(waiting, COUNTED_FOR_VIEWER + 1));
  return kinds.map((kind) => {
    const its = rows.filter((row) => row.kind === kind);
    const seen = its.reduce((sum, { counted }) => sum + counted, 0);
    const decidable = its.filter((row) => mayDecide(principal, row)).reduce((sum, { counted }) => sum + counted, 0);
    return { kind, count: Math.min(decidable, COUNTED_FOR_VIEWER), more: seen > COUNTED_FOR_VIEWER };
  });
}
