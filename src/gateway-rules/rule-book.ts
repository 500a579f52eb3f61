/** The gateways' rules in the database: read whole, corrected by adding. */
import { sentence } from "../messages/sentence.js";
import assert from "node:assert/strict";
import { LockMode } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import { newId } from "../identifier.js";
import { fail, ok, type Outcome } from "../problem.js";
import { GatewayRuleRow } from "./gateway-rule.entity.js";
import { RULE_VALUES, type RuleContent } from "./rule-value.js";
import type { GatewayRule, RuleScope } from "./terms.js";

/** The rules a transaction has read already: rules, preview and effects of one refund look at the same list. */
const readInTransaction = new WeakMap<EntityManager, Promise<GatewayRule[]>>();

/** All rules, corrected ones and corrections alike, oldest first. They are few; a transaction reads them once. */
export function loadRules(em: EntityManager): Promise<GatewayRule[]> {
  if (!em.isInTransaction()) return readRules(em);
  const read = readInTransaction.get(em) ?? readRules(em);
  readInTransaction.set(em, read);
  return read;
}

async function readRules(em: EntityManager): Promise<GatewayRule[]> {
  const rows = await em.find(
    GatewayRuleRow,
    {},
    { orderBy: { recordedAt: "asc", id: "asc" }, disableIdentityMap: true },
  );
  return rows.map(ruleOf);
}

/** @throws AssertionError when a row's value is not of its kind: it was checked when it was written. */
function ruleOf(row: GatewayRuleRow): GatewayRule {
  const { id, kind, gateway, provider, method, validFrom, source, note, supersedes, recordedBy, recordedAt } = row;
  const read = RULE_VALUES[kind].safeParse(row.value);
  assert(read.success, `gateway_rule ${id} has no value of a ${kind} rule`);
  const content = { kind, value: read.data } as RuleContent;
  return {
    ...content,
    id,
    gateway,
    provider,
    method,
    validFrom,
    source,
    note,
    supersedes,
    recordedBy,
    recordedAt,
  };
}

export interface RuleCorrection {
  ruleId: string;
  /** Of the corrected rule's kind. */
  content: RuleContent;
  /** The first Korean day on which the correction holds, by the day of the refund; the past is allowed. */
  validFrom: string;
  source: string;
  note: string | null;
}

/**
 * Adds a row that corrects a rule for its kind and scope from `validFrom` on; both stay readable. For a command's own
 * transaction. Outcomes: NOT_FOUND; INVALID_INPUT when the value is of another kind, or the rule was corrected already.
 */
export async function correctRule(
  em: EntityManager,
  { ruleId, content, validFrom, source, note }: RuleCorrection,
  by: { subject: string; at: Date },
): Promise<Outcome<{ ruleId: string }>> {
  // The lock lets the second of two corrections see the first.
  const corrected = await em.findOne(GatewayRuleRow, ruleId, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!corrected) return fail("NOT_FOUND", { what: "gatewayRule", id: ruleId }, ["ruleId"]);
  if (corrected.kind !== content.kind) {
    const reason = sentence("reasons.rule.otherKind", { kind: corrected.kind, given: content.kind });
    return fail("INVALID_INPUT", { reason }, ["value"]);
  }
  const correction = await em.findOne(GatewayRuleRow, { supersedes: ruleId });
  if (correction) {
    const reason = sentence("reasons.rule.corrected", { by: correction.id });
    return fail("INVALID_INPUT", { reason }, ["ruleId"]);
  }
  const { gateway, provider, method } = corrected;
  const row = Object.assign(new GatewayRuleRow(), {
    ...content,
    id: newId(),
    gateway,
    provider,
    method,
    validFrom,
    source,
    note,
    supersedes: ruleId,
    recordedBy: by.subject,
    recordedAt: by.at,
  } satisfies GatewayRuleRow);
  em.persist(row);
  readInTransaction.delete(em);
  return ok({ ruleId: row.id });
}

export interface NewRule extends RuleScope {
  content: RuleContent;
  /** The first Korean day on which it holds, by the day of the refund; the past is allowed. */
  validFrom: string;
  source: string;
  note: string | null;
}

/**
 * Adds the first rule of its kind for its scope. For a command's own transaction. Outcomes: INVALID_INPUT when there is one
 * already, or a contract names no provider.
 */
export async function recordRule(
  em: EntityManager,
  { content, gateway, provider, method, validFrom, source, note }: NewRule,
  by: { subject: string; at: Date },
): Promise<Outcome<{ ruleId: string }>> {
  const { kind, value } = content;
  if (kind === "CONTRACT_MADE" && provider === null)
    return fail("INVALID_INPUT", { reason: sentence("reasons.rule.needsProvider") }, ["provider"]);
  // The index of scopes lets one of two that come together through.
  const added = await em.execute<{ id: string }[]>(
    `insert into gateway_rule (id, kind, gateway, provider, method, value, valid_from, source, note, supersedes, recorded_by, recorded_at)
     values (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, null, ?, ?) on conflict do nothing returning id`,
    [newId(), kind, gateway, provider, method, JSON.stringify(value), validFrom, source, note, by.subject, by.at],
  );
  readInTransaction.delete(em);
  const [row] = added;
  if (row) return ok({ ruleId: row.id });
  const reason = sentence("reasons.rule.exists", { kind });
  return fail("INVALID_INPUT", { reason }, ["value"]);
}
